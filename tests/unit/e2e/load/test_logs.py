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

import pytest

from tests.e2e.load import logs

CALL = '  File "/venv/lib/python3.11/site-packages/%s", line 7, in call'
OURS = CALL % 'swift_ops_ext/second_place.py'
NOVA = CALL % 'nova/virt/ops_ext/driver.py'
SWIFT = CALL % 'swift/proxy/server.py'
CODE = '    return self.app(env)'
BEGIN = 'Traceback (most recent call last):'
ERROR = 'KeyError: \'REMOTE_ADDR\''
OSLO = '2026-12-01 04:23:16.632 24469 ERROR nova.compute.manager '


def faults(tmp_path, *lines):
    log = tmp_path / 'log'
    log.write_text('before\n' + '\n'.join(lines) + '\nafter\n')
    return [fault.text for fault in logs.faults('it', log)]


@pytest.mark.parametrize('ours', [OURS, NOVA])
def test_raised_by_us(tmp_path, ours):
    assert faults(tmp_path, BEGIN, SWIFT, CODE, ours, CODE, ERROR) == [
        '\n'.join((BEGIN, SWIFT, CODE, ours, CODE, ERROR))]


def test_raised_beyond_us(tmp_path):
    assert not faults(tmp_path, BEGIN, OURS, CODE, SWIFT, CODE, ERROR)


def test_as_swift_logs_it(tmp_path):
    assert faults(tmp_path, 'proxy-server: ERROR: ' + '#012'.join(
        (BEGIN, SWIFT, CODE, OURS, CODE, ERROR)) + ' (txn: tx0)')


def test_as_oslo_logs_it(tmp_path):
    lines = [OSLO + '[None req-1] it failed: ' + ERROR,
             OSLO + BEGIN, OSLO + SWIFT, OSLO + CODE, OSLO + NOVA,
             OSLO + CODE, OSLO + ERROR]
    assert faults(tmp_path, *lines)


def test_what_follows_does_not_belong_to_it(tmp_path):
    assert not faults(tmp_path, BEGIN, SWIFT, CODE, ERROR,
                      'see File "/x/swift_ops_ext/rules.py", line 1')


def test_two_that_follow_each_other(tmp_path):
    assert len(faults(
        tmp_path, BEGIN, SWIFT, CODE, ERROR, '',
        'During handling of the above exception, another occurred:', '',
        BEGIN, OURS, CODE, ERROR)) == 1


def test_one_that_is_cut(tmp_path):
    log = tmp_path / 'log'
    log.write_text('\n'.join((BEGIN, OURS, CODE)))
    assert logs.faults('it', log)


def test_no_log(tmp_path):
    assert logs.faults('it', tmp_path / 'missing') == []


def test_from_a_place_on(tmp_path):
    log = tmp_path / 'log'
    log.write_text('\n'.join((BEGIN, OURS, CODE, ERROR, '')))
    assert not logs.faults('it', log, log.stat().st_size)
