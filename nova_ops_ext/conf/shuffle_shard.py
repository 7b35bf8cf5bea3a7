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

"""Options of ShuffleShardFilter and ShuffleShardWeigher."""

from __future__ import annotations

from oslo_config import cfg

from nova_ops_ext.conf import guarded_filter
from nova_ops_ext.conf import guarded_weigher

GROUP = cfg.OptGroup(
    'ops_shuffle_shard', title='A few hosts of each pool for a project',
    help="""
Options of ShuffleShardFilter and ShuffleShardWeigher, which give each project
a few hosts of a pool, so that no project can take down more of it.

A pool is an aggregate whose metadata has ``ops_shard_size``, the number of
hosts for each project, or ``ops_shard_size:<project>``, the number for one.
``ops_shard_extend`` is how many more a project gets when none of its own is
left.
""")

OPTIONS = [
    *guarded_filter.options(fail_policy='pass'),
    *guarded_weigher.options(GROUP.name, multiplier=10.0),
    cfg.StrOpt(
        'seed', secret=True, sample_default='<openssl rand -hex 32>',
        help="""
The cloud's secret, which with a project's id makes its hosts.

Every nova-scheduler must have the same: compare the fingerprints that they
log when they start.  Whoever knows it can compute with whom a project shares
hosts; without it everybody can.  Another seed gives every project other
hosts, and leaves the servers that exist where they are.

Possible values:

* any text, of 16 random characters at least
"""),
    cfg.StrOpt(
        'unpooled_hosts', default='pass',
        choices=[
            ('pass', 'every project may use them'),
            ('refuse', 'no project may use them'),
        ],
        help="""
What becomes of hosts that are in no aggregate with a shard size for the
project.

ShuffleShardWeigher does not look at it.
"""),
]
