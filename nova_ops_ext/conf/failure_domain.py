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

"""Options of FailureDomainFilter and FailureDomainWeigher."""

from __future__ import annotations

from oslo_config import cfg

from nova_ops_ext.conf import guarded_filter
from nova_ops_ext.conf import guarded_weigher

GROUP = cfg.OptGroup(
    'ops_failure_domain', title='Spread of server groups over failure domains',
    help="""
Options of FailureDomainFilter and FailureDomainWeigher, which spread the
servers of a group over racks, rooms or whatever fails together.

The filter judges groups with the policy ``anti-affinity``, the weigher those
and groups with ``soft-anti-affinity``.  A domain is an aggregate whose
metadata has the key ``ops_failure_domain``, with any name.
""")

OPTIONS = [
    *guarded_filter.options(fail_policy='pass'),
    *guarded_weigher.options(GROUP.name, multiplier=100.0),
    cfg.IntOpt(
        'max_skew', default=1, min=1,
        help="""
How many members of a group a domain may have more than the emptiest domain.

This is for the hosts whose aggregates do not have the key
``ops_failure_domain_max_skew``.  Of several keys for one host the least
counts, and this option does not.

Possible values:

* a whole number, 1 or more
"""),
    cfg.StrOpt(
        'hosts_without_domain', default='refuse',
        choices=[
            ('refuse', 'no server of such a group may use them'),
            ('pass', 'the filter lets them pass; the weigher puts them last'),
        ],
        help="""
What becomes of hosts that are in no domain, while others are.

Where no host of a request is in a domain, all pass.
"""),
]
