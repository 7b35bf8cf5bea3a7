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

"""Options are read as nova-scheduler reads them."""

import hypothesis
from hypothesis import strategies
from oslo_config import cfg
import pytest

from nova_ops_ext.scheduler_command import configuration
from nova_ops_ext.scheduler_command import nova_options
from tests.unit.nova_ops_ext.scheduler_command import clouds


@pytest.fixture
def read(tmp_path):
    def of(*texts):
        paths = []
        for number, text in enumerate(texts):
            path = tmp_path / ('%d.conf' % number)
            path.write_text(text)
            paths.append(str(path))
        return configuration.read(paths)
    return of


def test_later_files_count(read):
    found = read(clouds.CONF, '[ops_shuffle_shard]\nseed = other\n'
                 '[filter_scheduler]\nenabled_filters = ComputeFilter\n')
    assert found.get('ops_shuffle_shard', 'seed') == 'other'
    assert found.get('filter_scheduler', 'enabled_filters') == [
        'ComputeFilter']
    assert len(found.get('filter_scheduler', 'available_filters')) == 2
    assert found.unreadable == ()
    assert found.files[0].endswith('0.conf')


def test_what_cannot_be_read_is_told_and_the_rest_read(read):
    found = read('[ops_shuffle_shard]\nmode = on\nseed = s\n'
                 '[ops_client_network]\ndefault_label = $nothing\n')
    assert {(one.group, one.option) for one in found.unreadable} == {
        ('ops_shuffle_shard', 'mode'),
        ('ops_client_network', 'default_label')}
    assert found.get('ops_shuffle_shard', 'seed') == 's'
    assert found.get('ops_shuffle_shard', 'mode') is None


def test_what_stands_in_the_files(read):
    found = read('[Ops_Shuffle_Shard]\nsead = 1\n', '[x]\ny = 1\ny = 2\n')
    assert found.given['ops_shuffle_shard'] == {'sead': ['1']}
    assert found.given['x'] == {'y': ['1', '2']}


@pytest.mark.parametrize('text', ['seed', '[x', 'a = 1\n b\n c = \n[',
                                  '[a]\nx = 1\n[\n'])
def test_no_configuration(read, text):
    with pytest.raises(configuration.CannotReadError):
        read(text)


def test_no_file(tmp_path, monkeypatch):
    with pytest.raises(configuration.CannotReadError):
        configuration.read([str(tmp_path / 'none.conf')])
    monkeypatch.setattr(cfg, 'find_config_files', lambda *_args, **_named: [])
    monkeypatch.setattr(cfg, 'find_config_dirs', lambda *_args, **_named: [])
    with pytest.raises(configuration.CannotReadError, match='--config-file'):
        configuration.read([])


@hypothesis.given(strategies.text(alphabet='[]=ab$ \n:#', max_size=40))
@hypothesis.settings(max_examples=60, deadline=None, suppress_health_check=[
    hypothesis.HealthCheck.function_scoped_fixture])
def test_any_file(read, text):
    try:
        found = read(text)
    except configuration.CannotReadError as error:
        assert str(error)
    else:
        assert found.get('scheduler', 'max_placement_results') == 1000


def test_the_defaults_are_nova_s():
    import nova.conf
    nova.conf.CONF([], project='nova', default_config_files=[])
    for group, options in nova_options.OPTIONS:
        if group == 'oslo_middleware':
            # Of a library of nova-api.
            continue
        place = (nova.conf.CONF if group == 'DEFAULT'
                 else nova.conf.CONF[group])
        for one in options:
            assert getattr(place, one.dest) == one.default, one.dest
