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

"""The proxies of these tests run on the very sample of etc/."""

import pathlib

from tests.harness import swift_cluster

SAMPLE = (pathlib.Path(__file__).resolve().parents[3] / 'etc' / 'swift'
          / 'proxy-server.conf-sample')


def test_the_cluster_reads_the_sample_as_it_stands(cluster):
    assert swift_cluster.SAMPLE == SAMPLE
    (read,) = cluster.workdir.glob('etc/filtered.conf.d/10-*')
    assert read.read_bytes() == SAMPLE.read_bytes()


def test_what_is_laid_over_it_leaves_the_filter_alone(cluster):
    (overlay,) = cluster.workdir.glob('etc/filtered.conf.d/20-*')
    text = overlay.read_text()
    assert 'ip_whitelist' not in text
    assert '[pipeline:main]' not in text
