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

"""ShuffleShardFilter and ShuffleShardWeigher."""

from __future__ import annotations

import itertools
import typing

from nova_ops_ext.scheduler import shuffle_shard
from tests.functional.nova.scheduler_ways import subject
from tests.harness import nova_cloud

if typing.TYPE_CHECKING:
    from tests.functional.nova.scheduler_ways import cloud as clouds

_SEED = 'a seed that is long enough'
_OPTIONS = """
[ops_shuffle_shard]
seed = %s
unpooled_hosts = refuse
""" % _SEED


class _Sharded(subject.Subject):
    # Who is in which shard is settled by the hash.  So there is an aggregate
    # for each set of hosts, and the one with the right shard becomes the pool.

    def prepare(self, cloud: clouds.WaysCloud) -> None:
        self._pool: int | None = None
        self._aggregates = []
        for size in range(len(cloud.HOSTS), 0, -1):
            for hosts in itertools.combinations(cloud.HOSTS, size):
                ranked = list(shuffle_shard.ranked(
                    _SEED, nova_cloud.PROJECT, hosts))
                self._aggregates.append(
                    (cloud.aggregate('-'.join(hosts), hosts), ranked))

    def admit(self, cloud: clouds.WaysCloud, hosts: frozenset[str]) -> None:
        chosen = next(
            (number for number, (_, ranked) in enumerate(self._aggregates)
             if hosts and hosts == set(ranked[:len(hosts)])), None)
        if self._pool is not None:
            cloud.set_metadata(self._aggregates[self._pool][0],
                               {'ops_shard_size': None})
        if chosen is not None:
            cloud.set_metadata(self._aggregates[chosen][0],
                               {'ops_shard_size': str(len(hosts))})
        self._pool = chosen


class Filter(_Sharded):
    """All is judged by the project."""

    TITLE = NAME = 'ShuffleShardFilter'
    OPTIONS = _OPTIONS


class Weigher(subject.Weigher, _Sharded):
    """The shard is preferred."""

    TITLE = NAME = 'ShuffleShardWeigher'
    PATH = 'shuffle_shard.ShuffleShardWeigher'
    OPTIONS = _OPTIONS + 'weight_multiplier = 1000\n'
