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

import logging
import os
import textwrap

import pytest

from nova_ops_ext.scheduler import late_worker
from tests.harness import quotations
from tests.unit.nova_ops_ext.scheduler.filters import rule_worlds

DAY = 86400


@pytest.fixture
def in_a_worker(monkeypatch, caplog):
    """Give the warnings of a forked process, and so of no other."""
    def warnings(age, ask, forked=0):
        monkeypatch.setattr(late_worker, '_imported',
                            late_worker._imported - age)
        monkeypatch.setattr(late_worker, '_forks', forked)
        ours, theirs = os.pipe()
        worker = os.fork()
        if not worker:
            try:
                ask()
                os.write(theirs, '\n'.join(
                    record.getMessage() for record in caplog.records
                    if record.levelno >= logging.WARNING).encode())
            finally:
                os._exit(0)
        os.waitpid(worker, 0)
        os.close(theirs)
        with open(ours) as told:
            return told.read().splitlines()
    return warnings


@pytest.fixture(params=['filters.project_per_host.ProjectPerHostFilter',
                        'weights.aggregate_preference.'
                        'AggregatePreferenceWeigher'])
def ask(request, options):
    path, _dot, name = request.param.rpartition('.')
    module = __import__('nova_ops_ext.scheduler.' + path, fromlist=[name])
    one = getattr(module, name)()
    if 'weights' in path:
        return lambda: one.weigh_objects([], rule_worlds.spec())
    return lambda: one.filter_all([], rule_worlds.spec())


def test_a_late_worker_says_so_once(in_a_worker, ask):
    quoted = quotations.read('scheduler')['late-worker']
    age = DAY - (late_worker.time.monotonic() - late_worker._imported)

    def twice():
        ask()
        ask()

    (told,) = in_a_worker(age, twice)
    assert '\n'.join(textwrap.wrap(told, 76)) == quoted


@pytest.mark.parametrize(('forked', 'says'), [(0, 0), (2, 0), (3, 1)])
def test_the_first_workers_do_not(in_a_worker, ask, options, forked, says):
    # One that dies within the first minute is replaced, too.
    options.config(group='scheduler', workers=3)
    age = late_worker._imported - late_worker.time.monotonic()
    assert len(in_a_worker(age, ask, forked)) == says


def test_nor_does_what_was_not_forked(ask, monkeypatch, caplog):
    monkeypatch.setattr(late_worker, '_imported',
                        late_worker._imported - DAY)
    ask()
    assert not [record for record in caplog.records
                if record.levelno >= logging.WARNING]
