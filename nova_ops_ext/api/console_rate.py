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

"""How often a project asks for the console log of a server."""

from __future__ import annotations

import threading
import time
import weakref

from nova_ops_ext.api import shared_rate
from nova_ops_ext.console import options
from nova_ops_ext.console import rate as rates

_SWEEP_AT_LEAST = 1024

_Asker = tuple[str, str]


class ConsoleRate:
    """Counts requests: those of this process and, by option, of others.

    This process counts first.  So no worker lets more pass than the rate,
    whatever becomes of the store.  Who was refused is refused without asking
    anybody until the time that he was told, so a flood does not reach the
    store.

    :param conf: the checked options, with a rate
    :raises ValueError: if the storage cannot be used
    """

    def __init__(self, conf: options.Options) -> None:
        if conf.rate is None:
            raise ValueError('there is no rate to count by')
        self._buckets = rates.Buckets(conf.rate, conf.burst)
        self._shared = shared_rate.SharedRate(
            conf.storage, conf.rate, conf.burst, conf.storage_timeout
        ) if conf.storage is not None else None
        self._told: dict[_Asker, int] = {}
        self._sweep_above = _SWEEP_AT_LEAST
        self._lock = threading.Lock()

    def take(self, project: str, server: str) -> int:
        """Count a request.

        :returns: 0 if it may pass, else the nanoseconds until one may
        """
        asker, now = (project, server), time.monotonic_ns()
        if self._shared is None:
            return self._buckets.take(asker, now)
        told = self._told.get(asker, 0)
        if told > now:
            return told - now
        wait = self._buckets.take(asker, now)
        # A store that does not say leaves it at that.  It is asked also for
        # one that is refused here: others may have to wait for longer there.
        wait = max(wait, self._shared.take(project, server,
                                           count=not wait) or 0)
        if wait:
            self._tell(asker, now, wait)
        return wait

    def _tell(self, asker: _Asker, now: int, wait: int) -> None:
        with self._lock:
            self._told[asker] = now + wait
            if len(self._told) > self._sweep_above:
                self._told = {asker: until
                              for asker, until in self._told.items()
                              if until > now}
                self._sweep_above = max(_SWEEP_AT_LEAST, 2 * len(self._told))


_Key = tuple[str, options.Options]
_lock = threading.Lock()
_in_use: weakref.WeakValueDictionary[_Key, ConsoleRate] = (
    weakref.WeakValueDictionary())


def of_file(paste_file: str | None, conf: options.Options) -> ConsoleRate:
    """Give what counts for a filter.

    Paste makes a filter for each line of its file, /v2.1 and /v2; who asks
    through both has to be counted once.

    :param paste_file: where the filter is configured, if known
    :raises ValueError: if the storage cannot be used
    """
    if paste_file is None:
        return ConsoleRate(conf)
    with _lock:
        counting = _in_use.get((paste_file, conf))
        if counting is None:
            counting = _in_use[paste_file, conf] = ConsoleRate(conf)
        return counting
