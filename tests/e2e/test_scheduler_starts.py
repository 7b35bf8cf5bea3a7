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


"""nova-scheduler with every filter and weigher: what it says at its start."""

import json
import pathlib

import pytest

from tests.e2e import nova_scheduler

SAMPLE = nova_scheduler.ETC / 'scheduler.conf'
CLASSES = ('ClientNetworkFilter', 'NewHostFilter', 'ProjectPerHostFilter',
           'FailureDomainFilter', 'CascadeBreakerFilter', 'ShuffleShardFilter',
           'AggregatePreferenceWeigher', 'ClientNetworkWeigher',
           'FailureDomainWeigher', 'ShuffleShardWeigher')


@pytest.fixture(scope='module')
def scheduler(only_nova, tmp_path_factory):
    return nova_scheduler.Scheduler(only_nova.python,
                                    tmp_path_factory.mktemp('scheduler'))


def test_it_starts_as_the_sample_stands(scheduler):
    process = scheduler.start(SAMPLE)
    try:
        process.wait_for_line('Starting scheduler node', 60)
        assert process.alive
    finally:
        process.kill()
    text = process.output()
    for name in CLASSES:
        assert text.count(name + ': loaded, mode = enforce') == 1, name
    assert 'option seed is not set' in text
    assert 'the seed has the fingerprint ' in text


@pytest.mark.parametrize(('group', 'option', 'wrong'), [
    ('ops_shuffle_shard', 'unpooled_hosts', 'perhaps'),
    ('ops_cascade_breaker', 'incidents', '1'),
    ('ops_new_host', 'ramp_hours', '-1'),
    ('ops_aggregate_preference', 'weight_multiplier', 'nan'),
])
def test_a_bad_value_stops_it(scheduler, tmp_path, group, option, wrong):
    (tmp_path / 'bad.conf').write_text('%s[%s]\n%s = %s\n' % (
        SAMPLE.read_text(), group, option, wrong))
    process = scheduler.start(tmp_path / 'bad.conf')
    try:
        assert process.wait(timeout=60) == 1
    finally:
        process.kill()
    text = process.output()
    for word in group, option, wrong:
        assert word in text


def test_the_command_beside_it(only_nova, tmp_path):
    dump = tmp_path / 'cloud.json'
    dump.write_text(json.dumps({
        'aggregates': [{
            'id': 1, 'name': 'pool', 'availability_zone': None,
            'hosts': ['a', 'b', 'c'], 'metadata': {'ops_shard_size': 'two'}}],
        'services': [{
            'id': number, 'binary': 'nova-compute', 'host': host,
            'state': 'up', 'status': 'enabled'}
            for number, host in enumerate('abc')]}))
    program = pathlib.Path(only_nova.python).with_name('nova-ops-scheduler')
    done = only_nova.run(str(program), 'check', '--config-file', str(SAMPLE),
                         '--dump', str(dump), '--json')
    assert done.returncode == 2, done.stderr
    assert "ops_shard_size = 'two': expected a whole number" in done.stdout
