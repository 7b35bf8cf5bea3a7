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
from collections.abc import Mapping
import itertools
import types
from typing import Any
from typing import NamedTuple

from swift.proxy.controllers import base

from benchmarks import guide_whitelist
from benchmarks import interleaved
from benchmarks import report
from benchmarks import swift_requests
from swift_ops_ext import ip_whitelist


class Setup(NamedTuple):
    """What there is to judge.

    :ivar what: for people
    :ivar bar: at most this times one call of get_container_info
    :ivar rules: number of rules of the container
    :ivar value: of each
    :ivar account_rules: number of rules of the account
    :ivar section: the filter's options
    """

    what: str
    bar: float
    rules: int
    value: str = '10.%(rule)d.0.0/20, 2001:db8:%(rule)x::/48'
    account_rules: int = 0
    section: Mapping[str, str] = types.MappingProxyType({})


_LISTS = {'list_site%d' % number: ' '.join(
    '10.%d.%d.0/28' % (number, network * 8) for network in range(20))
    for number in range(10)}

SETUPS = (
    Setup('no rules', 0.30, 0),
    Setup('10 rules', 0.50, 10),
    Setup('80 rules', 0.40, 80),
    Setup('200 networks in ten lists, one to a rule', 0.40, 10,
          'site%(rule)d', section=_LISTS),
    Setup('200 networks in ten lists that one rule names', 0.40, 1,
          ', '.join(name[len('list_'):] for name in _LISTS), section=_LISTS),
    Setup('no rules, 10 of the account', 0.60, 0, account_rules=10),
    Setup('10 rules, 10 of the account', 1.00, 10, account_rules=10),
    Setup('80 rules, 80 of the account', 0.80, 80, account_rules=80),
)

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
    for setup in SETUPS:
        seconds = interleaved.measure(_subjects(setup), rounds=rounds,
                                      turns=_TURNS)
        stub = seconds.pop('stub')
        info = seconds.pop('info') - stub
        costs = {name: series - stub for name, series in seconds.items()}
        guide = costs['the guide\'s algorithm']
        bar = report.Bar('ip_whitelist, %s' % setup.what,
                         (costs[_BARRED] / info).median, setup.bar)
        bars.append(bar)
        costs = {'get_container_info alone': info, **costs}
        print(report.table(
            'ip_whitelist, %s, information at hand' % setup.what,
            ('one request', 'us CPU', 'x get_container_info', 'x guide', ''),
            [(name, cost.scaled(1e6 / _REQUESTS_A_TURN).median,
              (cost / info).median, (cost / guide).median,
              str(bar) if name == _BARRED else '')
             for name, cost in costs.items()]))
    return bars


def _subjects(setup: Setup) -> list[interleaved.Subject]:
    rules = setup.rules
    ours = swift_requests.info(rules, setup.value)
    account = swift_requests.account_info(
        setup.account_rules, '10.%(rule)d.0.0/16, 2001:db8:%(rule)x::/48')
    # The guide's rules are one address each.
    theirs = swift_requests.info(rules, '10.%(rule)d.0.1')
    clients = itertools.cycle(range(_CLIENTS))

    def subject(name: str, application: Application,
                peer: Callable[[], str], info: str = ours,
                forwarded: Callable[[], dict[str, str]] = dict,
                ) -> interleaved.Subject:
        return interleaved.Subject(
            name, lambda environs: _serve(application, environs),
            lambda: [swift_requests.environ(peer(), info, account,
                                            **forwarded())
                     for _ in range(_REQUESTS_A_TURN)])

    def client(number: int) -> str:
        return swift_requests.client(
            number, len(setup.section) or max(rules, setup.account_rules),
            lists=setup.section)

    def one_of_many() -> str:
        return client(next(clients))

    direct = _pipeline(**setup.section)
    behind_proxy = _pipeline(trusted_proxies='203.0.113.0/24',
                             **setup.section)
    restricted = rules or setup.account_rules
    if restricted and _admits(direct, swift_requests.environ(
            '192.0.2.1', ours, account)):
        raise AssertionError('everyone is admitted, nothing can be measured')
    return [
        subject('stub', _Asking(_stub), one_of_many),
        subject('info', _Asking(_info_alone), one_of_many),
        subject(_BARRED, direct, one_of_many),
        subject('always the same client', direct,
                lambda: client(0)),
        subject('one of 1,000, behind one trusted proxy', behind_proxy,
                lambda: '203.0.113.7', forwarded=lambda: {
                    'HTTP_X_FORWARDED_FOR': 'unknown, ' + one_of_many()}),
        # No two alike, so that no cache can know them.
        subject('clients never seen before', direct, lambda: _unseen(setup)),
        subject('the guide\'s algorithm',
                _Asking(guide_whitelist.GuideWhitelist(_stub)),
                lambda: '10.%d.0.1' % max(rules - 1, 0), theirs),
    ]


def _unseen(setup: Setup) -> str:
    number = next(_UNSEEN)
    if setup.section:
        # In the lists, as IPv6 inside of which there is IPv4.
        return '::ffff:10.%d.%d.%d%%%x' % (
            number % 10, number // 10 % 20 * 8, number // 200 % 16, number)
    return '2001:db8::%x:%x' % divmod(number, 65536)


def _pipeline(**section: str) -> Application:
    """Build both places as Swift's loader does."""
    factory = ip_whitelist.filter_factory({'log_level': 'ERROR'}, **section)
    inner = factory(_stub)
    outer = factory(_Asking(inner))
    for place in outer, inner:
        place._pipeline = [outer, inner, _stub]
    return outer


class _Asking:
    """Stands for what has asked for the container before it is judged."""

    def __init__(self, app: Application) -> None:
        self._app = app

    def __call__(self, env: swift_requests.Environ,
                 start_response: Any) -> Any:
        env.setdefault('swift.infocache', {}).update(
            env[swift_requests.KNOWN])
        return self._app(env, start_response)


def _stub(env: swift_requests.Environ, start_response: Any) -> list[bytes]:
    start_response('200 OK', [])
    return [b'served']


def _info_alone(env: swift_requests.Environ,
                start_response: Any) -> list[bytes]:
    base.get_container_info(env, _stub, swift_source='BENCH')
    start_response('200 OK', [])
    return [b'served']


def _serve(application: Application,
           environs: list[swift_requests.Environ]) -> None:
    for env in environs:
        if not _admits(application, env):
            raise AssertionError('refused: %s' % env['REMOTE_ADDR'])


def _admits(application: Application, env: swift_requests.Environ) -> bool:
    answer = application(env, swift_requests.start_response)
    return bool(answer == [b'served'])
