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

"""ShuffleShardWeigher: a project gets rather its few hosts of a pool."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oslo_log import log as logging

from nova_ops_ext.conf import shuffle_shard as options_module
from nova_ops_ext.scheduler import preference
from nova_ops_ext.scheduler import shard_pools
from nova_ops_ext.scheduler import shuffle_shard
from nova_ops_ext.scheduler import told
from nova_ops_ext.scheduler.weights import guarded_weigher

LOG = logging.getLogger(__name__)


class ShuffleShardWeigher(guarded_weigher.GuardedWeigher):
    """Prefers the hosts that ShuffleShardFilter would let pass.

    =====================================  ======
    the host                               weight
    =====================================  ======
    is in the project's shard of a pool    1.0
    is in its extension, or in no pool     0.5
    is elsewhere in a pool                 0.0
    =====================================  ======

    A pool whose size cannot be read counts as none, and the line says so.
    Nothing is refused: a project whose hosts are full or dead gets others,
    so it bounds no damage.
    """

    GROUP = options_module.GROUP.name

    def read_options(self, options: Any) -> None:
        self._seed: str | None = options.seed
        if self._seed:
            LOG.info('%s: the seed has the fingerprint %s, which has to be '
                     'the same in every nova-scheduler', type(self).__name__,
                     shuffle_shard.fingerprint(self._seed))

    def weigh(self, hosts: Sequence[Any], spec: Any
              ) -> preference.Preference | None:
        project = spec.project_id or ''
        return shard_pools.weighed(hosts, project, seed=self._seed,
                                   subject='project ' + told.name(project))
