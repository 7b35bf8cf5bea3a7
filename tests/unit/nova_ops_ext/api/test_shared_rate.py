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

"""A store that counts, one that does not, and one that hangs."""

import fractions
import logging
import os
import threading
import types

import hypothesis
from hypothesis import strategies
from limits import storage as storages
import pytest

from nova_ops_ext.api import shared_rate
from nova_ops_ext.console import rate as rates

URL = 'memcached://192.0.2.1:11211'
RATE = rates.Rate(30, 60)
# Nothing waits so long, unless it would wait for ever.
DEADLINE = 30


class Store:
    """Counts as it is told to; ``release`` ends what hangs."""

    def __init__(self):
        self.does = 'answer'
        self.asked = []
        self.counted = []
        self.release = threading.Event()
        self.hanging = threading.Semaphore(0)
        self.threads = set()

    def take(self, project, server, count):
        self.counted.append(count)
        self.threads.add(threading.get_ident())
        self.asked.append((project, server))
        if self.does == 'hang':
            self.hanging.release()
            self.release.wait(DEADLINE)
        if self.does == 'raise':
            raise ConnectionError('refused')
        return self.does if isinstance(self.does, int) else 0


@pytest.fixture(autouse=True)
def log(caplog):
    caplog.set_level(logging.INFO)
    return caplog


@pytest.fixture
def clock(monkeypatch):
    """Time that passes only when it is told to."""
    made = types.SimpleNamespace(now=1000.0)
    monkeypatch.setattr(shared_rate, 'time', types.SimpleNamespace(
        monotonic=lambda: made.now, time=lambda: made.now))
    return made


@pytest.fixture
def store(monkeypatch):
    made = Store()
    monkeypatch.setattr(shared_rate, '_counter',
                        lambda *args: made.take)
    yield made
    made.release.set()


def shared(timeout=DEADLINE, url=URL):
    return shared_rate.SharedRate(url, RATE, 10, timeout)


def at_once(count, function):
    """Run it in so many threads; give what they return."""
    together = threading.Barrier(count)
    found = []

    def run():
        together.wait(DEADLINE)
        found.append(function())
    threads = [threading.Thread(target=run) for _each in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(DEADLINE)
        assert not thread.is_alive()
    assert len(found) == count
    return found


def test_what_the_store_says(store, log):
    asker = shared()
    assert asker.take('p', 's') == 0
    store.does = 77
    assert asker.take('p', 't') == 77
    assert store.asked == [('p', 's'), ('p', 't')]
    assert len(store.threads) == 1
    assert threading.get_ident() not in store.threads
    assert log.text == ''


def test_store_that_raises(store, clock, log):
    asker = shared()
    store.does = 'raise'
    assert asker.take('p', 's') is None
    for after in (0.1, 1, 3.8):
        clock.now += after
        assert asker.take('p', 's') is None
    assert len(store.asked) == 1
    clock.now += 0.2
    assert asker.take('p', 's') is None
    assert len(store.asked) == 2
    assert log.text.count('does not count (ConnectionError: refused)') == 1


def test_store_that_comes_back(store, clock, log):
    asker = shared()
    store.does = 'raise'
    for _each in range(3):
        assert asker.take('p', 's') is None
        clock.now += 5.1
    store.does = 'answer'
    assert asker.take('p', 's') == 0
    clock.now += DEADLINE + 1
    assert asker.take('p', 's') == 0
    assert log.text.count('does not count') == 1
    assert log.text.count('answers again') == 1
    store.does = 'raise'
    assert asker.take('p', 's') is None
    assert log.text.count('does not count') == 2


def test_nobody_waits_longer_than_the_timeout(store, clock, monkeypatch, log):
    """Told by what is waited for, not by how long that takes."""
    waited = []

    class Event(threading.Event):
        def wait(self, timeout=None):
            waited.append(timeout)
            return False
    monkeypatch.setattr(shared_rate, 'threading', types.SimpleNamespace(
        Event=Event, Thread=threading.Thread, Lock=threading.Lock))
    store.does = 'hang'
    asker = shared(timeout=0.25)
    assert asker.take('p', 's') is None
    assert waited == [0.25]
    assert asker.take('p', 's') is None
    assert waited == [0.25]
    assert 'no answer in 0.25 s' in log.text


def test_store_that_hangs(store, log):
    store.does = 'hang'
    asker = shared(timeout=0.05)
    assert asker.take('p', 's') is None
    assert set(at_once(50, lambda: asker.take('p', 's'))) == {None}
    assert log.text.count('does not count (no answer in 0.05 s)') == 1


def test_fifty_at_once_in_front_of_a_store_that_hangs(store, log):
    store.does = 'hang'
    asker = shared(timeout=0.05)
    assert set(at_once(50, lambda: asker.take('p', 's'))) == {None}
    assert log.text.count('does not count') == 1
    assert len(store.asked) == 1


def test_fifty_at_once_in_front_of_a_store_that_answers(store, log):
    asker = shared()
    store.does = 5
    assert at_once(50, lambda: asker.take('p', 's')) == [5] * 50
    assert len(store.asked) == 50
    assert len(store.threads) == 1
    assert log.text == ''


def test_comes_back_after_it_hung(store, clock, log):
    """The questions that nobody waits for any more are not asked then."""
    store.does = 'hang'
    asker = shared(timeout=0.05)
    for _each in range(5):
        assert asker.take('p', 's') is None
        clock.now += 5.1
    assert store.hanging.acquire(timeout=DEADLINE)
    store.does = 'answer'
    store.release.set()
    asker._timeout = DEADLINE
    assert asker.take('p', 'last') == 0
    assert store.asked == [('p', 's'), ('p', 'last')]
    assert log.text.count('does not count') == 1
    assert log.text.count('answers again') == 1


def test_comes_back_although_one_call_hangs_for_ever(store, clock):
    """A client that never returns does not keep the others from asking."""
    store.does = 'hang'
    asker = shared(timeout=0.05)
    for _each in range(100):
        assert asker.take('p', 's') is None
        clock.now += 5.1
    # All that hang stay so; what is asked from now on is answered.
    store.does = 'answer'
    asker._timeout = DEADLINE
    clock.now += 3600
    assert asker.take('p', 'last') == 0


def test_without_another_thread(store, monkeypatch):
    """A system that gives no thread is no error of the user's."""
    def refuse(thread):
        raise RuntimeError("can't start new thread")
    asker = shared()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, 'start', refuse)
        assert asker.take('p', 's') is None


@pytest.mark.parametrize('does', ['answer', 'hang'])
def test_after_a_fork(store, does):
    """Worker processes are forked; their threads are not."""
    asker = shared(timeout=0.2)
    assert asker.take('p', 's') == 0
    store.does = does
    if does == 'hang':
        assert asker.take('p', 's') is None
        store.does = 'answer'
        asker._alone_until = 0
        asker._timeout = DEADLINE
    child = os.fork()
    if not child:
        try:
            os._exit(0 if asker.take('p', 's') == 0 else 1)
        finally:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0


def test_passwords_are_not_told(store, log):
    store.does = 'raise'
    asker = shared(url='redis://user:sesame@192.0.2.1:6379/0')
    assert asker.take('p', 's') is None
    assert 'redis://192.0.2.1:6379/0' in log.text
    assert 'sesame' not in log.text


@pytest.fixture
def memory(monkeypatch):
    made = storages.MemoryStorage()
    monkeypatch.setattr(storages, 'storage_from_string',
                        lambda url, **options: made)
    return made


def test_counts_by_project_and_server(memory):
    asker = shared()
    takes = [asker.take('p', 's') for _each in range(11)]
    assert takes[:10] == [0] * 10
    # The rate gives ten in twenty seconds.
    assert 0 < takes[10] <= 40 * 10 ** 9
    assert asker.take('p', 't') == asker.take('q', 's') == 0


def test_looking_counts_nothing(memory):
    asker = shared()
    assert {asker.take('p', 's', count=False) for _each in range(20)} == {0}
    assert [asker.take('p', 's') for _each in range(10)] == [0] * 10
    assert asker.take('p', 's', count=False) > 0


def test_never_more_than_burst_at_once(memory):
    askers = [shared(), shared()]
    both = threading.Lock()

    def take():
        with both:
            asker = askers.pop()
            askers.insert(0, asker)
        return asker.take('p', 's')
    assert at_once(50, take).count(0) == 10


@pytest.mark.parametrize(('url', 'names'), [
    (URL, {'timeout', 'connect_timeout'}),
    ('redis://h', {'socket_timeout', 'socket_connect_timeout'}),
    ('rediss://h', {'socket_timeout', 'socket_connect_timeout'}),
    ('redis+unix:///r', {'socket_timeout', 'socket_connect_timeout'})])
def test_the_client_has_timeouts(url, names, monkeypatch):
    """So that its threads come back."""
    given = {}

    def make(url, **options):
        given.update(options)
        return storages.MemoryStorage()
    monkeypatch.setattr(storages, 'storage_from_string', make)
    shared(timeout=0.7, url=url)
    assert given == dict.fromkeys(names, 0.7)


def test_real_client_without_a_server():
    """A port that nobody listens on."""
    asker = shared(url='memcached://127.0.0.1:1')
    assert asker.take('p', 's') is None


@pytest.mark.parametrize('url', [
    'memcached://:sesame@h:port', 'redis://:sesame@h:port',
    # These end the part of a URL that a password may be in.
    'redis://:1/sesame@h', 'redis://:1?sesame@h', 'redis://:1#sesame@h'])
def test_what_the_client_does_not_understand(url):
    with pytest.raises(ValueError) as error:
        asker = shared(url=url)
        # Some find it out only when they connect.
        if asker.take('p', 's') is None:
            raise ValueError('console_limit: option storage')
    assert 'console_limit: option storage' in str(error.value)
    assert 'sesame' not in str(error.value)


def test_without_the_library(monkeypatch):
    def refuse(name):
        raise ImportError('No module named %r' % name)
    monkeypatch.setattr(shared_rate.importlib, 'import_module', refuse)
    with pytest.raises(ValueError) as error:
        shared(url='redis://:sesame@h')
    said = str(error.value)
    assert "option storage = 'redis://h'" in said
    assert 'openstack-ops-ext[shared-rate]' in said


@hypothesis.given(number=strategies.integers(1, 10 ** 9 - 1),
                  seconds=strategies.sampled_from((1, 60, 3600, 86400)),
                  burst=strategies.integers(1, 2 ** 31 - 1))
def test_window(number, seconds, burst):
    """It is the rate, exactly, and the shortest with room for the burst."""
    amount, window = shared_rate.window(rates.Rate(number, seconds), burst)
    assert fractions.Fraction(amount, window) == fractions.Fraction(
        number, seconds)
    assert amount >= burst
    assert window == 1 or not any(
        fractions.Fraction(number, seconds) * shorter >= burst
        and (number * shorter) % seconds == 0
        for shorter in (window - 1, window // 2))


@pytest.mark.parametrize(('burst', 'refused'), [(15, False), (16, True)])
@pytest.mark.parametrize('url', [URL, 'redis://h'])
def test_longer_than_a_store_remembers(url, burst, refused, memory):
    """memcached would silently keep no count at all."""
    def make():
        return shared_rate.SharedRate(url, rates.Rate(1, 86400), burst, 1)
    if not refused:
        make()
        return
    with pytest.raises(ValueError, match='option burst = 16: .* 1/d'):
        make()


def test_passwords_in_parameters_are_not_told(store, log):
    store.does = 'raise'
    shared(url='redis://h/0?password=sesame').take('p', 's')
    assert 'redis://h/0 does not count' in log.text
    assert 'sesame' not in log.text
