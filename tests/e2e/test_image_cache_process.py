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

"""nova-compute with our image-cache manager: it starts with it, or not."""

import pytest

from tests.e2e import nova_compute

#: Seconds for what takes a few.
PATIENCE = 120
OURS = '''
[DEFAULT]
compute_driver = ops_ext.GuardedLibvirtDriver
'''
# There is no libvirt here. The driver does not ask it for anything before it
# is loaded, which is as far as this goes.
_LIBVIRT = '''
import sys
import types
sys.modules['libvirt'] = types.ModuleType('libvirt')
'''


@pytest.fixture(scope='module')
def placement():
    with nova_compute.placement() as url:
        yield url


@pytest.fixture
def compute(only_nova, placement, tmp_path):
    """nova-compute with options."""
    conf = tmp_path / 'test.conf'
    process = nova_compute.process(only_nova.python, tmp_path, placement,
                                   conf, before=_LIBVIRT)

    def start(text):
        conf.write_text(OURS + text)
        process.start()
        return process

    yield start
    process.kill()


@pytest.mark.parametrize(('text', 'removal'), [
    ('', 'observe'),
    ('[ops_image_cache]\nremoval = trash', 'trash'),
])
def test_starts_with_our_manager(compute, tmp_path, text, removal):
    process = compute(text)
    line = process.wait_for_line('Image cache %s/instances/_base: ' % tmp_path,
                                 PATIENCE)
    assert 'removal = %s, the record is in %s/ops_ext_image_cache/' % (
        removal, tmp_path) in line


@pytest.mark.parametrize(('option', 'value', 'expected'), [
    ('removal', 'delete', 'observe, trash'),
    ('minimum_passes', '0', "1 or more, but found '0'"),
    ('trash_retention', '7d', "0 or more, but found '7d'"),
    ('breaker_percent', '101', "from 0 to 100, but found '101'"),
    ('patience', '', "1 or more, but found ''"),
    ('deadline', '', "1 or more, but found ''"),
    ('state_dir', 'here', "an absolute path, but found 'here'"),
    ('metrics_file', '/var/metrics', 'an absolute path that ends in .prom'),
])
def test_does_not_start_with_a_wrong_option(compute, option, value, expected):
    process = compute('[ops_image_cache]\n%s = %s' % (option, value))
    assert process.wait(PATIENCE) == 1
    said = process.output()
    assert '[ops_image_cache] ' in said
    assert option in said
    assert expected in said
