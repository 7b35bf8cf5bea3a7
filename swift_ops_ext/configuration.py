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
import enum
import re
from typing import NamedTuple
from typing import TypeVar

from ops_ext_net import client_address
from ops_ext_net import networks
from swift_ops_ext import policy
from swift_ops_ext import rules

# Beside our own: Swift's logging options, and what its loader adds for a
# directory of configuration files.
_LEFT_TO_SWIFT = ('log_', '__')
_NOT_OF_THE_CLIENT = frozenset(('content-length', 'content-type', 'host'))
_HEADER_NAME = re.compile(r'[A-Za-z0-9]+(-[A-Za-z0-9]+)*')
_LIST = 'list_'
_LIST_NAME = re.compile(r'[a-z][a-z0-9_-]*')
_SEPARATORS = re.compile(r'[,\s]+')
_TRUE = frozenset(('true', 'yes', 'on', '1'))
_FALSE = frozenset(('false', 'no', 'off', '0'))

#: Options of the section, beside ``list_<name>``.
OPTIONS = ('default', 'mode', 'trusted_proxies', 'client_address_header',
           'always_allow', 'always_deny', 'container_rules', 'rule_changes',
           'show_rules', 'show_address', 'segments_suffixes')

_Choice = TypeVar('_Choice', bound=enum.Enum)


class Configuration(NamedTuple):
    """The checked options of one ``[filter:ip_whitelist]`` section.

    :ivar policy: what verdicts depend on
    :ivar lists: the operator's lists by name
    :ivar proxies: how the client's address is found
    :ivar header: name of the client address header, in lower case
    :ivar changes: who may change rules
    :ivar shown_to: who sees rules
    :ivar show_address: whether a refusal names the address seen
    :ivar suffixes: ends of the names of containers kept for others
    :ivar written: the options as they are written
    """

    policy: policy.Policy
    lists: Mapping[str, tuple[networks.Network, ...]]
    proxies: client_address.TrustedProxies
    header: str
    changes: policy.Who
    shown_to: policy.Who
    show_address: bool
    suffixes: tuple[str, ...]
    written: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, conf: Mapping[str, str],
              section: Mapping[str, str]) -> Configuration:
        """Read the options.

        :param conf: the section's options over those of [DEFAULT]
        :param section: the options of the section alone
        :raises ValueError: naming option, value and what would be right
        """
        for option in section:
            if not (option in OPTIONS or option.startswith(_LIST)
                    or option.startswith(_LEFT_TO_SWIFT)):
                raise ValueError(
                    'ip_whitelist: unknown option %r; the options are %s' % (
                        option, ', '.join((*OPTIONS, _LIST + '<name>'))))
        lists = _lists(conf)
        book = rules.Book(lists)
        header = _header(conf)
        return cls(
            policy.Policy(
                _choice(conf, 'default', policy.Default.OPEN),
                _choice(conf, 'mode', rules.Mode.ENFORCE),
                _networks(conf, 'always_allow', book),
                _networks(conf, 'always_deny', book),
                _choice(conf, 'container_rules',
                        policy.ContainerRules.NARROW)),
            lists,
            client_address.TrustedProxies(_trusted_proxies(conf), header),
            header.lower(),
            _who(conf, 'rule_changes', 'writers'),
            _who(conf, 'show_rules', 'readers'),
            _boolean(conf, 'show_address'), _suffixes(conf),
            tuple(sorted(
                (option, text) for option, text in conf.items()
                if option in OPTIONS or option.startswith(_LIST))))


def _header(conf: Mapping[str, str]) -> str:
    header = conf.get('client_address_header', 'X-Forwarded-For').strip()
    if (not _HEADER_NAME.fullmatch(header)
            or header.lower() in _NOT_OF_THE_CLIENT):
        raise _error('client_address_header', header,
                     'the name of one header, such as X-Forwarded-For')
    if header.lower() == 'forwarded':
        raise _error('client_address_header', header,
                     'a header that lists plain addresses, such as '
                     'X-Forwarded-For; RFC 7239 Forwarded is not read')
    return header


def _choice(conf: Mapping[str, str], option: str, default: _Choice
            ) -> _Choice:
    text = conf.get(option, str(default.value))
    choices = type(default)
    try:
        return choices(text.strip().lower())
    except ValueError:
        raise _error(option, text, ' or '.join(
            str(choice.value) for choice in choices)) from None


def _who(conf: Mapping[str, str], option: str, everyone: str) -> policy.Who:
    text = conf.get(option, everyone)
    word = text.strip().lower()
    if word not in (everyone, policy.Who.OWNERS.value):
        raise _error(option, text, '%s or owners' % everyone)
    return policy.Who.ALL if word == everyone else policy.Who.OWNERS


def _boolean(conf: Mapping[str, str], option: str) -> bool:
    text = conf.get(option, 'false')
    word = text.strip().lower()
    if word not in _TRUE | _FALSE:
        raise _error(option, text, 'true or false')
    return word in _TRUE


def _suffixes(conf: Mapping[str, str]) -> tuple[str, ...]:
    text = conf.get('segments_suffixes', '')
    suffixes = tuple(_SEPARATORS.split(text.strip(', \t\n'))) if text else ()
    if any('/' in suffix for suffix in suffixes):
        raise _error('segments_suffixes', text,
                     'ends of names of containers, such as _segments')
    return tuple(suffix for suffix in suffixes if suffix)


def _lists(conf: Mapping[str, str]
           ) -> dict[str, tuple[networks.Network, ...]]:
    lists: dict[str, tuple[networks.Network, ...]] = {}
    for option in conf:
        if option.startswith(_LIST):
            name = option[len(_LIST):].lower()
            if name in lists:
                raise ValueError(
                    'ip_whitelist: option %s: there is another list of that '
                    'name; names are the same in upper and lower case'
                    % option)
            lists[name] = _list(option, conf[option])
    return lists


def _list(option: str, text: str) -> tuple[networks.Network, ...]:
    if not _LIST_NAME.fullmatch(option[len(_LIST):].lower()):
        raise ValueError(
            'ip_whitelist: option %s: the name of a list begins with a letter '
            'and holds letters, digits, - and _' % option)
    try:
        named = networks.parse_networks(text)
    except ValueError as error:
        raise _error(option, text, 'a list of addresses and CIDR networks: '
                     '%s' % error) from None
    if not named:
        raise _error(option, text,
                     'a list of at least one address or CIDR network')
    return named


def _networks(conf: Mapping[str, str], option: str,
              book: rules.Book) -> networks.NetworkSet:
    text = conf.get(option, '')
    if not text.strip():
        return networks.NetworkSet()
    try:
        return networks.NetworkSet(book.networks(text))
    except ValueError as error:
        raise _error(option, text,
                     'a list of addresses, CIDR networks and names of lists: '
                     '%s' % error) from None


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
