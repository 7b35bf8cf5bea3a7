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

"""Random rules, and addresses at the borders of what they name."""

from __future__ import annotations

import ipaddress

from hypothesis import strategies

from tests.unit.swift_ops_ext import reference_model

#: The operator's lists.
LISTS = {
    'office': ['192.0.2.0/28', '2001:db8:1::/48'],
    'lab': ['10.1.2.0/24'],
    'b': ['::ffff:198.51.100.0/120'],
}

#: As a client's metadata has them: no NUL is too odd, and no surrogate.
ANY_TEXT = strategies.text(strategies.characters(exclude_categories=()))

_NETWORKS = [
    '0.0.0.0/0', '::/0', '10.0.0.0/8', '10.1.2.0/24', '10.1.2.3',
    '10.1.2.3/24', '10.1.3.0/24', '192.0.2.1', '192.0.2.0/31',
    '192.0.2.16/32', '255.255.255.255', '0.0.0.0', '128.0.0.0/1',
    '2001:db8::/32', '2001:DB8::1', '2001:db8:1::/48', '2001:db8:1::/129',
    '::', '::1/128', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    '::ffff:10.1.2.3', '::ffff:10.1.2.0/120', '::ffff:0:0/96',
    '::ffff:0:0/95', '::fffe:10.1.2.3', '::10.1.2.3', '64:ff9b::10.1.2.3',
    'office', 'Office', 'OFFICE', 'lab', 'b',
]
_MALFORMED = [
    '10.0.0.0/33', '::/129', '10.0.0.0/-1', '10.0.0.0/+8', '10.0.0.0/08',
    '10.0.0.0/', '/8', '10/8', '10.1', '10.0.0.0/255.0.0.0',
    '10.0.0.0/0.255.255.255', '10.0.0.0/0.0.0.0', '10.1.2.3-10.1.2.9',
    '010.1.2.3', '0x0a.1.2.3', '10.1.2.3:80', '[::1]', 'fe80::1%eth0',
    '*', 'all', 'any', 'homeoffice', 'office/8', 'list_office', '10.1.2.3/',
    '1\u0660.1.2.3', '10.1.2.3/\u0668', '10.1.2.3\x00', '\x00', '\udcff',
    '10.1.2.3;10.1.2.4', '!10.1.2.3', '10.1.2.3/8/8', '1' * 5000,
    '10.0.0.0/' + '9' * 5000, '::ffff:10.1.2.3.4', '999.1.1.1',
]
_LABELS = ['x', 'office', 'read', 'x-y', 'reader', 'rea', 'write-x', '1',
           '\xe9', 'x\ny', '\x00']
_PREFIXES = ['allow-', 'allow-', 'allow-read-', 'allow-write-', 'deny-']
_OTHERS = ['allow', 'deny', 'allow-', 'allow-read', 'allow-read-',
           'allow-write', 'deny-', 'allowed', 'allowed-x', 'disallow-x',
           'denyx', 'deny_x', 'allow_x', 'xallow-x', 'color', 'Allow-x',
           'ip-whitelist-modes', 'x\nallow-x', '']


@strategies.composite
def _random_networks(draw):
    read = draw(strategies.ip_addresses())
    length = draw(strategies.integers(0, read.max_prefixlen))
    return '%s/%d' % (read, length)


# Sampling is cheap and drawing text is not, so the odd ones are few.
_ENTRIES = strategies.one_of(
    *[strategies.sampled_from(_NETWORKS)] * 8,
    strategies.sampled_from(_MALFORMED), _random_networks())
_SEPARATORS = [',', ', ', ' ', '\t', ' ,, ', '\n', '\xa0']


@strategies.composite
def values(draw):
    """Give the value of a rule, mostly one that can be understood."""
    written = draw(strategies.lists(_ENTRIES, min_size=1, max_size=3))
    return draw(strategies.sampled_from(_SEPARATORS)).join(written)


_GOOD_KEYS = [prefix + label for prefix in _PREFIXES for label in _LABELS]
KEYS = strategies.one_of(
    *[strategies.sampled_from(_GOOD_KEYS)] * 4,
    strategies.sampled_from(_OTHERS))

_MODES = strategies.sampled_from(
    ['log', 'enforce', ' LOG ', 'Enforce', 'off', '', 'log,'])


@strategies.composite
def metadata(draw):
    """Give the metadata of a container or an account."""
    items = draw(strategies.dictionaries(KEYS, values(), max_size=3))
    if draw(strategies.integers(0, 3)) == 0:
        items['ip-whitelist-mode'] = draw(_MODES)
    return items


def borders(networks):
    """Give the addresses at both sides of the borders of networks."""
    for network in networks:
        ends = int(network.network_address), int(network.broadcast_address)
        for number in (ends[0] - 1, ends[0], ends[1], ends[1] + 1):
            if 0 <= number < 2 ** network.max_prefixlen:
                yield type(network.network_address)(number)


@strategies.composite
def clients(draw, networks):
    """Give an address, None if it is not known, likely at a border.

    :param networks: the borders of which are of interest
    """
    near = [*borders(networks), ipaddress.ip_address('10.1.2.3'), None]
    client = draw(strategies.one_of(
        strategies.sampled_from(near), strategies.sampled_from(near),
        strategies.ip_addresses()))
    return None if client is None else reference_model.address(str(client))
