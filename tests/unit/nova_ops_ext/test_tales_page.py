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

"""What the page with the tales says of Nova holds for the Nova at hand."""

import importlib.util
import pathlib
import re
import subprocess
import sys

import nova.conf
from nova.virt.libvirt import driver as libvirt
import pytest

from nova_ops_ext.conf import cascade_breaker

PAGE = (pathlib.Path(__file__).resolve().parents[3] / 'doc' / 'source'
        / 'tales.rst').read_text()
TOLD = ' '.join(PAGE.split())


@pytest.mark.parametrize('module', [
    'nova.api.ec2', 'nova.network.manager', 'nova.scheduler.driver'])
def test_what_is_gone(module):
    assert importlib.util.find_spec(module) is None


def test_no_option_names_a_scheduler_or_a_vlan_interface():
    assert 'driver' not in nova.conf.CONF.scheduler
    assert 'vlan_interface' not in nova.conf.CONF


def test_unused_images_are_removed_by_default():
    assert nova.conf.CONF.image_cache.remove_unused_base_images is True
    assert 'remove_unused_base_images`` is true by default' in TOLD


def test_what_libvirt_reads():
    assert libvirt.MAX_CONSOLE_BYTES == 100 << 10
    assert 'reads the last 100 KiB' in TOLD


def test_rows_are_cleared_by_commands_that_there_are():
    told = re.findall(r'``nova-manage db (\w+) ([^`]*)``', TOLD)
    assert len(told) == 2
    for name, options in told:
        # A process of its own: what it imports wants to be the first.
        known = subprocess.run(
            [sys.executable, '-c', 'import sys; import nova.cmd.manage as it; '
             'sys.exit(it.main())', 'db', name, '--help'],
            capture_output=True, text=True).stdout
        assert known
        for option in re.findall(r'--[a-z-]+', options):
            assert re.search(re.escape(option) + r'\b', known), option


def test_the_last_day_is_the_breakers():
    period = next(option for option in cascade_breaker.OPTIONS
                  if option.name == 'period')
    assert period.default == 86400
    assert 'Leave the last day out' in TOLD
