# Licensed under the Apache License, Version 2.0 (the "License"); you may
# not use this file except in compliance with the License. You may obtain
# a copy of the License at
#
#      http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS, WITHOUT
# WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the
# License for the specific language governing permissions and limitations
# under the License.

"""Options of ClientNetworkFilter."""

from __future__ import annotations

from oslo_config import cfg

from nova_ops_ext.conf import guarded_filter
from nova_ops_ext.conf import guarded_weigher

GROUP = cfg.OptGroup(
    'ops_client_network', title='Hosts by the network of the client',
    help="""
Options of ClientNetworkFilter, which lets a new server only onto the hosts
that the network of the client who asks for it may use.
""")

OPTIONS = [
    *guarded_filter.options(fail_policy='pass'),
    *guarded_weigher.options(GROUP.name),
    cfg.MultiStrOpt(
        'networks', default=[], sample_default=[
            'doc: 192.0.2.0/24, 2001:db8:1::/48', 'ops: 198.51.100.0/24'],
        help="""
The networks of the clients, each with a label.

A client has the label of the longest prefix that holds its address.  Give
the option once for each label; a label may be given more than once.

Possible values:

* ``<label>: <address or CIDR network>[, ...]``, IPv4 or IPv6.  The blank
  after the colon is needed.  A label is made of letters, digits, ``_``,
  ``.`` and ``-``.

Related options:

* ``default_label``
* ``hosts``
"""),
    cfg.StrOpt(
        'default_label', sample_default='guest',
        help="""
The label of a client whose address is in none of the networks, is not known,
or cannot be read.

Without it such clients have no label, and may only use hosts that no rule
names.

Possible values:

* a label, which ``networks`` may but need not have

Related options:

* ``networks``
* ``unlisted_hosts``
"""),
    cfg.MultiStrOpt(
        'hosts', default=[], sample_default=['doc: doc-*', 'ops: ops-*'],
        help="""
The hosts that each label may use, by name.

This adds to the aggregates whose metadata has the key
``ops_client_networks``, a list of labels separated by commas.  A list that
is too long for one value (255 characters) goes on in
``ops_client_networks1``, ``ops_client_networks2`` and so on.  A host that is
named in several places may be used by all labels named there.

Possible values:

* ``<label>: <glob>[, ...]``, where a glob is a host name in which ``*``
  stands for any characters, ``?`` for one, and ``[...]`` for one of those

Related options:

* ``networks``
* ``unlisted_hosts``
"""),
    cfg.StrOpt(
        'unlisted_hosts', default='pass',
        choices=[
            ('pass', 'every client may use them'),
            ('refuse', 'no client may use them'),
        ],
        help="""
What becomes of hosts that neither ``hosts`` nor an aggregate names for any
label.

Related options:

* ``hosts``
"""),
]
