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

"""The options of client_address, checked.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ops_ext_net import networks

OPTIONS = ('trusted_proxies', 'header')
HEADERS = ('x-forwarded-for', 'forwarded')
_EVERYBODY = 0


class Options(NamedTuple):
    """See the manual in :mod:`nova_ops_ext.api.client_address`.

    :ivar header: to which the proxies add, in lower case
    """

    proxies: networks.NetworkSet
    header: str


def parse(written: Mapping[str, str]) -> Options:
    """Read the options of a paste section.

    :raises ValueError: naming the option that cannot be right
    """
    unknown = sorted(written.keys() - set(OPTIONS))
    if unknown:
        raise ValueError('client_address: unknown option %s; the options are '
                         '%s' % (', '.join(unknown), ', '.join(OPTIONS)))
    proxies = _proxies(written.get('trusted_proxies', ''))
    header = written.get('header', HEADERS[0]).strip().lower()
    if header not in HEADERS:
        raise ValueError('client_address: option header = %r: expected one '
                         'of %s' % (written['header'], ', '.join(HEADERS)))
    return Options(proxies, header)


def _proxies(text: str) -> networks.NetworkSet:
    try:
        proxies = networks.NetworkSet.parse(text)
        for network in proxies.networks:
            if network.prefixlen == _EVERYBODY:
                raise ValueError('%s would make every client a proxy, who can '
                                 'then claim any address' % network)
    except ValueError as error:
        raise ValueError('client_address: option trusted_proxies = %r: %s' % (
            text, error)) from None
    return proxies
