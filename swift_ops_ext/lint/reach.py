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

"""How sets of networks stand to each other."""

from __future__ import annotations

from collections.abc import Iterable
import ipaddress

from ops_ext_net import networks


def covers(outer: Iterable[networks.Network],
           inner: Iterable[networks.Network]) -> bool:
    """Tell whether each address of the inner networks is in an outer one."""
    # A network that several others cover together is, when these are merged,
    # within a single one: halves that fill a network are merged to it.
    merged = _merged(outer)
    return all(any(_within(one, other) for other in merged)
               for one in inner)


def disjoint(one: Iterable[networks.Network],
             other: Iterable[networks.Network]) -> bool:
    """Tell whether no address is in both."""
    others = _merged(other)
    return not any(_within(a, b) or _within(b, a)
                   for a in _merged(one) for b in others)


def is_everyone(named: Iterable[networks.Network]) -> bool:
    """Tell whether every address of both families is named."""
    return covers(named, (ipaddress.IPv4Network('0.0.0.0/0'),
                          ipaddress.IPv6Network('::/0')))


def _merged(named: Iterable[networks.Network]) -> list[networks.Network]:
    kept = list(named)
    v4 = [one for one in kept if isinstance(one, ipaddress.IPv4Network)]
    v6 = [one for one in kept if isinstance(one, ipaddress.IPv6Network)]
    return [*ipaddress.collapse_addresses(v4),
            *ipaddress.collapse_addresses(v6)]


def _within(one: networks.Network, other: networks.Network) -> bool:
    if isinstance(one, ipaddress.IPv4Network):
        return (isinstance(other, ipaddress.IPv4Network)
                and one.subnet_of(other))
    return (isinstance(other, ipaddress.IPv6Network)
            and one.subnet_of(other))
