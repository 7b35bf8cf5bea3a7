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

"""What each filter and weigher makes of each operation, on a real Nova.

OPS_EXT_SCHEDULER_WAYS chooses the classes: their titles with commas between
them, or ``all``.  Without it a part is tried, as a class takes a minute.
OPS_EXT_SCHEDULER_WAYS_PATIENCE is how many seconds to wait for an operation.
"""

import os
import unittest

from tests.functional.nova.scheduler_ways import cascades
from tests.functional.nova.scheduler_ways import client_network
from tests.functional.nova.scheduler_ways import cloud
from tests.functional.nova.scheduler_ways import failure_domains
from tests.functional.nova.scheduler_ways import shards
from tests.functional.nova.scheduler_ways import single_hosts
from tests.functional.nova.scheduler_ways import trial
from tests.functional.nova.scheduler_ways import way

CHOICE = 'OPS_EXT_SCHEDULER_WAYS'
#: What is tried unless that is set.
_PART = {
    client_network.Stamped.TITLE: (way.CREATE, way.LIVE),
    single_hosts.Preference.TITLE: (way.CREATE,),
}

#: What was tried, for the table.
ROWS: list[way.Row] = []


class TestRow(unittest.TestCase):
    """Whether the table can be wrong at all."""

    LINE = 'INFO A: instance b, c: 1 of 2 hosts pass; refused: 1 (d): two'
    NONE = 'INFO A: instance b, c: 0 of 2 hosts pass; refused: 2 (d): one, two'

    def fault(self, hosts, end, line, *, operation=way.CREATE, problem='',
              lines=(LINE,), named=None, explained=None):
        return way.Row(
            'A', operation, way.ALLOWED, way.Expected(end, line),
            frozenset(['one']), hosts, problem, lines, named,
            explained).fault()

    def test_right(self):
        for fault in (
                self.fault(('one',), way.ADMITTED, way.JUDGED),
                self.fault(('one',), way.ANY, way.JUDGED),
                self.fault(('two',), way.ANY, way.SILENT, lines=()),
                self.fault(('one', 'one'), way.ADMITTED, way.JUDGED,
                           operation=way.RESCHEDULE),
                self.fault((), way.REFUSED, way.JUDGED, lines=(self.NONE,),
                           problem='No valid host was found.'),
                self.fault((), way.REFUSED, way.JUDGED, lines=(self.NONE,),
                           problem='No valid host was found.',
                           explained=frozenset(['one', 'two'])),
                self.fault((), way.EXHAUSTED, way.JUDGED,
                           problem='Exhausted all hosts available'),
                self.fault(('two',), way.ANY, way.UNJUDGED,
                           lines=('A: instance b, not judged: c',))):
            self.assertIsNone(fault)

    def test_wrong(self):
        for text, fault in (
                ('ended with any host two, expected admitted host',
                 self.fault(('two',), way.ADMITTED, way.JUDGED)),
                ('ended with admitted host one, expected no valid host',
                 self.fault(('one',), way.REFUSED, way.JUDGED)),
                ('ended with Boom , expected no valid host',
                 self.fault((), way.REFUSED, way.JUDGED,
                            problem='Traceback:\nBoom')),
                ('another host was named: two',
                 self.fault(('one',), way.ADMITTED, way.JUDGED, named='two')),
                ('the first build was elsewhere',
                 self.fault(('two', 'one'), way.ANY, way.JUDGED,
                            operation=way.RESCHEDULE)),
                ('no line, expected judged',
                 self.fault(('one',), way.ADMITTED, way.JUDGED, lines=())),
                ('judged, expected no line',
                 self.fault(('one',), way.ADMITTED, way.SILENT)),
                ('the line has no counts',
                 self.fault(('one',), way.ADMITTED, way.JUDGED,
                            lines=('A: instance b, c',))),
                ('the line names 1 hosts',
                 self.fault(('one',), way.ADMITTED, way.JUDGED,
                            lines=(self.LINE.replace('1 of', '0 of'),))),
                ('the command explains 1 hosts',
                 self.fault((), way.REFUSED, way.JUDGED, lines=(self.NONE,),
                            problem='No valid host was found.',
                            explained=frozenset(['one']))),
                ('the line refuses a host that is admitted',
                 self.fault(('one',), way.ADMITTED, way.JUDGED,
                            lines=(self.LINE.replace('two', 'one'),))),
                ('the line says that hosts pass',
                 self.fault((), way.REFUSED, way.JUDGED,
                            problem='No valid host')),
                ('the line refuses a host that has a server',
                 self.fault(('two',), way.ANY, way.JUDGED))):
            self.assertEqual(text, fault)


def chosen(subject):
    """Give the operations that are to be tried on a class."""
    choice = os.environ.get(CHOICE)
    if choice is None:
        return _PART.get(subject.TITLE, ())
    if choice == 'all' or subject.TITLE in choice.split(','):
        return way.OPERATIONS
    return ()


def load_tests(loader, tests, _pattern):
    """Leave out the classes that are not chosen."""
    suite = unittest.TestSuite()
    for case in tests:
        suite.addTests(
            test for test in case
            if not isinstance(test, Operations) or chosen(test.SUBJECT))
    return suite


class Operations(cloud.WaysCloud):
    """One class for each, as a Nova takes its time to start."""

    def setUp(self):
        self.operations = chosen(self.SUBJECT)
        super().setUp()

    def check(self):
        self.subject.prepare(self)
        tried = trial.Trial(self, self.operations)
        try:
            tried.run()
        finally:
            ROWS.extend(tried.rows)
        self.assertEqual(2 * len(self.operations), len(tried.rows))
        wrong = [row.told() for row in tried.rows if row.fault()]
        if wrong:
            self.fail('%d of %d:\n%s' % (
                len(wrong), len(tried.rows), '\n'.join(wrong)))


class TestClientNetworkFilter(Operations):
    SUBJECT = client_network.Unstamped

    def test_operations(self):
        self.check()


class TestStampedClientNetworkFilter(Operations):
    SUBJECT = client_network.Stamped

    def test_operations(self):
        self.check()


class TestShuffleShardFilter(Operations):
    SUBJECT = shards.Filter

    def test_operations(self):
        self.check()


class TestCascadeBreakerFilter(Operations):
    SUBJECT = cascades.Breaker

    def test_operations(self):
        self.check()


class TestNewHostFilter(Operations):
    SUBJECT = single_hosts.NewHost

    def test_operations(self):
        self.check()


class TestFailureDomainFilter(Operations):
    SUBJECT = failure_domains.Filter

    def test_operations(self):
        self.check()


class TestProjectPerHostFilter(Operations):
    SUBJECT = single_hosts.ProjectPerHost

    def test_operations(self):
        self.check()


class TestClientNetworkWeigher(Operations):
    SUBJECT = client_network.Weigher

    def test_operations(self):
        self.check()


class TestShuffleShardWeigher(Operations):
    SUBJECT = shards.Weigher

    def test_operations(self):
        self.check()


class TestAggregatePreferenceWeigher(Operations):
    SUBJECT = single_hosts.Preference

    def test_operations(self):
        self.check()


class TestFailureDomainWeigher(Operations):
    SUBJECT = failure_domains.Weigher

    def test_operations(self):
        self.check()
