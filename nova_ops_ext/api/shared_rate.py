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

"""A rate that workers and hosts count together, in memcached or Redis.

The ``limits`` library counts.  What it cannot do is to be certain to come
back: a name that does not resolve, or a store that sends a byte now and then,
outlasts its time-outs.  So it is asked in a thread of its own, and who asks
waits for as long as the operator said.  A store that does not answer is left
alone for some seconds.
"""

from __future__ import annotations

from collections.abc import Callable
import importlib
import math
import os
import queue
import threading
import time
from typing import Any
import urllib.parse

from oslo_log import log as logging

from nova_ops_ext.console import options
from nova_ops_ext.console import rate as rates

LOG = logging.getLogger(__name__)

_LEFT_ALONE_SECONDS = 5
_MOST_WAITING = 64
_STUCK_SECONDS = 60
#: The library keeps a count for two windows, and memcached nothing for more
#: than 30 days: it takes a larger number for a date, long ago.
_LONGEST_WINDOW = 15 * 86400
_NANOSECONDS = 10 ** 9
_NAMESPACE = 'nova-ops-ext-console'
_TIMEOUTS = {'memcached': ('timeout', 'connect_timeout')}
_REDIS_TIMEOUTS = ('socket_timeout', 'socket_connect_timeout')


class SharedRate:
    """At most as many as ``rate`` allows in the time of ``burst`` requests.

    :param url: of a storage of the limits library
    :param timeout: for one answer of the store, in seconds
    :raises ValueError: if the library, or what it needs for this storage, is
        not installed, or if it does not understand the URL
    """

    def __init__(self, url: str, rate: rates.Rate, burst: int,
                 timeout: float) -> None:
        self._timeout = timeout
        self._take = _counter(url, rate, burst, timeout)
        self._where = options.without_password(url)
        self._alone_until = 0.0
        self._failed = False
        self._lock = threading.Lock()
        self._questions: queue.Queue[_Question] = queue.Queue(_MOST_WAITING)
        self._worker_of: int | None = None
        self._busy_since: float | None = None
        self._stuck_workers = 0

    def take(self, project: str, server: str, *, count: bool = True
             ) -> int | None:
        """Count one request.

        :param count: ``False`` only asks whether it might pass
        :returns: 0 if it may pass, else the nanoseconds until one may;
            ``None`` if the store does not say
        """
        if not self._may_ask():
            return None
        question = _Question(project, server, count)
        try:
            self._ensure_worker()
            self._questions.put_nowait(question)
        except (queue.Full, RuntimeError):
            # The second if the system has no more threads for us.
            return None
        if not question.done.wait(self._timeout):
            question.abandoned = True
            self._leave_alone('no answer in %s s' % self._timeout)
            return None
        if question.error is not None:
            self._leave_alone('%s: %s' % (
                type(question.error).__name__, question.error))
            return None
        if self._failed:
            self._failed = False
            LOG.info('console_limit: the store at %s answers again; its count '
                     'decides', self._where)
        return question.wait

    def _may_ask(self) -> bool:
        now = time.monotonic()
        with self._lock:
            if now < self._alone_until:
                return False
            if self._failed:
                # One request tries it; the others do not wait for that.
                self._alone_until = now + self._timeout
            return True

    def _leave_alone(self, why: str) -> None:
        with self._lock:
            self._alone_until = time.monotonic() + _LEFT_ALONE_SECONDS
            again, self._failed = self._failed, True
        if not again:
            LOG.warning('console_limit: the store at %s does not count (%s); '
                        'until it does, each worker counts alone',
                        self._where, why)

    def _ensure_worker(self) -> None:
        with self._lock:
            # A thread does not survive the fork of a worker process.
            if self._worker_of == os.getpid() and not self._is_stuck():
                return
            # Also a queue of its own: the parent's may have questions in it.
            self._questions = queue.Queue(_MOST_WAITING)
            self._busy_since = None
            threading.Thread(target=self._work, args=(self._questions,),
                             daemon=True, name='console_limit store').start()
            self._worker_of = os.getpid()

    def _is_stuck(self) -> bool:
        """Tell whether the thread is lost; ever less is spent on others."""
        if self._busy_since is None or time.monotonic() < (
                self._busy_since + _STUCK_SECONDS * 2 ** self._stuck_workers):
            return False
        self._stuck_workers += 1
        return True

    def _work(self, questions: queue.Queue[_Question]) -> None:
        while True:
            question = questions.get()
            if question.abandoned:
                continue
            if questions is self._questions:
                self._busy_since = time.monotonic()
            try:
                question.wait = self._take(question.project, question.server,
                                           question.count)
            except Exception as error:
                # Whatever it is, of the library, of the client or of the
                # system: the local count decides.
                question.error = error
            if questions is self._questions:
                self._busy_since = None
            question.done.set()


class _Question:
    """What is asked of the store, and what it said."""

    def __init__(self, project: str, server: str, count: bool) -> None:
        self.project = project
        self.server = server
        self.count = count
        self.abandoned = False
        self.done = threading.Event()
        self.wait = 0
        self.error: Exception | None = None


def _counter(url: str, rate: rates.Rate, burst: int, timeout: float
             ) -> Callable[[str, str, bool], int]:
    """Give what counts one request, or looks whether it might pass."""
    amount, seconds = window(rate, burst)
    if seconds > _LONGEST_WINDOW:
        raise ValueError(
            'console_limit: option burst = %d: with rate = %s a store would '
            'have to remember it for %d days, and cannot for more than %d' % (
                burst, rate, seconds // 86400, _LONGEST_WINDOW // 86400))
    try:
        limits: Any = importlib.import_module('limits')
        storages: Any = importlib.import_module('limits.storage')
        strategies: Any = importlib.import_module('limits.strategies')
    except ImportError as error:
        raise ValueError(
            'console_limit: option storage = %r: this needs the Python '
            'library limits (%s); install openstack-ops-ext[shared-rate]' % (
                options.without_password(url), error)) from None
    scheme = urllib.parse.urlsplit(url).scheme
    try:
        storage = storages.storage_from_string(url, **dict.fromkeys(
            _TIMEOUTS.get(scheme, _REDIS_TIMEOUTS), timeout))
    except Exception as error:
        # The clients raise what they like; the operator needs its text.
        raise ValueError('console_limit: option storage = %r: %s' % (
            options.without_password(url),
            str(error).replace(_password(url) or url, '***'))) from None
    strategy = strategies.SlidingWindowCounterRateLimiter(storage)
    item = limits.RateLimitItemPerSecond(amount, seconds,
                                         namespace=_NAMESPACE)

    def take(project: str, server: str, count: bool) -> int:
        if count and strategy.hit(item, project, server):
            return 0
        stats = strategy.get_window_stats(item, project, server)
        if not count and stats.remaining:
            return 0
        return max(1, int((stats.reset_time - time.time()) * _NANOSECONDS))

    return take


def window(rate: rates.Rate, burst: int) -> tuple[int, int]:
    """Give how many may pass in how many seconds.

    That is the rate, exactly, in whole seconds, and at least the burst.
    """
    divisor = math.gcd(rate.number, rate.seconds)
    times = math.ceil(burst * divisor / rate.number)
    return times * rate.number // divisor, times * rate.seconds // divisor


def _password(url: str) -> str:
    return url.partition('//')[2].rpartition('@')[0].partition(':')[2]
