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

from tests.e2e.storage import pipeline
from tests.harness import swift_cluster
from tests.harness import swift_conf

SAMPLE = swift_conf.pipeline_of(swift_cluster.SAMPLE)
FILTER = pipeline.Filter


def test_ours_has_both_places_and_keystone():
    names = pipeline.pipeline(SAMPLE, FILTER.OURS)
    assert [name for name in names if name in SAMPLE] == [
        name for name in SAMPLE if name != 'tempauth']
    first = names.index('authtoken')
    assert names[first:first + 4] == [
        'authtoken', 's3api', 's3token', 'keystoneauth']


def test_stock_is_ours_without_the_filter():
    assert pipeline.pipeline(SAMPLE, FILTER.STOCK) == [
        name for name in pipeline.pipeline(SAMPLE, FILTER.OURS)
        if name != swift_cluster.WHITELIST]


def test_the_guide_is_before_who_authorizes():
    names = pipeline.pipeline(SAMPLE, FILTER.GUIDE)
    assert names[names.index('authtoken') - 1] == 'guide_whitelist'
    assert swift_cluster.WHITELIST not in names


def test_only_ours_is_told_of_the_balancer():
    auth = {'auth_type': 'password', 'auth_url': 'http://192.0.2.1/v3'}
    for which in FILTER:
        sections = pipeline.overlay(which, auth)
        assert ('filter:ip_whitelist' in sections) is (which is FILTER.OURS)
        assert sections['filter:s3token']['auth_uri'] == auth['auth_url']
