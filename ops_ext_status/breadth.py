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

"""How much of the world a list of networks takes in.  Pure."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
import ipaddress
from typing import Any

from ops_ext_net import networks
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import warning

#: Balancers are a few machines; what is shorter takes in clients as well.
_NARROW = {4: 16, 6: 48}


def everybody(named: Sequence[networks.Network], version: int) -> bool:
    """Tell whether networks have all addresses of a family between them."""
    family: Any = [one for one in named if one.version == version]
    merged = ipaddress.collapse_addresses(family)
    return any(one.prefixlen == 0 for one in merged)


def of_proxies(where: str, named: Sequence[networks.Network]
               ) -> Iterator[Finding]:
    """Find proxies that are more than proxies."""
    for version in (4, 6):
        if everybody(named, version):
            yield failure(
                'proxies-wide', where, named, 'together they are every IPv%d '
                'address, so every client may name any address as its own' %
                version, 'name the balancers alone')
            return
    for one in named:
        if one.prefixlen < _NARROW[one.version]:
            yield warning(
                'proxies-wide', where, one, 'who is in there may name any '
                'address as its own, and it is wide for balancers',
                'name the balancers alone, or say --ignore proxies-wide')
