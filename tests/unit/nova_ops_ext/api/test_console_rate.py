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

"""The count of a worker and that of a store, and what who asks is told."""

import types

from limits.storage import memcached
from limits import strategies
import pytest

from nova_ops_ext.api import console_rate
from nova_ops_ext.api import shared_rate
from nova_ops_ext.console import options

SECOND = 10 ** 9
CONF = options.parse({'rate': '30/m', 'burst': '10',
                      'storage': 'memcached://192.0.2.1:11211',
                      'storage_timeout': '10'})


@pytest.fixture
def clock(monkeypatch):
    """Time that passes only when it is told to."""
    made = types.SimpleNamespace(now=1000.0 * SECOND)
    time = types.SimpleNamespace(
        monotonic=lambda: made.now / SECOND, time=lambda: made.now / SECOND,
        monotonic_ns=lambda: int(made.now))
    monkeypatch.setattr(console_rate, 'time', time)
    monkeypatch.setattr(shared_rate, 'time', time)
    return made


class Store:
    """Says how long to wait; notes what it was asked."""

    def __init__(self):
        self.says = 0
        self.asked = []

    def take(self, project, server, *, count=True):
        self.asked.append(count)
        return self.says


@pytest.fixture
def store(monkeypatch):
    made = Store()
    monkeypatch.setattr(shared_rate, 'SharedRate', lambda *args: made)
    return made


def test_who_is_refused_here_is_told_what_the_store_says(store, clock):
    counting = console_rate.ConsoleRate(CONF)
    assert [counting.take('p', 's') for _each in range(10)] == [0] * 10
    store.says = 18 * SECOND
    assert counting.take('p', 's') == 18 * SECOND
    assert store.asked == [True] * 10 + [False]


def test_nobody_is_asked_before_the_time_that_was_told(store, clock):
    counting = console_rate.ConsoleRate(CONF)
    store.says = 18 * SECOND
    assert counting.take('p', 's') == 18 * SECOND
    store.says = 0
    clock.now += 17 * SECOND
    assert [counting.take('p', 's') for _each in range(50)] == [SECOND] * 50
    assert counting.take('p', 't') == counting.take('q', 's') == 0
    assert store.asked == [True] * 3
    clock.now += SECOND
    assert counting.take('p', 's') == 0


@pytest.mark.parametrize('says', [None, 0])
def test_a_store_that_does_not_say_leaves_it_at_that(says, store, clock):
    counting = console_rate.ConsoleRate(CONF)
    store.says = says
    assert [counting.take('p', 's') for _each in range(10)] == [0] * 10
    assert counting.take('p', 's') == 2 * SECOND
    clock.now += 2 * SECOND
    assert counting.take('p', 's') == 0


def test_what_was_told_is_forgotten(store, clock):
    counting = console_rate.ConsoleRate(CONF)
    store.says = SECOND
    for number in range(5000):
        clock.now += SECOND
        counting.take('p', str(number))
    assert len(counting._told) <= 1025


class Memcached(dict):
    """As much of a client, and its server, as the library needs here."""

    def get_many(self, keys):
        return {key: self[key] for key in keys if key in self}

    def incr(self, key, amount, noreply=False):
        if key not in self:
            return None
        self[key] += amount
        return self[key]

    def add(self, key, amount, expire, noreply=False):
        self[key] = amount
        return True


@pytest.mark.parametrize('workers', [1, 4])
@pytest.mark.parametrize('start', range(0, 20, 3))
def test_who_waits_as_told_is_served(workers, start, clock, monkeypatch):
    for module in (memcached, strategies):
        monkeypatch.setattr(module, 'time', shared_rate.time)
    kept = Memcached()
    monkeypatch.setattr(memcached.MemcachedStorage, 'storage',
                        property(lambda self: kept))
    counting = [console_rate.ConsoleRate(CONF) for _each in range(workers)]
    # A window ends with a whole second, and is full until after that.
    clock.now += start * SECOND + SECOND // 3
    waited = 0
    for number in range(200):
        wait = counting[number % workers].take('p', 's')
        if not wait:
            waited = 0
            continue
        assert not waited, number
        # Rounded as Retry-After is.
        waited = -(-wait // SECOND) * SECOND
        clock.now += waited
