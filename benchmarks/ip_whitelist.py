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

"""What ``ip_whitelist`` costs a request, beside Swift's own container info.

A request is one of a client who is admitted, for an object of a container
whose information is in the request's infocache already, because something
further left has asked for it.  As in a proxy, that information has just come
out of memcached: each request has its own copy, and so no string of it has
been hashed before.

The cost of the filter is that of a pipeline with both of its places and a
stub application, less that of the stub alone.
"""

from __future__ import annotations

from collections.abc import Callable
import itertools
from typing import Any

from swift.proxy.controllers import base

from benchmarks import guide_whitelist
from benchmarks import interleaved
from benchmarks import report
from benchmarks import swift_requests
from swift_ops_ext import ip_whitelist

#: At most this times one call of get_container_info, by number of rules.
BARS = {0: 0.30, 10: 0.50, 80: 0.40}

_BARRED = 'one of 1,000 clients'
_CLIENTS = 1000
# Few enough to stay in the processor's caches between being made and being
# judged, as one request does.
_REQUESTS_A_TURN = 20
_TURNS = 25
_UNSEEN = itertools.count()

Application = Callable[..., Any]


def run(rounds: int) -> list[report.Bar]:
    """Measure and print.

    :returns: the bars that have been set
    """
    bars = []
    for rules, limit in BARS.items():
        seconds = interleaved.measure(_subjects(rules), rounds=rounds,
                                      turns=_TURNS)
        stub, info = seconds.pop('stub'), seconds.pop('info')
        costs = {name: series - stub for name, series in seconds.items()}
        guide = costs['the guide\'s algorithm']
        bar = report.Bar('ip_whitelist, %d rules' % rules,
                         (costs[_BARRED] / info).median, limit)
        bars.append(bar)
        costs = {'get_container_info alone': info, **costs}
        print(report.table(
            'ip_whitelist, %s, container info at hand' % (
                '%d rules' % rules if rules else 'no rules'),
            ('one request', 'us CPU', 'x get_container_info', 'x guide', ''),
            [(name, cost.scaled(1e6 / _REQUESTS_A_TURN).median,
              (cost / info).median, (cost / guide).median,
              str(bar) if name == _BARRED else '')
             for name, cost in costs.items()]))
    return bars


def _subjects(rules: int) -> list[interleaved.Subject]:
    ours = swift_requests.info(rules, '10.%(rule)d.0.0/20, '
                               '2001:db8:%(rule)x::/48')
    # The guide's rules are one address each.
    theirs = swift_requests.info(rules, '10.%(rule)d.0.1')
    clients = itertools.cycle(range(_CLIENTS))

    def subject(name: str, application: Application,
                peer: Callable[[], str], info: str = ours,
                forwarded: Callable[[], dict[str, str]] = dict,
                ) -> interleaved.Subject:
        return interleaved.Subject(
            name, lambda environs: _serve(application, environs),
            lambda: [swift_requests.environ(peer(), info, **forwarded())
                     for _ in range(_REQUESTS_A_TURN)])

    def one_of_many() -> str:
        return swift_requests.client(next(clients), rules)

    direct = _pipeline()
    behind_proxy = _pipeline(trusted_proxies='203.0.113.0/24')
    if rules and _admits(direct, swift_requests.environ('192.0.2.1', ours)):
        raise AssertionError('everyone is admitted, nothing can be measured')
    return [
        subject('stub', _stub, one_of_many),
        subject('info', _info_alone, one_of_many),
        subject(_BARRED, direct, one_of_many),
        subject('always the same client', direct,
                lambda: swift_requests.client(0, rules)),
        subject('one of 1,000, behind one trusted proxy', behind_proxy,
                lambda: '203.0.113.7', forwarded=lambda: {
                    'HTTP_X_FORWARDED_FOR': 'unknown, ' + one_of_many()}),
        # No two alike, so that no cache can know them.
        subject('clients never seen before', direct,
                lambda: '2001:db8::%x:%x' % divmod(next(_UNSEEN), 65536)),
        subject('the guide\'s algorithm',
                guide_whitelist.GuideWhitelist(_stub),
                lambda: '10.%d.0.1' % max(rules - 1, 0), theirs),
    ]


def _pipeline(**section: str) -> Application:
    """Build both places as Swift's loader does."""
    factory = ip_whitelist.filter_factory({'log_level': 'ERROR'}, **section)
    inner = factory(_stub)
    outer = factory(inner)
    for place in outer, inner:
        place._pipeline = [outer, inner, _stub]
    return outer


def _stub(env: swift_requests.Environ, start_response: Any) -> list[bytes]:
    return [b'served']


def _info_alone(env: swift_requests.Environ,
                start_response: Any) -> list[bytes]:
    base.get_container_info(env, _stub, swift_source='BENCH')
    return [b'served']


def _serve(application: Application,
           environs: list[swift_requests.Environ]) -> None:
    for env in environs:
        if not _admits(application, env):
            raise AssertionError('refused: %s' % env['REMOTE_ADDR'])


def _admits(application: Application, env: swift_requests.Environ) -> bool:
    answer = application(env, swift_requests.start_response)
    return bool(answer == [b'served'])
