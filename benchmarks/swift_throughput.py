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

"""What ``ip_whitelist`` costs a real proxy: its GETs a second.

Two proxies stand in front of the same account, container and object servers
and the same memcached: one as the sample configures it, and one that differs
in nothing but that it has no ``ip_whitelist``.  They take turns, in another
order in every other pair, with a few clients that keep their connections.
The container has rules that admit the clients.

The GETs a second depend on all that the machine does at the time; the CPU
time that the proxy's process spends on a request is much steadier.
"""

from __future__ import annotations

from collections.abc import Sequence
import pathlib
import statistics
import tempfile
from typing import NamedTuple

from benchmarks import keep_alive
from benchmarks import paired
from benchmarks import report
from tests.harness import object_storage
from tests.harness import swift_client
from tests.harness import swift_cluster

#: At least this times the figure without the filter.
BAR = 0.97

# Many short turns are told apart better than a few long ones.
_PAIRS_A_ROUND = 4
_CLIENTS = 4
_RULES = 10
_CONTAINER = '/measured'


class Size(NamedTuple):
    """Objects of one size.

    :ivar name: for people
    :ivar number: of bytes
    :ivar gets: of each client in a turn
    """

    name: str
    number: int
    gets: int


SIZES = (Size('1 KiB', 1 << 10, 15), Size('1 MiB', 1 << 20, 8))


class Turn(NamedTuple):
    """What one turn of a proxy gave.

    :ivar a_second: GETs in a second
    :ivar a_cpu_second: GETs in a second of the proxy's CPU time
    """

    a_second: float
    a_cpu_second: float


class Subject:
    """A proxy with its clients."""

    def __init__(self, proxy: swift_cluster.Proxy) -> None:
        self._proxy = proxy
        self._user = swift_client.Client(proxy)
        self.clients = keep_alive.KeepAliveClients(
            proxy.url, {'X-Auth-Token': self._user.token}, _CLIENTS)

    def turn(self, size: Size) -> Turn:
        """Take a turn."""
        before = keep_alive.cpu_seconds(self._proxy.pid)
        seconds = self.clients.get(
            self._user.account_path + path(size), size.number, size.gets)
        spent = keep_alive.cpu_seconds(self._proxy.pid) - before
        gets = _CLIENTS * size.gets
        return Turn(gets / seconds, gets / spent)


def run(rounds: int) -> list[paired.Bar]:
    """Measure and print.

    :param rounds: of some pairs of turns, for each size
    :returns: the bars that have been set
    """
    with (tempfile.TemporaryDirectory(dir=object_storage.place()) as workdir,
          swift_cluster.SwiftCluster(pathlib.Path(workdir)) as cluster):
        _fill(swift_client.Client(cluster.plain))
        _refuses(swift_client.Client(cluster.filtered, '127.0.0.3'))
        filtered, plain = Subject(cluster.filtered), Subject(cluster.plain)
        with keep_alive.connected(filtered.clients, plain.clients):
            return [bar for size in SIZES for bar in _report(
                size, *_measure(size, filtered, plain, rounds))]


def path(size: Size) -> str:
    """Give the path of an object, below the account."""
    return '%s/%d' % (_CONTAINER, size.number)


def _fill(user: swift_client.Client) -> None:
    rules = {'X-Container-Meta-Allow-Site%d' % number: '10.%d.0.0/16' % number
             for number in range(1, _RULES)}
    answers = [user.put(_CONTAINER, headers={
        **rules, 'X-Container-Meta-Allow-Us': '127.0.0.1'})]
    answers += [user.put(path(size), bytes(size.number)) for size in SIZES]
    if any(answer.status != 201 for answer in answers):
        raise AssertionError('the objects cannot be stored: %r' % answers)


def _refuses(other: swift_client.Client) -> None:
    if other.get(path(SIZES[0])).status != 403:
        raise AssertionError('everyone is admitted, nothing can be measured')


def _measure(size: Size, filtered: Subject, plain: Subject, rounds: int
             ) -> tuple[list[Turn], list[Turn]]:
    turns: dict[Subject, list[Turn]] = {filtered: [], plain: []}
    for subject in turns:
        subject.turn(size)  # fills caches, and is thrown away
    order = [filtered, plain]
    for _pair in range(rounds * _PAIRS_A_ROUND):
        for subject in order:
            turns[subject].append(subject.turn(size))
        order.reverse()
    return turns[filtered], turns[plain]


def _report(size: Size, with_filter: Sequence[Turn],
            without: Sequence[Turn]) -> list[paired.Bar]:
    rows, bars = [], []
    for what, ones, others in zip(
            ('a second', 'a second of the proxy\'s CPU time'),
            zip(*with_filter, strict=True), zip(*without, strict=True),
            strict=True):
        bar = paired.Bar('GET of %s, %s' % (size.name, what),
                         paired.Ratios.between(ones, others), BAR)
        bars.append(bar)
        rows.append((what, statistics.median(others),
                     statistics.median(ones),
                     '%.3f' % bar.ratios.median,
                     '%.3f-%.3f' % bar.ratios.quartiles, str(bar)))
    print(report.table(
        'GETs of %s through a proxy, %d clients, %d pairs of turns' % (
            size.name, _CLIENTS, len(with_filter)),
        ('GETs', 'without', 'ip_whitelist', 'ratio', 'quartiles', ''), rows))
    return bars
