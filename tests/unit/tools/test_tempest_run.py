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

import configparser

import pytest

from tests.e2e.tempest_run import tempest
from tests.e2e.tempest_run import tempest_conf

FACTS = tempest_conf.Facts(
    keystone_url='http://127.0.0.1:5000/v3', images=('i1', 'i2'),
    wordy_image='i3', wordy_zone='kvm', flavors=('f1', 'f2'),
    hosts=('fake1', 'fake2'), scheduler_workers=3, operator_role='operator',
    storage_region='RegionOne')

TOTALS = '''{0} a.Test.test_one [1.0s] ... ok

======
Totals
======
Ran: 9 tests in 3.0000 sec.
 - Passed: 4
 - Skipped: 3
 - Expected Fail: 0
 - Unexpected Success: 0
 - Failed: 2
Sum of execute time for each test: 3.0000 sec.
'''


@pytest.fixture
def read(tmp_path):
    def read(facts=FACTS, **kwargs):
        # As oslo.config has it: [DEFAULT] gives nothing to other sections.
        conf = configparser.RawConfigParser(default_section='none')
        conf.read_string(tempest_conf.text(facts, tmp_path, **kwargs))
        return conf

    return read


@pytest.mark.parametrize('on', [True, False])
def test_each_feature_is_on_or_off(read, on):
    conf = read(features_on=on)
    section = conf['ops_ext_feature_enabled']
    assert set(section) == set(tempest_conf.FEATURES)
    assert {section.getboolean(name) for name in section} == {on}
    assert conf['ops_ext'].getboolean('assert_absent') is not on


def test_without_swift_nothing_is_asked_of_it(read):
    conf = read(FACTS._replace(storage_region=None), features_on=True)
    assert not conf['service_available'].getboolean('swift')
    assert not conf['ops_ext_feature_enabled'].getboolean('ip_whitelist')


def test_totals_are_counted():
    assert tempest.count(TOTALS) == tempest.Count(passed=4, skipped=3,
                                                  failed=2)


@pytest.mark.parametrize('output', ['', 'Traceback\n', TOTALS[:60]])
def test_run_without_an_end_is_no_run(output):
    with pytest.raises(ValueError):
        tempest.count(output)
