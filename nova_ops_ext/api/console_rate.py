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


class ConsoleRate:
    """Counts requests: those of this process and, by option, of others.

    This process counts first.  So no worker lets more pass than the rate,
    whatever becomes of the store, and a flood does not reach the store.

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

    def take(self, project: str, server: str) -> int:
        """Count a request.

        :returns: 0 if it may pass, else the nanoseconds until one may
        """
        wait = self._buckets.take((project, server), time.monotonic_ns())
        if wait == 0 and self._shared is not None:
            # A store that does not say leaves it at that.
            return self._shared.take(project, server) or 0
        return wait


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
