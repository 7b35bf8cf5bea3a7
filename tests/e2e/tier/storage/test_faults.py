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

"""Faults of the storage while people use it; then the claims are checked."""

import time

import pytest

from tests.e2e.load import load
from tests.e2e.load import logs
from tests.e2e.load import tally
from tests.e2e.storage import access_log
from tests.e2e.storage import faults
from tests.e2e.storage import traffic
from tests.e2e.tier import report

_BEFORE, _AFTER = 6, 6
_RECOVERED_WITHIN = 180
_PER_SECOND = 8
_TOKENS = 8
#: Whose token no proxy knows yet gets in nowhere while these last.
_NO_KEYSTONE = (faults.KEYSTONE_GONE, faults.KEYSTONE_HANGS)
ENDING = tally.Ending


@pytest.fixture(scope='module')
def people(swift, cast, ground):
    return traffic.Traffic(swift, cast, ground)


@pytest.fixture(scope='module')
def running(people):
    with load.Load(people.kinds(), per_second=_PER_SECOND) as it:
        yield it


@pytest.fixture(scope='module')
def table(tables):
    tables['storage-faults'] = report.Table('storage-faults', (
        'fault', 'asked by the admitted', 'served', 'put off', 'failed',
        'turned away', 'asked from elsewhere', 'refused', 'let in',
        'back after'))
    return tables['storage-faults']


def _count(counted, who, *endings):
    return sum(counted.number(ending, kind) for kind in counted.kinds()
               for ending in endings if kind.startswith('elsewhere')
               is (who == 'elsewhere'))


def _row(name, counted, back):
    every = tuple(ENDING)
    return (
        name, _count(counted, 'admitted', *every),
        _count(counted, 'admitted', ENDING.DONE, ENDING.LATE),
        _count(counted, 'admitted', ENDING.PUT_OFF),
        _count(counted, 'admitted', ENDING.FAILED),
        counted.number(ENDING.TURNED_AWAY),
        _count(counted, 'elsewhere', *every),
        _count(counted, 'elsewhere', ENDING.REFUSED),
        counted.number(ENDING.LET_IN), back)


def _recover(people):
    """Seconds until each gets what is right again."""
    began = time.monotonic()
    while time.monotonic() < began + _RECOVERED_WITHIN:
        try:
            if people.is_back():
                return time.monotonic() - began
        except OSError:
            pass  # not yet
        time.sleep(0.2)
    raise AssertionError('it is not back after %d s' % _RECOVERED_WITHIN)


@pytest.mark.parametrize('fault', [
    pytest.param(fault, id=fault.name) for fault in faults.ALL])
def test_fault(cloud, people, running, table, fault, cast):
    people.store_tokens(_TOKENS)
    token = cast.unseen_token()
    with running.during('before ' + fault.name, healthy=True) as before:
        time.sleep(_BEFORE)
    with running.during('around ' + fault.name, healthy=False) as around:
        fault.inflict(cloud)
        try:
            with running.during(fault.name, healthy=False) as broken:
                time.sleep(fault.seconds)
                unknown_served = people.serves(token)
        finally:
            fault.heal(cloud)
        seconds = _recover(people)
    with running.during('after ' + fault.name, healthy=True) as after:
        time.sleep(_AFTER)
    table.add(*_row(fault.name, broken, '%.1f s' % seconds))
    for counted in before, around, broken, after:
        assert not counted.noted(ENDING.LET_IN)
        assert not counted.noted(ENDING.TURNED_AWAY)
    assert broken.number()
    for counted in before, after:
        assert not counted.noted(ENDING.FAILED)
        assert not counted.noted(ENDING.PUT_OFF)
    # With all there, a change of rules holds when it is answered.
    assert not before.noted(ENDING.LATE)
    if fault.name in _NO_KEYSTONE:
        assert not unknown_served


def test_nothing_has_come_of_it(cloud, swift, people, running):
    assert not people.harm()
    assert not [line for proxy in swift.proxies
                for line in access_log.let_in(proxy.log)]
    assert not [fault for proxy in swift.proxies
                for fault in logs.faults(proxy.name, proxy.log)]
    # The check of the logs can find something.
    assert any(access_log.served(proxy.log) for proxy in swift.proxies)


def test_memory_is_bounded(cloud, swift, table):
    most = max(cloud.rss(proxy.name) for proxy in swift.proxies)
    plain = cloud.rss(swift.cluster.plain.name)
    assert most < plain + (48 << 20)
