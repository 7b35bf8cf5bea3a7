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

"""One object of each class, and 64 threads, while Nova changes all it reads.

Nova's own HostManager takes the changes of aggregates and instances, as it
does when messages about them come in.  Each request is decided a second time
afterwards, alone, by a new object, from what the hosts had then: verdict and
explanation have to be the same.  And it has to be what comes of one version
of each aggregate, although Nova may have given two to one request.

OPS_EXT_SCHEDULER_STRESS is how many seconds it takes.
"""

import collections
import itertools
import logging
import os
import random
import sys
import threading
import time

from nova import objects
from nova.scheduler import filters as nova_filters
from nova.scheduler import host_manager
from nova.scheduler import weights as nova_weights
import pytest

from nova_ops_ext.scheduler import filters
from nova_ops_ext.scheduler import weights
from nova_ops_ext.scheduler.weights import guarded_weigher
from tests.unit.nova_ops_ext.scheduler import evidence
from tests.unit.nova_ops_ext.scheduler import real_requests

SECONDS = float(os.environ.get('OPS_EXT_SCHEDULER_STRESS', '3'))
# What is decided a second time, spread over the whole.
# So many requests each class is asked at least, if it takes no longer.
_ENOUGH, _PATIENCE = 25, 60
_CHECKED = 1500
_MOST_VERSIONS = 64


@pytest.fixture
def configured(options, monkeypatch):
    for group, values in real_requests.OPTIONS.items():
        options.config(group=group, **values)
    evidence.install(monkeypatch)


class Lines(logging.Handler):
    """What was said about each instance, and what went wrong."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.of = collections.defaultdict(list)
        self.errors = []

    def emit(self, record):
        if record.levelno >= logging.ERROR:
            self.errors.append(record.getMessage() + '\n' + str(
                record.exc_info and record.exc_info[1]))
        elif isinstance(record.args, dict) and 'instance' in record.args:
            self.of[record.args['instance']].append(record.getMessage())


@pytest.fixture
def lines():
    handler = Lines()
    logger = logging.getLogger('nova_ops_ext')
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(before)


class NovasOwn(Exception):
    """Nova itself is not safe here."""


class Cloud:
    """Nova's HostManager, and those who change what it knows."""

    def __init__(self):
        self.manager = host_manager.HostManager.__new__(
            host_manager.HostManager)
        self.manager.aggs_by_id = {}
        self.manager.host_aggregates_map = collections.defaultdict(set)
        self.manager._instance_info = {}
        self.hosts = [name for rack in range(real_requests.RACKS)
                      for name in real_requests.host_names(rack)]
        for rack in range(real_requests.RACKS):
            self.manager.update_aggregates(real_requests.aggregate(rack, 0))
        for name in self.hosts:
            self.manager.update_instance_info(
                None, name, objects.InstanceList(objects=[
                    objects.Instance(uuid=real_requests.instance(number))
                    for number in (1, 2)]))
        self.changes = 0

    def change(self, dice):
        """Change one thing, as a message would."""
        try:
            self._change(dice)
        except (KeyError, RuntimeError):
            # Of two that change the same, in HostManager.
            raise NovasOwn from None
        self.changes += 1

    def _change(self, dice):
        rack = dice.randrange(real_requests.RACKS)
        aggregate = real_requests.aggregate(
            rack, dice.randrange(real_requests.VERSIONS),
            whole=dice.random() < .7)
        if dice.random() < .1:
            self.manager.delete_aggregate(aggregate)
        else:
            self.manager.update_aggregates([aggregate])
        for _ in range(5):
            name = dice.choice(self.hosts)
            uuid = real_requests.instance(5000 + dice.randrange(40))
            if dice.random() < .5:
                self.manager.update_instance_info(
                    None, name, objects.InstanceList(
                        objects=[objects.Instance(uuid=uuid)]))
            else:
                self.manager.delete_instance_info(None, name, uuid)

    def snapshot(self, dice):
        """What a request is given: hosts, aggregates, instances."""
        found = []
        for name in self.hosts:
            if dice.random() < .03:
                # Often enough to be seen, although it does not take long.
                self.change(dice)
            while True:
                try:
                    aggregates = self.manager._get_aggregates_info(name)
                except (KeyError, RuntimeError):
                    # Nova's own, while one of them comes or goes.
                    continue
                break
            found.append((name, aggregates,
                          self.manager._instance_info[name]['instances']))
        return found


class Request:
    """One request to one class; it can be made again.

    :param one: a filter or a weigher
    """

    def __init__(self, number, dice, cloud, one):
        self.uuid = real_requests.instance(10 ** 6 + number)
        self.cls = type(one)
        self.project = dice.randrange(real_requests.VERSIONS)
        self.move = dice.random() < .3
        self.count = 1 if self.move else dice.choice((1, 1, 3))
        self.hosts = cloud.snapshot(dice)
        self.verdict = self.ask(one)

    def ask(self, one, choose=None):
        """Ask, and give the verdict.

        :param choose: gives the version of an aggregate that counts
        """
        hosts = [real_requests.host(
            name, [choose(each) for each in aggregates] if choose
            else aggregates, instances)
            for name, aggregates, instances in self.hosts]
        spec = real_requests.spec(self.project, uuid_=self.uuid,
                                  count=self.count, move=self.move)
        if isinstance(one, guarded_weigher.GuardedWeigher):
            weighed = nova_weights.HostWeightHandler().get_weighed_objects(
                [one], hosts, spec)
            return [(each.obj.host, each.weight) for each in weighed]
        handler = nova_filters.HostFilterHandler()
        verdict = []
        for index in range(self.count):
            found = handler.get_filtered_objects([one], hosts, spec, index)
            verdict.append([each.host for each in found])
            if not found:
                break
            found[0].num_instances += 1
            spec.instance_group.hosts.append(found[0].host)
            if one.run_filter_once_per_request:
                hosts = found
        return verdict

    def decided(self):
        """Tell whether the verdict is not the same for all hosts."""
        if issubclass(self.cls, guarded_weigher.GuardedWeigher):
            return len({weight for _, weight in self.verdict}) > 1
        return 0 < len(self.verdict[0]) < len(self.hosts)

    def alternatives(self):
        """Ways to choose one version of each aggregate that was given."""
        versions = collections.defaultdict(dict)
        for _, aggregates, _ in self.hosts:
            for each in aggregates:
                versions[each.id][id(each)] = each
        if all(len(each) == 1 for each in versions.values()):
            return None
        chosen = itertools.product(*(each.values()
                                     for each in versions.values()))
        return [{each.id: each for each in ways}
                for ways in itertools.islice(chosen, _MOST_VERSIONS)]


def objects_of_ours():
    return [cls() for cls in [*filters.all_filters(),
                              *weights.all_weighers()]]


def run(cloud, shared, threads, seconds, lines):
    """Let threads ask for a time; give some of their requests."""
    done = threading.Event()
    numbers = itertools.count()
    raised, kept, counts = [], [], collections.Counter()

    def ask(seed):
        dice = random.Random(seed)
        mine = []
        while not done.is_set():
            number = next(numbers)
            try:
                # All threads are at the same class at about the same time.
                request = Request(number, dice, cloud, shared[
                    number // (threads // 4 or 1) % len(shared)])
            except NovasOwn:
                continue
            except Exception as error:
                raised.append(repr(error))
                continue
            counts[request.cls.__name__] += 1
            mine.append(request)
            if len(mine) > max(_CHECKED // threads, 8):
                dropped = mine.pop(dice.randrange(len(mine)))
                lines.of.pop(dropped.uuid, None)
        kept.extend(mine)

    def change(seed):
        dice = random.Random(seed)
        while not done.is_set():
            try:
                cloud.change(dice)
            except NovasOwn:
                continue
            time.sleep(.005)

    every = [threading.Thread(target=ask, args=(seed,))
             for seed in range(threads)]
    every += [threading.Thread(target=change, args=(seed,))
              for seed in (-1, -2)]
    for thread in every:
        thread.start()
    time.sleep(seconds)
    # On a busy machine the time may not be enough for anything.
    patience = time.monotonic() + _PATIENCE
    while (len(counts) < len(shared) or min(counts.values()) < _ENOUGH) and (
            time.monotonic() < patience and not raised):
        time.sleep(.1)
    done.set()
    for thread in every:
        thread.join()
    return raised, kept, counts


@pytest.mark.parametrize(('threads', 'part'), [(1, .2), (2, .2), (64, .6)])
def test_threads(configured, lines, threads, part):
    shared = objects_of_ours()
    cloud = Cloud()
    interval = sys.getswitchinterval()
    # So that a thread is stopped anywhere, and not once a long while.
    sys.setswitchinterval(1e-4)
    try:
        raised, kept, counts = run(cloud, shared, threads, SECONDS * part,
                                   lines)
    finally:
        sys.setswitchinterval(interval)
    assert raised == []
    assert lines.errors == []
    assert len(counts) == len(shared), 'each class was asked'
    assert cloud.changes > 10
    said = dict(lines.of)
    wrong, mixed, decisive = [], 0, collections.Counter()
    fresh = {type(one): one for one in objects_of_ours()}
    for request in kept:
        one = fresh[request.cls]
        lines.of.clear()
        again = request.ask(one)
        told = lines.of[request.uuid]
        if again != request.verdict or told != said.get(request.uuid, []):
            wrong.append((request.cls.__name__, request.verdict, again,
                          said.get(request.uuid), told))
            continue
        if request.decided():
            decisive[request.cls.__name__] += 1
        ways = request.alternatives()
        if ways is None:
            continue
        mixed += 1
        if not any(request.verdict == request.ask(
                one, lambda each, chosen=chosen: chosen[each.id])
                for chosen in ways):
            wrong.append((request.cls.__name__, request.verdict,
                          'no consistent version of the aggregates'))
    print('%d threads: %d requests, %d changes, %d decided again, %d with '
          'several versions' % (threads, sum(counts.values()), cloud.changes,
                                len(kept), mixed))
    assert not wrong, '%d of %d, such as %s' % (
        len(wrong), len(kept), wrong[:3])
    for one in shared:
        assert decisive[type(one).__name__], 'it decides something'
