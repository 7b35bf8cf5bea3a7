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

"""The wheel where there is Nova and nothing of Swift."""

import os
import pathlib
import signal

import pytest

from tests.e2e import nova_scheduler
from tests.harness import quotations

MANUAL = quotations.read('client_network')


@pytest.fixture(scope='module')
def scheduler(only_nova, tmp_path_factory):
    return nova_scheduler.Scheduler(only_nova.python,
                                    tmp_path_factory.mktemp('scheduler'))


def test_environment(only_nova):
    names = only_nova.installed()
    assert {'nova', 'openstack-ops-ext'} <= names
    assert 'swift' not in names
    checked = only_nova.run('-m', 'pip', 'check')
    assert checked.returncode == 0, checked.stdout


def test_runs_in_the_scheduler_as_the_sample_stands(scheduler):
    process = scheduler.start(nova_scheduler.ETC / 'client-network.conf')
    try:
        line = process.wait_for_line('ClientNetworkFilter: loaded', 30)
        assert 'mode = enforce, fail_policy = pass' in line
        process.wait_for_line('Starting scheduler node', 30)
        assert process.alive
    finally:
        process.kill()


def test_mode_follows_sighup(scheduler, tmp_path):
    text = (nova_scheduler.ETC / 'client-network.conf').read_text()
    sample = tmp_path / 'client-network.conf'
    sample.write_text(text)
    process = scheduler.start(sample)

    def change(mode):
        sample.write_text(text.replace('mode = enforce', 'mode = ' + mode))
        os.kill(process.pid, signal.SIGHUP)

    try:
        process.wait_for_line('Starting scheduler node', 30)
        change('log')
        process.wait_for_line('ops_client_network.mode changed from [enforce] '
                              'to [log]', 30)
        change('enforcd')
        line = process.wait_for_line('mode stays log', 30)
        assert 'Valid values are [enforce, log, off], but found' in line
        assert process.alive
    finally:
        process.kill()


@pytest.mark.parametrize(('right', 'wrong', 'message'), [
    ('ops: 10.2.0.0/16', 'ops: 10.2.0.0/33', MANUAL['bad-network']),
    ('default_label = dev', 'hosts = dco: doc-*\ndefault_label = dev',
     MANUAL['bad-hosts']),
    ('mode = enforce', 'mode = enforced',
     'Valid values are [enforce, log, off], but found'),
    ('default_label = dev', 'default_label = dev ops',
     "[ops_client_network] option default_label = 'dev ops': expected a "
     'label'),
])
def test_a_bad_value_stops_the_scheduler(scheduler, tmp_path, right, wrong,
                                         message):
    text = (nova_scheduler.ETC / 'client-network.conf').read_text()
    assert right in text
    (tmp_path / 'bad.conf').write_text(text.replace(right, wrong))
    process = scheduler.start(tmp_path / 'bad.conf')
    try:
        assert process.wait(timeout=60) == 1
    finally:
        process.kill()
    assert message in process.output()


def test_the_generated_sample_is_that_of_these_options(only_nova, tmp_path):
    """What operators read in etc/ is what the installed wheel understands."""
    program = pathlib.Path(only_nova.python).with_name('oslo-config-generator')
    done = only_nova.run(str(program), '--namespace', 'nova_ops_ext',
                         '--wrap-width', '79', '--output-file',
                         str(tmp_path / 'sample'))
    assert done.returncode == 0, done.stderr
    assert ((tmp_path / 'sample').read_text()
            == (nova_scheduler.ETC / 'ops-ext.conf.sample').read_text())
