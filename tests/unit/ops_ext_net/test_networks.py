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

"""Readers and sets of addresses and networks."""

import ipaddress

import hypothesis
from hypothesis import strategies
import pytest

from ops_ext_net import networks

ADDRESSES = strategies.ip_addresses()


@strategies.composite
def written_networks(draw):
    address = draw(ADDRESSES)
    length = draw(strategies.integers(0, address.max_prefixlen))
    return ipaddress.ip_network((address, length), strict=False)


@pytest.mark.parametrize(('text', 'address'), [
    ('192.0.2.1', '192.0.2.1'),
    (' 192.0.2.1 ', '192.0.2.1'),
    ('192.0.2.1:4711', '192.0.2.1'),
    ('2001:DB8::1', '2001:db8::1'),
    ('[2001:db8::1]', '2001:db8::1'),
    ('[2001:db8::1]:80', '2001:db8::1'),
    ('::ffff:192.0.2.1', '192.0.2.1'),
    ('[::ffff:c000:201]:80', '192.0.2.1'),
    ('fe80::1%eth0', 'fe80::1'),
])
def test_parse_address(text, address):
    assert str(networks.parse_address(text)) == address


@pytest.mark.parametrize('text', [
    '', ' ', 'unknown', '192.0.2', '192.0.2.1.5', '192.0.2.256',
    '010.0.0.1', '0x7f.1', '127.1', '2130706433', '192.0.2.1:', ':80',
    '192.0.2.1:port', '192.0.2.1:123456', '[192.0.2.1]', '[2001:db8::1',
    '2001:db8::1]', '[2001:db8::1]80', '[]', '[]:80', '192.0.2.0/24',
    '192.0.2.1%eth0', '192.0.2.1, 192.0.2.2', '"192.0.2.1"',
    '\u0661.2.3.4', '1.2.3.4\x00', 'for=192.0.2.1', '::1%', '::1%a b',
    '::1%\n',
])
def test_parse_address_refuses(text):
    with pytest.raises(ValueError, match='is not an IP address'):
        networks.parse_address(text)


@hypothesis.given(ADDRESSES)
def test_parse_address_reads_what_is_written(address):
    mapped = getattr(address, 'ipv4_mapped', None)
    assert networks.parse_address(str(address)) == (mapped or address)


@hypothesis.given(strategies.text())
def test_parse_address_raises_nothing_else(text):
    try:
        assert networks.parse_address(text).version in (4, 6)
    except ValueError as error:
        assert repr(text) in str(error)


@pytest.mark.parametrize(('text', 'network'), [
    ('192.0.2.1', '192.0.2.1/32'),
    ('10.0.0.1/8', '10.0.0.0/8'),
    ('0.0.0.0/0', '0.0.0.0/0'),
    ('2001:db8::1/32', '2001:db8::/32'),
    ('::/0', '::/0'),
    ('::ffff:192.0.2.1', '192.0.2.1/32'),
    ('::ffff:10.0.0.0/104', '10.0.0.0/8'),
    ('::ffff:0:0/96', '0.0.0.0/0'),
    ('::ffff:0:0/95', '::fffe:0:0/95'),
])
def test_parse_network(text, network):
    assert str(networks.parse_network(text)) == network


@pytest.mark.parametrize('text', [
    '', '*', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/+8', '10.0.0.0/08',
    '10.0.0.0/', '/8', '10/8', '10.0.0.0/255.0.0.0',
    '10.0.0.0/0.255.255.255', '10.0.0.0/0.0.0.0', '10.0.0.0-10.0.0.9',
    '010.0.0.1', '10.0.0.1:80', '[::1]', '::/129', 'fe80::1%eth0',
    'fe80::%eth0/64', 'example.org', '10.0.0.0/\u0668', '10.0.0.0/8/8',
])
def test_parse_network_refuses(text):
    with pytest.raises(ValueError, match='CIDR network such as'):
        networks.parse_network(text)


def test_parse_networks_takes_commas_and_blanks():
    assert networks.parse_networks('10.0.0.1, 10.0.0.2\t::1,,') == (
        ipaddress.ip_network('10.0.0.1'), ipaddress.ip_network('10.0.0.2'),
        ipaddress.ip_network('::1'))
    assert networks.parse_networks(' , ') == ()


def test_parse_networks_names_the_bad_entry():
    with pytest.raises(ValueError, match="'/8' is not"):
        networks.parse_networks('10.0.0.0 /8')


@hypothesis.given(strategies.lists(written_networks()), ADDRESSES)
def test_set_holds_what_a_naive_search_finds(written, address):
    # The reference knows ipaddress only.  Both sides read from text, as
    # mapped addresses are IPv4 to us.
    address = networks.parse_address(str(address))
    read = [networks.parse_network(str(network)) for network in written]
    assert ((address in networks.NetworkSet(read))
            is any(address in network for network in read))


@hypothesis.given(strategies.lists(written_networks(), min_size=1))
def test_set_holds_the_ends_of_its_networks(written):
    held = networks.NetworkSet.parse(','.join(map(str, written)))
    for network in written:
        for end in network[0], network[-1]:
            if getattr(end, 'ipv4_mapped', None) is None:
                assert end in held


def test_set_does_not_mix_families():
    assert ipaddress.ip_address('::1') not in networks.NetworkSet.parse(
        '0.0.0.0/0')
    assert ipaddress.ip_address('0.0.0.1') not in networks.NetworkSet.parse(
        '::/0')


def test_empty_set_holds_nothing_and_is_false():
    assert not networks.NetworkSet()
    assert ipaddress.ip_address('0.0.0.0') not in networks.NetworkSet()


def test_set_shows_what_it_was_made_of():
    assert repr(networks.NetworkSet.parse('10.0.0.0/8 ::1')) == (
        'NetworkSet(10.0.0.0/8, ::1/128)')
