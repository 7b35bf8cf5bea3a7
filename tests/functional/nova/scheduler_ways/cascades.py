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

"""CascadeBreakerFilter."""

from __future__ import annotations

import time
import typing

from tests.functional.nova.scheduler_ways import subject
from tests.functional.nova.scheduler_ways import way

if typing.TYPE_CHECKING:
    from tests.functional.nova.scheduler_ways import cloud as clouds

_DEAD = ('four', 'five')


class Breaker(subject.PerHost):
    """The project's image took down two hosts, one after the other."""

    TITLE = NAME = 'CascadeBreakerFilter'
    HOSTS = ('one', 'two', 'three', *_DEAD)
    OPTIONS = """
[ops_cascade_breaker]
survivors_per_death = 0
bystanders = 0
"""
    # A server that is migrated live runs, and does no harm.
    TABLE = {**way.judged(),
             **way.passing((way.LIVE, way.LIVE_HOST), way.UNJUDGED)}
    ADMITS = {'ops_quarantine': 'true'}
    REFUSES = {'ops_quarantine': None}

    def prepare(self, cloud: clouds.WaysCloud) -> None:
        super().prepare(cloud)
        for host in _DEAD:
            del self._aggregates[host]
            cloud.on_host(host)
            cloud.stop_host(host)
            # Nova keeps whole seconds.
            time.sleep(2)
