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

"""Entries of rules that mean something else than they seem to."""

from __future__ import annotations

from collections.abc import Iterator
import ipaddress
import re

from ops_ext_net import networks
from swift_ops_ext.lint import finding

_SEPARATORS = re.compile(r'[,\s]+')
_LIST_NAME = re.compile(r'[A-Za-z][A-Za-z0-9_-]*')
_MAPPED = ipaddress.IPv6Network('::ffff:0:0/96')


def unreadable(value: str, lists: frozenset[str]) -> list[str]:
    """Give the entries that are neither networks nor names of lists."""
    return [entry for entry in _split(value)
            if entry.lower() not in lists and _network(entry) is None]


def is_list_name(entry: str) -> bool:
    """Tell whether an entry can only have been meant as a list's name."""
    return _LIST_NAME.fullmatch(entry) is not None


def findings(title: str, deny: bool, value: str
             ) -> Iterator[finding.Finding]:
    """Look at each entry that can be read.

    :param title: of the rule
    :param deny: whether it is a Deny rule
    :param value: of the rule
    """
    for entry in _split(value):
        network = _network(entry)
        if network is None:
            continue
        written = ipaddress.ip_interface(entry)
        if written.ip != written.network.network_address:
            yield finding.warning(
                'host-bits', title, '%s is the network %s' % (entry, network))
        if written.version != network.version:
            yield finding.note(
                'mapped', title, '%s is read as %s' % (entry, network))
        if network.prefixlen == 0:
            yield _everyone(title, deny, network.version)
        elif (isinstance(network, ipaddress.IPv6Network)
              and _MAPPED.subnet_of(network)):
            yield finding.warning(
                'mapped', title, '%s is about no IPv4 client, although the '
                'IPv4 addresses written as ::ffff:... are in it' % entry)


def _everyone(title: str, deny: bool, version: int) -> finding.Finding:
    other = 6 if version == 4 else 4
    if deny:
        return finding.warning(
            'every-address', title, 'denies every IPv%d address, and no IPv%d '
            'address' % (version, other))
    return finding.note(
        'every-address', title, 'names every IPv%d address, and no IPv%d '
        'address' % (version, other))


def _split(value: str) -> list[str]:
    return [entry for entry in _SEPARATORS.split(value) if entry]


def _network(entry: str) -> networks.Network | None:
    try:
        return networks.parse_network(entry)
    except ValueError:
        return None
