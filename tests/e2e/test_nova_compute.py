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

"""nova-compute with the installed wheel: it starts guarded, or not at all."""

import pytest

from tests.e2e import nova_compute
from tests.harness import quotations

MANUAL = quotations.read('console_compute')

#: Seconds for what takes a few.
PATIENCE = 120
SAMPLE = nova_compute.ETC / 'console-compute.conf'
OURS = '''
[DEFAULT]
compute_driver = ops_ext.GuardedDriver
[ops_ext]
driver = fake.FakeDriver
'''


@pytest.fixture(scope='module')
def placement():
    with nova_compute.placement() as url:
        yield url


@pytest.fixture
def compute(only_nova, placement, tmp_path):
    """nova-compute with the sample, and with text that overrides it."""
    conf = tmp_path / 'test.conf'
    process = nova_compute.process(only_nova.python, tmp_path, placement,
                                   SAMPLE, conf)

    def start(text):
        conf.write_text(text)
        process.start()
        return process

    yield start
    process.kill()


def test_starts_guarded(compute):
    process = compute(OURS)
    assert 'ops_ext' in process.wait_for_line('Loaded VIF plugins: ', PATIENCE)
    process.wait_for_line('GuardedDriver guards fake.FakeDriver', PATIENCE)
    process.wait_for_line(MANUAL['loaded'], PATIENCE)
    assert process.alive


def test_the_sample_as_it_stands_loads_libvirt_s_driver(compute):
    """There is no libvirt here, and its driver is the one to say so."""
    process = compute('')
    assert process.wait(PATIENCE) == 1
    output = process.output()
    assert "Loading compute driver 'ops_ext.GuardedLibvirtDriver'" in output
    assert "No module named 'libvirt'" in output


@pytest.mark.parametrize(('text', 'message'), [
    ('[ops_console]\nmax_bytes = 256k', MANUAL['bad-bytes']),
    ('[ops_console]\nmax_bytes = 12', "1024 or more, but found '12'"),
    ('[ops_console]\nmax_bytes =', "1024 or more, but found ''"),
    ('[ops_ext]\ndriver = fake.FakeDrivers', MANUAL['bad-driver']),
    ('[ops_ext]\ndriver =', '[ops_ext] option driver = : expected the driver'),
    ('[ops_ext]\ndriver = ops_ext.GuardedDriver', 'without our guards'),
    ('[DEFAULT]\ncompute_driver = ops_ext.Guarded', 'it has GuardedDriver'),
    ('[DEFAULT]\ncompute_driver = ops_extt.GuardedDriver',
     MANUAL['missing'].replace('ops_ext', 'ops_extt')),
])
def test_does_not_start(compute, tmp_path, text, message):
    process = compute(OURS + text)
    assert process.wait(PATIENCE) == 1
    said = process.output().replace(str(tmp_path / 'test.conf'),
                                    '/etc/nova/nova.conf')
    assert message in said
