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

"""A change holds when it is answered, whatever else is under way."""

from collections.abc import Iterator
import inspect
import itertools

import hypothesis
from hypothesis import strategies
import pytest
from swift.common import memcached
from swift.common import swob
from swift.proxy.controllers import base

from swift_ops_ext import shared_cache
from tests.unit.swift_ops_ext import stub_memcache
from tests.unit.swift_ops_ext import stub_swift

KEY = base.get_cache_key('a', 'c')


def test_the_stub_is_called_like_swifts_client():
    for name in 'get', 'set', 'delete', 'get_multi', 'set_multi':
        stub = inspect.signature(getattr(stub_memcache.StubMemcache, name))
        real = inspect.signature(getattr(memcached.MemcacheRing, name))
        assert set(stub.parameters) <= set(real.parameters)
        for parameter in list(stub.parameters)[1:3]:
            assert (list(stub.parameters).index(parameter)
                    == list(real.parameters).index(parameter)
                    or name in ('get', 'set', 'set_multi'))


class World:
    """Memcached, and the container server: its answer is a version."""

    def __init__(self):
        self.memcache = stub_memcache.StubMemcache()
        self.version = 0
        #: What whoever asks from now on has to see at least.
        self.answered = 0

    def shared(self):
        return shared_cache.SharedCache(self.memcache)

    def probe(self):
        """Begin a request that finds the information in the cache."""
        info = self.shared().get(KEY)
        assert info is None or info['version'] >= self.answered


def information(version):
    return dict(stub_swift.info({}), version=version)


Steps = Iterator[None]


def reader(world, cache) -> Steps:
    """Look it up as Swift does: every yield lets all others go on."""
    info = cache.get(KEY)
    yield
    if info is None:
        info = information(world.version)
        yield
        cache.set(KEY, info, time=60)
        yield


def writer(world, told=None) -> Steps:
    """Change it as Swift does for a POST, with the filter around it."""
    cache = world.shared()
    world.memcache.delete(KEY)
    yield
    world.version += 1
    version = world.version
    yield
    heard = cache.changed(KEY)
    yield
    cache.delete(KEY)
    if heard:
        world.answered = max(world.answered, version)
    if told is not None:
        told.append(heard)
    yield


def run(world, actors, schedule, between=None):
    """Let actors go on in an order, and look after every step."""
    for number in schedule:
        if between is not None:
            between()
        next(actors[number], None)
        world.probe()
    for actor in actors:
        for _step in actor:
            world.probe()


def orders(*lengths):
    """Give every order in which the steps of several can be taken."""
    if not any(lengths):
        yield ()
    for number, length in enumerate(lengths):
        if length:
            rest = list(lengths)
            rest[number] -= 1
            for order in orders(*rest):
                yield (number, *order)


def test_every_order_of_two_readers_and_a_writer():
    for order in orders(3, 3, 4):
        world = World()
        run(world, [reader(world, world.shared()),
                    reader(world, world.shared()), writer(world)], order)
        assert world.answered == 1


def test_every_order_of_a_reader_and_two_writers():
    for order in orders(3, 4, 4):
        world = World()
        run(world, [reader(world, world.shared()), writer(world),
                    writer(world)], order)
        assert world.answered == 2


def test_every_order_with_a_reader_that_has_no_filter():
    for order in orders(3, 3, 4):
        world = World()
        run(world, [reader(world, world.memcache),
                    reader(world, world.shared()), writer(world)], order)
        assert world.answered == 1


def test_every_order_of_two_lookups_of_one_request():
    """As Swift makes them side by side: in bulk, or for two segments."""
    for order in orders(3, 3, 4):
        world = World()
        cache = world.shared()
        run(world, [reader(world, cache), reader(world, cache),
                    writer(world)], order)


def test_without_the_announcement_an_old_info_comes_back():
    """Otherwise the tests above would show nothing."""
    stale = 0
    for order in orders(3, 3):
        world = World()

        def change(world=world):
            world.memcache.delete(KEY)
            yield
            world.version = 1
            yield
            world.memcache.delete(KEY)
            world.answered = 1
            yield

        try:
            run(world, [reader(world, world.shared()), change()], order)
        except AssertionError:
            stale += 1
    assert stale


@hypothesis.settings(max_examples=150, deadline=None)
@hypothesis.given(strategies.data())
def test_random_orders_while_memcached_fails_now_and_then(data):
    world = World()
    kinds = data.draw(strategies.lists(strategies.sampled_from(
        ['reader', 'plain reader', 'writer']), min_size=2, max_size=5))
    told = []
    actors = [writer(world, told) if kind == 'writer' else reader(
        world, world.shared() if kind == 'reader' else world.memcache)
        for kind in kinds]
    failures = data.draw(strategies.lists(
        strategies.sampled_from([False, False, True]), max_size=20))
    later = iter(failures)

    def between():
        world.memcache.fails = next(later, False)

    run(world, actors, data.draw(strategies.lists(
        strategies.integers(0, len(actors) - 1), max_size=20)), between)
    assert len(told) == kinds.count('writer')
    if not any(failures):
        assert all(told)


def test_what_failed_is_not_said_to_be_announced():
    world = World()
    world.memcache.fails = True
    assert world.shared().changed(KEY) is False
    world.memcache.fails = False
    assert world.shared().changed(KEY) is True


def test_lookups_are_shared_before_and_after_a_change():
    for changed in False, True:
        world = World()
        if changed:
            world.shared().changed(KEY)
        for _step in reader(world, world.shared()):
            pass
        assert world.shared().get(KEY) == information(0)
        # The mark is no part of what Swift sees.
        assert (world.memcache.get(KEY) == information(0)) is not changed


def test_marks_outlive_what_was_cached_before():
    world = World()
    world.shared().changed(KEY)
    ((name, seconds),) = world.memcache.times.items()
    assert seconds >= 3600
    assert KEY in name


@pytest.mark.parametrize('key', ['container/a/c', 'account/a'])
def test_nobody_keeps_what_nobody_asked_for(key):
    """Nobody would know how old it is."""
    world = World()
    cache = world.shared()
    cache.set(key, information(0), time=60)
    cache.get('container/a/other')
    cache.set(key, information(0), time=60)
    assert world.memcache.held == {}
    cache.get(key)
    cache.set(key, information(0), time=60)
    assert world.memcache.get(key) == information(0)
    assert world.memcache.times == {key: 60}


def test_other_keys_are_left_alone():
    world = World()
    cache = world.shared()
    for key in 'AUTH_/token/x', 'shard-updating-v2/a/c', 'object/a/c/o':
        cache.set(key, ['x'], time=5)
        assert cache.get(key) == ['x']
    cache.set_multi({'k': 1}, 's')
    assert cache.get_multi(['k'], 's') == [1]
    cache.delete('object/a/c/o')
    assert cache.get('object/a/c/o', raise_on_error=True) is None


@pytest.mark.parametrize('wrong', [
    {'status': 404}, {'status': 503}, {'object_count': None},
    {'put_timestamp': None}])
def test_neither_absence_nor_what_is_not_whole_is_shared(wrong):
    """It may have been made meanwhile, with rules."""
    world = World()
    cache = world.shared()
    cache.get(KEY)
    cache.set(KEY, dict(information(0), **wrong))
    assert world.memcache.held == {}
    world.memcache.set(KEY, dict(information(0), **wrong))
    assert cache.get(KEY) is None


@pytest.mark.parametrize('rubbish', [[], 'x', 5, [1, 2]])
def test_rubbish_is_no_information(rubbish):
    world = World()
    world.memcache.set(KEY, rubbish)
    assert world.shared().get(KEY) is None


def environ(world=None):
    env = swob.Request.blank('/v1/a/c').environ
    if world is not None:
        env['swift.cache'] = world.memcache
        shared_cache.install(env)
    return env


def test_install():
    world = World()
    cache = environ(world)['swift.cache']
    assert isinstance(cache, shared_cache.SharedCache)
    env = environ()
    shared_cache.install(env)
    assert 'swift.cache' not in env


@pytest.mark.parametrize('container', ['c', None])
def test_announce(container):
    world = World()
    key = base.get_cache_key('a', container)
    for fails in False, True:
        env = environ(world)
        env['swift.infocache'] = {key: {}, 'other': {}}
        world.memcache.fails = False
        world.memcache.set(key, information(0))
        world.memcache.fails = fails
        assert shared_cache.announce(env, 'a', container) is not fails
        assert env['swift.infocache'] == {'other': {}}
    world.memcache.fails = False
    assert world.shared().get(key) is None


def test_announce_without_memcached():
    env = environ()
    env['swift.infocache'] = {KEY: {}}
    assert shared_cache.announce(env, 'a', 'c') is True
    assert env['swift.infocache'] == {}


def test_announce_without_the_first_place():
    world = World()
    world.memcache.set(KEY, information(0))
    env = environ()
    env['swift.cache'] = world.memcache
    assert shared_cache.announce(env, 'a', 'c') is False
    assert world.memcache.get(KEY) is None


def test_swifts_own_lookup_goes_through_it(swift):
    """Swift may come to read its cache in another way."""
    swift.containers['a/c'] = {'allow-x': '::1'}
    world = World()

    def look_up(metadata):
        swift.containers['a/c'] = metadata
        return base.get_container_info(environ(world), swift, 'IPW')['meta']

    assert look_up({'x': '1'}) == {'x': '1'}
    assert look_up({'x': '2'}) == {'x': '1'}
    assert len(swift.looked_up) == 2
    shared_cache.announce(environ(world), 'a', 'c')
    for metadata in {'x': '2'}, {'x': '3'}:
        assert look_up(metadata) == {'x': '2'}
    assert len(swift.looked_up) == 3


def test_orders():
    assert len(list(orders(3, 3, 4))) == 4200
    assert len(set(orders(2, 2))) == len(list(itertools.combinations(
        range(4), 2)))
