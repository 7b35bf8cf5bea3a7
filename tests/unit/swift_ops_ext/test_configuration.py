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

"""Each option of the section, right and wrong."""

import pytest

from swift_ops_ext import configuration
from swift_ops_ext import verdict


def parse(**section):
    return configuration.Configuration.parse(
        dict(section, bind_port='8080'), section)


def test_defaults():
    conf = parse()
    assert conf.default is verdict.Default.OPEN
    assert conf.header_key == 'HTTP_X_FORWARDED_FOR'
    assert str(conf.proxies.client('10.0.0.1', '192.0.2.1')) == '10.0.0.1'


def test_all_options():
    conf = parse(default=' Closed ', trusted_proxies='10.0.0.0/8 ::1',
                 client_address_header='X-Real-Ip')
    assert conf.default is verdict.Default.CLOSED
    assert conf.header_key == 'HTTP_X_REAL_IP'
    assert str(conf.proxies.client('::1', '192.0.2.1')) == '192.0.2.1'


def test_what_is_swifts_own_is_allowed():
    parse(log_level='DEBUG', log_name='ipw', __name__='filter:ip_whitelist')


@pytest.mark.parametrize(('option', 'value', 'right'), [
    ('default', 'deny', 'open or closed'),
    ('default', '', 'open or closed'),
    ('trusted_proxies', '10.0.0.0/33', 'addresses and CIDR networks'),
    ('trusted_proxies', 'balancer.example.org', 'addresses and CIDR networks'),
    ('client_address_header', '', 'name of one header'),
    ('client_address_header', 'X-Real-Ip, X-Forwarded-For',
     'name of one header'),
    ('client_address_header', 'X_Forwarded_For', 'name of one header'),
    ('client_address_header', 'Forwarded', 'RFC 7239'),
    ('client_address_header', 'Content-Type', 'name of one header'),
    ('trusted_proxies', '10.0.0.1 0.0.0.0/0', 'name his own address'),
    ('trusted_proxies', '::/0', 'name his own address'),
    ('trusted_proxies', '::ffff:0:0/96', 'name his own address'),
])
def test_bad_value_is_named_with_what_would_be_right(option, value, right):
    with pytest.raises(ValueError) as error:
        parse(**{option: value})
    assert option in str(error.value)
    assert repr(value) in str(error.value)
    assert right in str(error.value)


def test_unknown_option_is_named_with_the_known_ones():
    with pytest.raises(ValueError, match="'defualt'.*default, trusted"):
        parse(defualt='closed')
