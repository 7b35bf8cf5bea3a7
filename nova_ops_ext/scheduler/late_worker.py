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

"""Tells of a worker that nova-scheduler has started later than itself.

nova-scheduler reads all aggregates when it starts, and forks its workers from
what it then knows; Nova tells changes to workers alone.  So one that takes the
place of a worker that died, or of all of them at SIGHUP, does not know what
was changed before, and rules that are newer do not hold there.  No filter can
help that, nor ask Nova whether it is so; but it can be said.
"""

from __future__ import annotations

import os
import time

import nova.conf
from oslo_concurrency import processutils
from oslo_log import log as logging

CONF = nova.conf.CONF
LOG = logging.getLogger(__name__)

# Nova forks its first workers when it has read all that it needs.
_START = 60.0

_imported = time.monotonic()
_forks = 0
_age: float | None = None


def _forking() -> None:
    global _forks
    _forks += 1


def _forked() -> None:
    global _age
    _age = time.monotonic() - _imported


os.register_at_fork(before=_forking, after_in_child=_forked)


def tell() -> None:
    """Say so, once in each such worker; to be called for each request."""
    global _age
    if _age is None:
        return
    # Two threads may both say it, which does no harm.
    age, _age = _age, None
    # As nova-scheduler counts them.  Of the first there are no more.
    first = CONF.scheduler.workers or processutils.get_worker_count()
    if age <= _START and _forks <= first:
        return
    LOG.warning(
        'this worker was started %d s after nova-scheduler: aggregates that '
        'were changed in between are not known to it, and rules in them do '
        'not hold here, Nova\'s own no more than ours; restart '
        'nova-scheduler, or set a property of each of them again', age)
