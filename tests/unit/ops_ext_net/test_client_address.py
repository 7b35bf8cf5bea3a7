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

"""The walk from the TCP peer to the client."""

import ipaddress

import hypothesis
from hypothesis import strategies
import pytest

from ops_ext_net import client_address
from ops_ext_net import networks

PROXIES = client_address.TrustedProxies(
    networks.NetworkSet.parse('10.0.0.0/8, 2001:db8::/32'))
NO_PROXIES = client_address.TrustedProxies(networks.NetworkSet())


@pytest.mark.parametrize(('peer', 'forwarded', 'client'), [
    # No trusted proxy: the header is nobody's word.
    ('192.0.2.1', None, '192.0.2.1'),
    ('192.0.2.1', '198.51.100.1', '192.0.2.1'),
    ('::ffff:192.0.2.1', '198.51.100.1', '192.0.2.1'),
    # One proxy: its own entry is the rightmost.
    ('10.0.0.1', '198.51.100.1', '198.51.100.1'),
    ('10.0.0.1', '203.0.113.9, 198.51.100.1', '198.51.100.1'),
    ('::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'),
    ('10.0.0.1', '198.51.100.1:4711', '198.51.100.1'),
    ('2001:db8::1', '[2001:db9::1]:80', '2001:db9::1'),
    # Two proxies: each adds one.
    ('10.0.0.2', '203.0.113.9, 198.51.100.1, 10.0.0.1', '198.51.100.1'),
    ('10.0.0.2', '198.51.100.1,10.0.0.1', '198.51.100.1'),
    # What a client claims to be is left of what the proxy saw.
    ('10.0.0.1', '10.0.0.9, 198.51.100.1', '198.51.100.1'),
    ('10.0.0.1', 'garbage, 198.51.100.1', '198.51.100.1'),
    # All are trusted: the leftmost.
    ('10.0.0.2', '10.0.0.9, 10.0.0.1', '10.0.0.9'),
    # The proxy itself asks.
    ('10.0.0.1', None, '10.0.0.1'),
    ('10.0.0.1', '  ', '10.0.0.1'),
])
def test_client(peer, forwarded, client):
    assert str(PROXIES.client(peer, forwarded)) == client


@pytest.mark.parametrize(('peer', 'forwarded', 'why'), [
    (None, '198.51.100.1', 'carries no peer address'),
    ('', '198.51.100.1', 'carries no peer address'),
    ('somewhere', None, "peer address: 'somewhere'"),
    ('10.0.0.1', 'unknown', "X-Forwarded-For from trusted proxy: 'unknown'"),
    ('10.0.0.1', '198.51.100.1,', "from trusted proxy: ''"),
    ('10.0.0.2', '198.51.100.1, x, 10.0.0.1', "trusted proxy: ' x'"),
])
def test_unknown_client(peer, forwarded, why):
    client = PROXIES.client(peer, forwarded)
    assert client.address is None
    assert why in str(client)


def test_without_trusted_proxies_the_header_is_not_read():
    client = NO_PROXIES.client('10.0.0.1', '198.51.100.1')
    assert str(client) == '10.0.0.1'


def _reference(peer, chain, trusted):
    """The walk as ip-policy texts put it, on addresses only."""
    current = peer
    while chain and current in trusted:
        current = chain.pop()
    return current


@hypothesis.given(
    strategies.ip_addresses(v=4), strategies.lists(
        strategies.ip_addresses(v=4), max_size=6),
    strategies.lists(strategies.ip_addresses(v=4), max_size=3),
    strategies.randoms())
def test_walk_like_the_reference(peer, chain, others, random):
    trusted = set(others) | {a for a in [peer, *chain] if random.random() > .5}
    proxies = client_address.TrustedProxies(networks.NetworkSet(
        map(ipaddress.ip_network, trusted)))
    found = proxies.client(str(peer), ', '.join(map(str, chain)))
    assert found.address == _reference(peer, list(chain), trusted)


@hypothesis.given(strategies.text(), strategies.text())
def test_no_input_raises(peer, forwarded):
    assert str(PROXIES.client(peer, forwarded))
    assert str(PROXIES.client('10.0.0.1', forwarded))


@hypothesis.given(strategies.text())
def test_nothing_left_of_the_proxys_own_entry_counts(claimed):
    client = PROXIES.client('10.0.0.1', claimed + ',198.51.100.1')
    assert str(client) == '198.51.100.1'
