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

"""The header Forwarded, as proxies write it and as clients forge it."""

import ipaddress

import hypothesis
from hypothesis import strategies
import pytest

from ops_ext_net import client_address
from ops_ext_net import forwarded
from ops_ext_net import networks

NOBODY = forwarded.NOBODY
PROXIES = client_address.TrustedProxies(
    networks.NetworkSet.parse('192.0.2.0/24'), 'Forwarded')


@pytest.mark.parametrize(('header', 'addresses'), [
    ('for=10.1.0.5', '10.1.0.5'),
    ('For="10.1.0.5:80";proto=https;by=192.0.2.1', '10.1.0.5:80'),
    ('proto=http; FOR="[2001:db8::1]:4711"', '[2001:db8::1]:4711'),
    ('for=10.1.0.5, for="[::1]"', '10.1.0.5,[::1]'),
    ('for="10\\.1.0.5"', '10.1.0.5'),
    ('for=unknown', 'unknown'), ('for=_hidden', '_hidden'),
    ('proto=https', NOBODY), ('', NOBODY), ('10.1.0.5', NOBODY),
    ('for=', NOBODY), ('for=""', NOBODY), ('for="10.1.0.5', NOBODY),
    ('for=10.1.0.5"', NOBODY), ('for="10.1.0.5"x', NOBODY),
    ('for=" 10.1.0.5"', NOBODY), ('for =10.1.0.5', NOBODY),
    ('for=10.1.0.5;for=10.2.0.5', NOBODY), ('for=10.1.0.5;', NOBODY),
    ('for=[2001:db8::1]', NOBODY), ('xfor=10.1.0.5', NOBODY),
    # A quotation mark that is left open hides nothing.
    ('for=10.1.0.5;x=", for=10.2.0.5', NOBODY + ',10.2.0.5'),
    ('for="10.1.0.5, for="[::1]"', NOBODY + ',[::1]'),
    # Nor does a host with a comma, which a proxy quotes unseen.
    ('for=10.2.0.5;host="a,for=10.1.0.5"', NOBODY + ',' + NOBODY)])
def test_addresses(header, addresses):
    assert forwarded.addresses(header) == addresses


def test_nobody_is_no_address():
    with pytest.raises(ValueError, match='is not an IP address'):
        networks.parse_address(NOBODY)


@hypothesis.given(strategies.text(), strategies.ip_addresses())
def test_whatever_the_client_writes_the_proxy_is_believed(text, address):
    written = ('for=%s' if address.version == 4 else 'for="[%s]"') % address
    hypothesis.assume(address not in ipaddress.ip_network('192.0.2.0/24'))
    client = PROXIES.client('192.0.2.1', forwarded.addresses(
        '%s, %s;proto=https' % (text, written)))
    assert client.address == networks.parse_address(str(address))
