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

"""Options of ClientNetworkFilter, its weigher and client_stamp."""

from __future__ import annotations

from oslo_config import cfg

from nova_ops_ext.conf import guarded_filter
from nova_ops_ext.conf import guarded_weigher

GROUP = cfg.OptGroup(
    'ops_client_network', title='Hosts by the network of the client',
    help="""
Options of ClientNetworkFilter, which lets a server only onto the hosts that
the network of its client may use; of ClientNetworkWeigher, which prefers those
hosts; and of client_stamp in nova-api's api-paste.ini, which writes the label
of the client into each new server.  ``networks`` and ``default_label`` are
read by nova-api, too: give both services the same.
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
    cfg.StrOpt(
        'stamp', default='ignore',
        choices=[
            ('ignore', 'creates are judged by the address of the caller, and '
                       'moves pass'),
            ('trust', 'creates and moves are judged by the label that '
                      'client_stamp wrote into the server'),
        ],
        help="""
Whether the label that nova-api's filter client_stamp has written counts.

It is the scheduler hint ``ops_client_network``.  Any user can send any hint:
choose ``trust`` only when client_stamp is in every line of nova-api's
api-paste.ini, on every host, because it removes what users send.

A create without the hint is judged by the address of the caller; one that
cannot be read gives ``default_label``.

Related options:

* ``unstamped_moves``
"""),
    cfg.StrOpt(
        'unstamped_moves', default='pass',
        choices=[
            ('pass', 'they are not judged'),
            ('default_label', 'they are judged as if their clients had '
                              'default_label'),
            ('refuse', 'no host passes'),
        ],
        help="""
What becomes of a move of a server that has no stamp, because it is older than
client_stamp.

It has no effect with ``stamp = ignore``.

Related options:

* ``stamp``
* ``default_label``
"""),
]
