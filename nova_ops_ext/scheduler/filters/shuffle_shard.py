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

"""ShuffleShardFilter: a project may use only its few hosts of a pool."""

from __future__ import annotations

from typing import Any

from oslo_log import log as logging

from nova_ops_ext.conf import shuffle_shard as options_module
from nova_ops_ext.scheduler.filters import guarded_filter
from nova_ops_ext.scheduler import operation
from nova_ops_ext.scheduler import outcome
from nova_ops_ext.scheduler import shard_pools
from nova_ops_ext.scheduler import shuffle_shard
from nova_ops_ext.scheduler import told

LOG = logging.getLogger(__name__)


class ShuffleShardFilter(guarded_filter.GuardedFilter):
    """Lets a project only onto its shard of each pool.

    A pool is an aggregate with the key ``ops_shard_size`` = K, or with
    ``ops_shard_size:<project>`` for the project.  All its members are ranked
    for the project by a hash that ``[ops_shuffle_shard] seed`` keys.

    ===========================================  =============================
    the host's rank in its pool                  host
    ===========================================  =============================
    among the first K                            passes
    among the next ``ops_shard_extend`` = M      passes if none of the first K
                                                 is among the hosts given, or
                                                 if several servers are asked
                                                 for at once
    any other                                    refused
    the pool's size cannot be read               refused
    in several pools                             passes if it does in one
    in no pool                                   as ``unpooled_hosts`` says
    ===========================================  =============================

    Every operation that asks for a host is judged alike, by the project that
    owns the server.  A rebuild stays where it is, and a create that names its
    host as ``zone:host`` is not shown to any filter by Nova.
    """

    GROUP = options_module.GROUP.name

    def read_options(self, options: Any) -> None:
        self._seed: str | None = options.seed
        self._unpooled_pass = options.unpooled_hosts == 'pass'
        name = type(self).__name__
        if not self._seed:
            LOG.warning(
                '%s: [%s] option seed is not set: it works, but anybody can '
                'compute which hosts a project may use', name, self.GROUP)
        elif len(self._seed) < shuffle_shard.SHORT_SEED:
            LOG.warning(
                '%s: [%s] option seed has fewer than %d characters: it can be '
                'guessed', name, self.GROUP, shuffle_shard.SHORT_SEED)
        LOG.info('%s: the seed has the fingerprint %s, which has to be the '
                 'same in every nova-scheduler', name,
                 shuffle_shard.fingerprint(self._seed))

    def decide(self, hosts: list[Any], spec: Any) -> outcome.Outcome:
        # The owner's, also where an administrator moves the server.
        project = spec.project_id or ''
        subject = 'project ' + told.name(project)
        batch = spec.num_instances > 1 and not operation.is_move(spec)
        if batch:
            subject += ', for all %d instances' % spec.num_instances
        return shard_pools.filtered(
            hosts, project, seed=self._seed, at_once=batch,
            unpooled_pass=self._unpooled_pass, subject=subject)
