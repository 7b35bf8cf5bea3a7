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

"""nova-scheduler with shuffle shards: what it says when it starts."""

import pytest

from tests.e2e import nova_scheduler

SAMPLE = nova_scheduler.ETC / 'shuffle-shard.conf'


@pytest.fixture(scope='module')
def scheduler(only_nova, tmp_path_factory):
    return nova_scheduler.Scheduler(only_nova.python,
                                    tmp_path_factory.mktemp('scheduler'))


def test_it_starts_as_the_sample_stands_and_warns_of_the_seed(scheduler):
    process = scheduler.start(SAMPLE)
    try:
        process.wait_for_line('ShuffleShardFilter: loaded', 60)
        process.wait_for_line('Starting scheduler node', 60)
        assert process.alive
    finally:
        process.kill()
    text = process.output()
    assert 'option seed is not set' in text
    assert 'the seed has the fingerprint ' in text
    for weigher in 'ShuffleShardWeigher', 'AggregatePreferenceWeigher':
        assert weigher + ': loaded, mode = enforce' in text


@pytest.mark.parametrize(('group', 'option', 'wrong'), [
    ('ops_shuffle_shard', 'unpooled_hosts', 'perhaps'),
    ('ops_shuffle_shard', 'fail_policy', 'raise'),
    ('ops_aggregate_preference', 'weight_multiplier', 'much'),
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
    assert '[%s]' % group in text or group in text
    assert option in text
    assert wrong in text


def test_preferences_start_as_their_sample_stands(scheduler):
    process = scheduler.start(
        nova_scheduler.ETC / 'aggregate-preference.conf')
    try:
        process.wait_for_line(
            'AggregatePreferenceWeigher: loaded, mode = enforce, '
            'weight_multiplier = 100.0', 60)
        process.wait_for_line('Starting scheduler node', 60)
    finally:
        process.kill()
