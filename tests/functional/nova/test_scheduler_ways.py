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
them, or ``all``.  Without it a part is tried: a class takes half a minute.
"""

import os

from tests.functional.nova.scheduler_ways import cascades
from tests.functional.nova.scheduler_ways import client_network
from tests.functional.nova.scheduler_ways import cloud
from tests.functional.nova.scheduler_ways import failure_domains
from tests.functional.nova.scheduler_ways import shards
from tests.functional.nova.scheduler_ways import single_hosts
from tests.functional.nova.scheduler_ways import trial
from tests.functional.nova.scheduler_ways import way

CHOICE = 'OPS_EXT_SCHEDULER_WAYS'
_UNLESS_CHOSEN = 'ClientNetworkFilter'

#: What was tried, for the table.
ROWS: list[way.Row] = []


class Operations(cloud.WaysCloud):
    """One class for each, as a Nova takes its time to start."""

    def setUp(self):
        choice = os.environ.get(CHOICE, _UNLESS_CHOSEN)
        if choice != 'all' and self.SUBJECT.TITLE not in choice.split(','):
            self.skipTest('not chosen by ' + CHOICE)
        super().setUp()

    def check(self):
        self.subject.prepare(self)
        tried = trial.Trial(self)
        try:
            tried.run()
        finally:
            ROWS.extend(tried.rows)
        self.assertEqual(2 * len(way.OPERATIONS), len(tried.rows))
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
