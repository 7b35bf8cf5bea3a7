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


"""nova-api with client_address and client_stamp starts, or says why not."""

import pathlib

import pytest

from tests.e2e import nova_api
from tests.harness import api_paste

SAMPLE = nova_api.ETC / 'api-paste-client-network.ini'


@pytest.fixture(scope='module')
def api(only_nova, tmp_path_factory):
    return nova_api.Api(only_nova.python, tmp_path_factory.mktemp('api'),
                        'client-network.conf')


@pytest.fixture(scope='module')
def paste(only_nova):
    return api_paste.laid_over(SAMPLE, {}, pathlib.Path(
        only_nova.python).parents[1].joinpath('etc', 'nova', 'api-paste.ini'))


def test_starts_with_the_sample(api, paste):
    loaded, output = api.load(paste)
    assert loaded, output
    assert output.count('client_stamp: mode = enforce, labels = dev, doc, '
                        'ops') == 2
    assert output.count('client_address: trusted_proxies = 192.0.2.10/32, '
                        '192.0.2.11/32, header = x-forwarded-for') == 2
    assert 'it is not in' not in output


def test_a_line_without_the_stamp_is_told(api, paste):
    loaded, output = api.load(paste.replace(
        'legacy_v2_compatible client_stamp ', 'legacy_v2_compatible '))
    assert loaded, output
    assert 'client_stamp: it is not in [composite:openstack_compute_api_v21_' \
        'legacy_v2_compatible] keystone of %s: through that line users can ' \
        'write any stamp' % api.paste in output


@pytest.mark.parametrize(('place', 'wrong', 'message'), [
    (' keystonecontext client_stamp', ' client_stamp keystonecontext',
     'client_stamp: it stands before authentication'),
    (' client_address http_proxy_to_wsgi',
     ' http_proxy_to_wsgi client_address',
     'client_address: http_proxy_to_wsgi does not come after it'),
])
def test_a_wrong_place_stops_it(api, paste, place, wrong, message):
    assert place in paste
    loaded, output = api.load(paste.replace(place, wrong))
    assert not loaded
    assert message in output
