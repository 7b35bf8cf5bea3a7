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


"""The sample of etc/: oslo.config does not complain of what nobody knows."""

import configparser
import pathlib

import nova.conf

from nova_ops_ext import conf
from nova_ops_ext.virt import guarded_libvirt
from tests.unit.nova_ops_ext.imagecache_command import caches

SAMPLE = (pathlib.Path(__file__).resolve().parents[4] / 'etc' / 'nova'
          / 'image-cache.conf')


def test_each_option_is_known():
    conf.register_opts(nova.conf.CONF)
    text = SAMPLE.read_text()
    # What is commented out as well.
    read = configparser.ConfigParser(interpolation=None,
                                     default_section='none')
    read.read_string(text.replace('\n#metrics_file', '\nmetrics_file'))
    assert set(read) == {'none', 'DEFAULT', 'image_cache', 'ops_image_cache'}
    for section in set(read) - {'none'}:
        group = nova.conf.CONF if section == 'DEFAULT' else (
            nova.conf.CONF[section])
        for option in read[section]:
            assert option in group, option
    assert read['ops_image_cache']['removal'] == 'observe'
    assert read['ops_image_cache']['metrics_file'].endswith('.prom')
    name = read['DEFAULT']['compute_driver'].rpartition('.')[2]
    assert hasattr(guarded_libvirt, name)


def test_the_command_reads_it(tmp_path):
    node = caches.Node(tmp_path)
    done = node.process('--config-file', str(node.conf), '--config-file',
                        str(SAMPLE), 'status')
    assert done.returncode == 3 and 'no pass' in done.stdout
    assert '[observe]' in done.stdout
