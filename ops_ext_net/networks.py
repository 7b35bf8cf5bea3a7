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

"""Read IP addresses and networks, and ask whether a set holds an address.

The readers are stricter than :mod:`ipaddress` where its leniency could open
more than the writer meant: ``10.0.0.0/0.0.0.0`` is a netmask to one reader
and a host mask to another, so only a prefix length is taken.  Host bits are
allowed (``10.0.0.1/8`` is ``10.0.0.0/8``), as in every firewall.

IPv4 addresses and networks that are written inside ``::ffff:0:0/96`` are
turned into IPv4 before any comparison, because a dual-stack socket shows an
IPv4 peer in that form.  Other than that the two families never mix: ``::/0``
holds no IPv4 address.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable
import functools
import ipaddress
import re
from typing import Union

Address = Union[ipaddress.IPv4Address, ipaddress.IPv6Address]
Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]

_MAPPED_PREFIX = 96
_PORT = re.compile(r'[0-9]{1,5}')
_ZONE = re.compile(r'[A-Za-z0-9_.-]{1,64}')
_PREFIX_LENGTH = re.compile(r'0|[1-9][0-9]{0,2}')
_SEPARATORS = re.compile(r'[,\s]+')


@functools.lru_cache(maxsize=8192)
def parse_address(text: str) -> Address:
    """Read the address of a peer or of an X-Forwarded-For entry.

    A port, the brackets around IPv6 and an IPv6 zone are dropped, because
    proxies add them and they say nothing about who the client is.

    :param text: for example ``192.0.2.1``, ``192.0.2.1:4711``,
        ``[2001:db8::1]:4711``, ``fe80::1%eth0`` or ``::ffff:192.0.2.1``
    :returns: the address; an IPv4-mapped IPv6 address as IPv4
    :raises ValueError: if the text is anything else
    """
    host = text.strip()
    port = None
    if host.startswith('['):
        host, bracket, rest = host[1:].partition(']')
        if not bracket or ':' not in host or (rest and rest[0] != ':'):
            raise ValueError('%r is not an IP address' % text)
        port = rest[1:] if rest else None
    elif host.count(':') == 1:
        host, _colon, port = host.partition(':')
    if port is not None and not _PORT.fullmatch(port):
        raise ValueError('%r is not an IP address' % text)
    if ':' in host:
        host, percent, zone = host.partition('%')
        if percent and not _ZONE.fullmatch(zone):
            raise ValueError('%r is not an IP address' % text)
    try:
        return _unmapped(ipaddress.ip_address(host))
    except ValueError:
        raise ValueError('%r is not an IP address' % text) from None


def parse_network(text: str) -> Network:
    """Read one address or CIDR network as a person writes it into a rule.

    :param text: for example ``192.0.2.1``, ``192.0.2.0/24`` or
        ``2001:db8::/32``
    :returns: the network; host bits are cleared, an IPv4-mapped IPv6 network
        is returned as IPv4
    :raises ValueError: if the text is anything else, naming what would be
        right
    """
    address, slash, length = text.partition('/')
    try:
        if '%' in text or (slash and not _PREFIX_LENGTH.fullmatch(length)):
            raise ValueError
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError(
            '%r is not an IPv4 or IPv6 address or CIDR network such as '
            '192.0.2.1, 192.0.2.0/24 or 2001:db8::/32' % text) from None
    if (isinstance(network, ipaddress.IPv6Network)
            and network.prefixlen >= _MAPPED_PREFIX
            and network.network_address.ipv4_mapped is not None):
        return ipaddress.IPv4Network(
            (network.network_address.ipv4_mapped,
             network.prefixlen - _MAPPED_PREFIX))
    return network


def parse_networks(text: str) -> tuple[Network, ...]:
    """Read a list of networks, separated by commas or blanks.

    :param text: for example ``192.0.2.1, 2001:db8::/32``
    :returns: the networks in the order written; empty if there is none
    :raises ValueError: on the first entry that cannot be read
    """
    return tuple(parse_network(entry)
                 for entry in _SEPARATORS.split(text) if entry)


class NetworkSet:
    """An immutable set of networks that knows which addresses it holds.

    The networks are merged into sorted, disjoint intervals for each family,
    so a question costs one binary search however many networks there are.
    """

    __slots__ = ('_networks', '_v4', '_v6')

    def __init__(self, networks: Iterable[Network] = ()) -> None:
        self._networks = tuple(networks)
        self._v4 = _intervals(n for n in self._networks if n.version == 4)
        self._v6 = _intervals(n for n in self._networks if n.version == 6)

    @classmethod
    def parse(cls, text: str) -> NetworkSet:
        """Make a set from a list as :func:`parse_networks` reads it.

        :raises ValueError: on the first entry that cannot be read
        """
        return cls(parse_networks(text))

    @property
    def networks(self) -> tuple[Network, ...]:
        """Give the networks as they were put in."""
        return self._networks

    def __contains__(self, address: Address) -> bool:
        # Not address.version, which is a property: this is asked for every
        # request.
        first, last = (self._v4 if isinstance(address, ipaddress.IPv4Address)
                       else self._v6)
        number = int(address)
        place = bisect.bisect_right(first, number)
        return place > 0 and number <= last[place - 1]

    def __bool__(self) -> bool:
        return bool(self._networks)

    def __repr__(self) -> str:
        return 'NetworkSet(%s)' % ', '.join(map(str, self._networks))


def _unmapped(address: Address) -> Address:
    mapped = getattr(address, 'ipv4_mapped', None)
    return address if mapped is None else mapped


def _intervals(networks: Iterable[Network],
               ) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Give the first and the last addresses of the merged intervals."""
    # Not with ipaddress.collapse_addresses, which takes ten times as long:
    # clients decide how much is merged.
    first: list[int] = []
    last: list[int] = []
    for begin, end in sorted({(int(n.network_address),
                               int(n.broadcast_address)) for n in networks}):
        if last and begin <= last[-1] + 1:
            last[-1] = max(last[-1], end)
        else:
            first.append(begin)
            last.append(end)
    return tuple(first), tuple(last)
