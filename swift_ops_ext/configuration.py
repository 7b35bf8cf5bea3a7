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

"""Reads and checks the ``[filter:ip_whitelist]`` section of the proxy.

Whatever is wrong stops the proxy at start: a misspelt option that is
silently ignored would leave containers open that its writer believes closed.
"""

from __future__ import annotations

from collections.abc import Mapping
import re
from typing import NamedTuple

from ops_ext_net import client_address
from ops_ext_net import networks
from swift_ops_ext import verdict

# Beside our own: Swift's logging options, and what its loader adds for a
# directory of configuration files.
_LEFT_TO_SWIFT = ('log_', '__')
_NOT_OF_THE_CLIENT = frozenset(('content-length', 'content-type', 'host'))
_HEADER_NAME = re.compile(r'[A-Za-z0-9]+(-[A-Za-z0-9]+)*')

#: Options of the section.
OPTIONS = ('default', 'trusted_proxies', 'client_address_header')


class Configuration(NamedTuple):
    """The checked options of one ``[filter:ip_whitelist]`` section.

    :ivar default: what becomes of containers without a rule
    :ivar proxies: how the client's address is found
    :ivar header_key: WSGI environment key of the client address header
    :ivar written: the options as they are written
    """

    default: verdict.Default
    proxies: client_address.TrustedProxies
    header_key: str
    written: tuple[str | None, ...]

    @classmethod
    def parse(cls, conf: Mapping[str, str],
              section: Mapping[str, str]) -> Configuration:
        """Read the options.

        :param conf: the section's options over those of [DEFAULT]
        :param section: the options of the section alone
        :raises ValueError: naming option, value and what would be right
        """
        for option in section:
            if (option not in OPTIONS
                    and not option.startswith(_LEFT_TO_SWIFT)):
                raise ValueError(
                    'ip_whitelist: unknown option %r; the options are %s' % (
                        option, ', '.join(OPTIONS)))
        header = conf.get('client_address_header', 'X-Forwarded-For').strip()
        if (not _HEADER_NAME.fullmatch(header)
                or header.lower() in _NOT_OF_THE_CLIENT):
            raise _error('client_address_header', header,
                         'the name of one header, such as X-Forwarded-For')
        if header.lower() == 'forwarded':
            raise _error('client_address_header', header,
                         'a header that lists plain addresses, such as '
                         'X-Forwarded-For; RFC 7239 Forwarded is not read')
        return cls(_default(conf), client_address.TrustedProxies(
            _trusted_proxies(conf), header),
            'HTTP_' + header.upper().replace('-', '_'),
            tuple(conf.get(option) for option in OPTIONS))


def _default(conf: Mapping[str, str]) -> verdict.Default:
    text = conf.get('default', 'open')
    try:
        return verdict.Default(text.strip().lower())
    except ValueError:
        raise _error('default', text, 'open or closed') from None


def _trusted_proxies(conf: Mapping[str, str]) -> networks.NetworkSet:
    text = conf.get('trusted_proxies', '')
    try:
        proxies = networks.parse_networks(text)
        for network in proxies:
            if network.prefixlen == 0:
                raise ValueError(
                    '%s would let every client name his own address' % network)
        return networks.NetworkSet(proxies)
    except ValueError as error:
        raise _error('trusted_proxies', text,
                     'a list of addresses and CIDR networks: %s' % error
                     ) from None


def _error(option: str, value: str, right: str) -> ValueError:
    return ValueError('ip_whitelist: option %s = %r: expected %s' % (
        option, value, right))
