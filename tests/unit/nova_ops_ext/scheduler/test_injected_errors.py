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

"""An error anywhere in a decision: the boot goes on as fail_policy says.

There are two ways in.  In one the n-th call that our code makes raises, for
every n (with OPS_EXT_SCHEDULER_LINES every line of it, which takes minutes);
in the other the n-th thing that is read of a host, an aggregate, the
request or the database does.  Whatever it is, nothing gets out of the class.
"""

import collections
import gc
import inspect
import logging
import os
import sys

from nova.scheduler import weights as nova_weights
import pytest

from nova_ops_ext import scheduler
from nova_ops_ext.scheduler import filters
from nova_ops_ext.scheduler import weights
from tests.unit.nova_ops_ext.scheduler import evidence
from tests.unit.nova_ops_ext.scheduler import real_requests

_PACKAGE = os.path.dirname(os.path.abspath(scheduler.__file__)) + os.sep
EVERY_LINE = 'OPS_EXT_SCHEDULER_LINES' in os.environ
# What catches, and has nothing in it that can fail.
_OUTERMOST = ('filter_all', 'weigh_objects')
_ERRORS = (RuntimeError, KeyError, AttributeError, TypeError, ValueError,
           IndexError, MemoryError)
FILTERS = {cls.__name__: cls for cls in filters.all_filters()}
WEIGHERS = {cls.__name__: cls for cls in weights.all_weighers()}
#: a project whose image is guilty, one whose is not
PROJECTS = (1, 2)


class Injected:
    """Raises at the n-th chance, and counts them."""

    def __init__(self, at, error):
        self.at = at
        self.error = error
        self.seen = 0
        self.raised = False
        self.where = ''

    def tick(self):
        self.seen += 1
        if self.seen == self.at:
            self.raised = True
            raise self.error('injected')

    def traces(self, frame, event, _argument):
        """A trace function: every call that our code makes is a chance."""
        ours = _is_ours(frame)
        if event == 'call' and (ours or _is_ours(frame.f_back)) and not (
                frame.f_code.co_flags & inspect.CO_GENERATOR):
            self.where = '%s:%d' % (frame.f_code.co_filename, frame.f_lineno)
            self.tick()
        if not (ours and EVERY_LINE):
            return None
        if event == 'line':
            self.tick()
        return self.traces


def _is_ours(frame):
    code = frame.f_code
    # To give up a generator is a call too, from which nothing gets out.
    return (not code.co_flags & inspect.CO_GENERATOR
            and code.co_filename.startswith(_PACKAGE)
            and code.co_name not in _OUTERMOST)


class Faulty:
    """An object of which each thing that is read is a chance."""

    def __init__(self, real, injected):
        self._real = real
        self._injected = injected

    def _give(self, value):
        if isinstance(value, (str, int, float, type(None))) or callable(
                value) and not hasattr(value, '__dict__'):
            return value
        if type(value).__module__ in ('datetime', 'builtins') and not (
                isinstance(value, (list, tuple, dict, set))):
            return value
        return Faulty(value, self._injected)

    def __getattr__(self, name):
        self._injected.tick()
        return self._give(getattr(self._real, name))

    def __getitem__(self, key):
        self._injected.tick()
        return self._give(self._real[key])

    def __contains__(self, key):
        self._injected.tick()
        return key in self._real

    def __iter__(self):
        self._injected.tick()
        for each in list(self._real):
            yield self._give(each)
            self._injected.tick()

    def __len__(self):
        self._injected.tick()
        return len(self._real)

    def __bool__(self):
        self._injected.tick()
        return bool(self._real)

    def __eq__(self, other):
        return self._real == getattr(other, '_real', other)

    def __hash__(self):
        return hash(self._real)

    def __str__(self):
        return str(self._real)


def hosts_and_spec(number, *, move):
    hosts = []
    for rack in range(2):
        aggregate = real_requests.aggregate(rack, number)
        for name in real_requests.host_names(rack)[:2]:
            hosts.append(real_requests.host(name, [aggregate], {}))
    return hosts, real_requests.spec(
        number, uuid_=real_requests.instance(1), move=move)


class Errors(logging.Handler):
    def __init__(self):
        super().__init__(logging.ERROR)
        self.messages = []

    def emit(self, record):
        self.messages.append(record.getMessage())


@pytest.fixture
def errors():
    handler = Errors()
    logger = logging.getLogger('nova_ops_ext')
    before, propagate = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(before)
    logger.propagate = propagate


@pytest.fixture
def build(options, monkeypatch):
    for group, values in real_requests.OPTIONS.items():
        options.config(group=group, **values)

    def make(cls, **values):
        if values:
            options.config(group=cls.GROUP, **values)
        return cls()
    evidence.install(monkeypatch)
    return make


def ask(one, hosts, spec):
    """Ask a filter or a weigher, past Nova's handler."""
    if hasattr(one, 'filter_all'):
        return one.filter_all(list(hosts), spec)
    return one.weigh_objects(
        [nova_weights.WeighedHost(host, 0.0) for host in hosts], spec)


def traced(one, hosts, spec, injected):
    before = sys.gettrace()
    # What is called when garbage is collected is no call of ours.
    gc.disable()
    sys.settrace(injected.traces)
    try:
        return ask(one, hosts, spec)
    finally:
        sys.settrace(before)
        gc.enable()


def each_call(one, number, *, move, errors=(RuntimeError,)):
    """Raise at each call in turn; give hosts, result, and where it was."""
    at = 0
    while True:
        at += 1
        hosts, spec = hosts_and_spec(number, move=move)
        injected = Injected(at, errors[at % len(errors)])
        result = traced(one, hosts, spec, injected)
        if not injected.raised:
            return
        yield hosts, result, injected.where


def names(hosts):
    return [host.host for host in hosts]


@pytest.mark.parametrize('policy', ['pass', 'refuse'])
@pytest.mark.parametrize('name', FILTERS)
def test_calls_of_filters(build, errors, name, policy):
    one = build(FILTERS[name], fail_policy=policy)
    ends = collections.Counter()
    for number in PROJECTS:
        for move in (False, True) if policy == 'pass' else (False,):
            hosts, spec = hosts_and_spec(number, move=move)
            right = names(ask(one, hosts, spec))
            assert errors.messages == []
            for hosts, result, where in each_call(one, number, move=move):
                assert isinstance(result, list)
                assert len(errors.messages) == 1, where
                (said,) = errors.messages
                errors.messages.clear()
                if 'cannot explain itself' in said:
                    assert names(result) == right
                    ends['unexplained'] += 1
                    continue
                assert 'fail_policy = ' + policy in said
                assert result == (hosts if policy == 'pass' else [])
                ends['failed'] += 1
    assert ends['failed'] > 10
    assert ends['unexplained'] > 1


@pytest.mark.parametrize('name', WEIGHERS)
def test_calls_of_weighers(build, errors, name):
    one = build(WEIGHERS[name])
    ends = collections.Counter()
    for number in PROJECTS:
        hosts, spec = hosts_and_spec(number, move=False)
        right = ask(one, hosts, spec)
        for hosts, result, where in each_call(one, number, move=False):
            assert len(errors.messages) == 1, where
            (said,) = errors.messages
            errors.messages.clear()
            if 'cannot explain itself' in said:
                assert result == right
            else:
                assert 'all hosts weigh the same' in said
                assert result == [0.0] * len(hosts)
            ends[said[-20:]] += 1
    assert sum(ends.values()) > 5


@pytest.mark.parametrize('name', [*FILTERS, *WEIGHERS])
def test_any_error(build, errors, name):
    """Others than these two are taken for what they may be elsewhere."""
    one = build({**FILTERS, **WEIGHERS}[name])
    for turn in range(0, len(_ERRORS), 3):
        every = _ERRORS[turn:] + _ERRORS[:turn]
        for hosts, result, _ in each_call(one, 1, move=True, errors=every):
            assert isinstance(result, list)
            if name in FILTERS:
                assert set(result) <= set(hosts)
            else:
                assert len(result) == len(hosts)
                assert all(isinstance(each, float) for each in result)


@pytest.mark.parametrize('policy', ['pass', 'refuse'])
@pytest.mark.parametrize('name', [*FILTERS, *WEIGHERS])
def test_reads(build, errors, monkeypatch, name, policy):
    """The n-th read of host, aggregate, request or database fails."""
    cls = {**FILTERS, **WEIGHERS}[name]
    is_filter = name in FILTERS
    one = build(cls, **({'fail_policy': policy} if is_filter else {}))
    current = []

    def wrap(function):
        def ticking(*arguments):
            current[0].tick()
            return function(*arguments)
        return ticking

    evidence.install(monkeypatch, wrap)
    for number in PROJECTS:
        at, reached = 0, True
        right = None
        while reached:
            hosts, spec = hosts_and_spec(number, move=False)
            injected = Injected(at, RuntimeError)
            current[:] = [injected]
            faulty = [Faulty(host, injected) for host in hosts]
            result = ask(one, faulty, Faulty(spec, injected))
            reached = injected.raised or at == 0
            said = list(errors.messages)
            errors.messages.clear()
            if at == 0:
                right = names(result) if is_filter else result
                assert said == []
            elif injected.raised:
                assert len(said) == 1, said
                if 'cannot explain itself' in said[0]:
                    assert (names(result) if is_filter else result) == right
                elif is_filter:
                    assert 'fail_policy = ' + policy in said[0]
                    assert result == (faulty if policy == 'pass' else [])
                else:
                    assert result == [0.0] * len(hosts)
            at += 1
        assert at > 5, 'nothing is read'
