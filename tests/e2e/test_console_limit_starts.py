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

"""nova-api with console_limit starts, or says why it does not."""

import pathlib

import pytest

from tests.e2e import nova_api
from tests.harness import api_paste
from tests.harness import quotations

MANUAL = quotations.read('console_limit')
SAMPLE = nova_api.ETC / 'api-paste-console-limit.ini'
ERROR = 'ValueError: console_limit: option '


@pytest.fixture(scope='module')
def api(only_nova, tmp_path_factory):
    return nova_api.Api(only_nova.python, tmp_path_factory.mktemp('api'))


def paste(api, only_nova, **options):
    shipped = pathlib.Path(only_nova.python).parents[1].joinpath(
        'etc', 'nova', 'api-paste.ini')
    return api_paste.laid_over(SAMPLE, options, shipped)


def test_starts_with_the_sample(api, only_nova):
    loaded, output = api.load(paste(api, only_nova))
    assert loaded, output
    assert output.count('console_limit: mode = enforce, max_lines = 1000, '
                        'max_bytes = 1048576, rate = 30/m, burst = 10, '
                        'counted by each worker') == 2
    assert 'is not in' not in output


def test_a_line_without_it_is_told(api, only_nova):
    loaded, output = api.load(paste(api, only_nova).replace(
        'legacy_v2_compatible console_limit ', 'legacy_v2_compatible '))
    assert loaded, output
    assert MANUAL['one-line'].replace(
        '/etc/nova/api-paste.ini', str(api.paste)) in output


def test_a_place_before_authentication_stops_it(api, only_nova):
    loaded, output = api.load(paste(api, only_nova).replace(
        'console_limit osapi', 'osapi').replace(
            ' authtoken ', ' console_limit authtoken '))
    assert not loaded
    assert MANUAL['before-authentication'] in output


@pytest.mark.parametrize(('option', 'value', 'message'), [
    ('rate', '30/fortnight', MANUAL['bad-option']),
    ('storage', 'memcached://192.0.2.1:11211', ERROR + "storage = 'memcached:"
     "//192.0.2.1:11211': this needs the Python library limits (No module "
     "named 'limits'); install openstack-ops-ext[shared-rate]"),
])
def test_a_bad_option_stops_it(api, only_nova, option, value, message):
    loaded, output = api.load(paste(api, only_nova, **{option: value}))
    assert not loaded
    assert message in output
