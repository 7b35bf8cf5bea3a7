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

"""Find the address of the client behind the proxies that are trusted.

The trust model: the TCP peer is a fact, everything in a header is somebody's
word.  A header is looked at only while the address at hand belongs to a
proxy that the operator named; then the rightmost entry, which that proxy
itself wrote, is the next address.  The first address that is not a trusted
proxy is the client.  What stands further left was written by the client and
is never read.

An entry on that walk that is no address ends it without one: the proxy said
something that cannot be understood, so nobody knows who the client is.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

from ops_ext_net import networks


class Client(NamedTuple):
    """Who a request came from.

    :ivar address: the client's address, or None if it cannot be known
    :ivar unknown: why it cannot be known; empty if it is
    """

    address: networks.Address | None
    unknown: str = ''

    def __str__(self) -> str:
        return self.unknown if self.address is None else str(self.address)


class TrustedProxies:
    """The operator's proxies, and the one header in which they name clients.

    :param proxies: networks of the proxies whose word is taken
    :param header: name of the header, for the explanation
    """

    def __init__(self, proxies: networks.NetworkSet,
                 header: str = 'X-Forwarded-For') -> None:
        self._proxies = proxies
        self._any = bool(proxies)
        self._header = header

    def __bool__(self) -> bool:
        return self._any

    def client(self, peer: str | None, forwarded: str | None) -> Client:
        """Walk from the TCP peer to the client.

        :param peer: address of the TCP peer, as the WSGI server gives it
        :param forwarded: value of the header, repeated lines joined with
            commas in the order received; None if there was none
        :returns: the rightmost address that is no trusted proxy; the
            leftmost entry if all are
        """
        client = _peer(peer)
        if (not self._any or client.address is None
                or client.address not in self._proxies
                or not forwarded or not forwarded.strip()):
            return client
        for entry in reversed(forwarded.split(',')):
            try:
                address = networks.parse_address(entry)
            except ValueError as error:
                return Client(None, 'entry in %s from trusted proxy: %s' % (
                    self._header, error))
            client = Client(address)
            if address not in self._proxies:
                break
        return client


@functools.lru_cache(maxsize=8192)
def _peer(peer: str | None) -> Client:
    if not peer:
        return Client(None, 'the request carries no peer address')
    try:
        return Client(networks.parse_address(peer))
    except ValueError as error:
        return Client(None, 'peer address: %s' % error)
