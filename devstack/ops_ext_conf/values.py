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

"""Checks the plugin's variables, before anything is installed.

What is made of the values is read by the parsers of the filters themselves;
they need neither Nova nor Swift.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
import difflib
import math
import re

from nova_ops_ext.console import options as console
from nova_ops_ext.scheduler import client_network
from nova_ops_ext.scheduler import new_host
from ops_ext_net import networks
from swift_ops_ext import configuration

PREFIX = 'OPS_EXT_'
FILTERS = ('CASCADE_BREAKER', 'CLIENT_NETWORK', 'FAILURE_DOMAIN', 'NEW_HOST',
           'PROJECT_PER_HOST', 'SHUFFLE_SHARD')
WEIGHERS = ('AGGREGATE_PREFERENCE', 'CLIENT_NETWORK', 'FAILURE_DOMAIN',
            'SHUFFLE_SHARD')
#: What turns a feature on or off.
BOOLEANS = (*('%s_FILTER' % name for name in FILTERS),
            *('%s_WEIGHER' % name for name in WEIGHERS),
            'CLIENT_ADDRESS', 'CLIENT_STAMP', 'CONSOLE_LIMIT',
            'GUARDED_DRIVER', 'IP_WHITELIST')
_MODES = ('enforce', 'log', 'off')
_CHOICES = {
    **{'%s_MODE' % name: _MODES for name in {*FILTERS, *WEIGHERS}},
    'CLIENT_HEADER': ('x-forwarded-for', 'forwarded'),
    'CLIENT_NETWORK_STAMP': ('ignore', 'trust'),
    'CLIENT_STAMP_MODE': ('enforce', 'off'),
    'IMAGE_CACHE_REMOVAL': ('observe', 'trash'),
    'UNSTAMPED_MOVES': ('pass', 'default_label', 'refuse'),
}
#: Least and greatest; whether it is a whole number; whether it may be empty.
_NUMBERS = {
    'BURN_IN_HOURS': (0, math.inf, False, True),
    'COMPUTE_CONSOLE_MAX_BYTES': (1024, math.inf, True, False),
    'FAILURE_DOMAIN_MAX_SKEW': (1, math.inf, True, False),
    'IMAGE_CACHE_TRASH_RETENTION': (0, math.inf, True, False),
    'MAX_INSTANCES_PER_PROJECT': (0, math.inf, True, True),
    'MAX_PLACEMENT_RESULTS': (1, math.inf, True, True),
    'RAMP_HOURS': (0, math.inf, False, True),
    'RAMP_INITIAL': (0, math.inf, True, True),
    'RAMP_PER_HOUR': (0, 1000000, False, True),
}
_TEXTS = {
    'BURN_IN_PROJECTS': (r'[0-9A-Za-z_-]+(, ?[0-9A-Za-z_-]+)*',
                         'ids of projects, separated by commas'),
    'IMAGE_CACHE_METRICS_FILE': (r'/[\w./@+-]*\.prom',
                                 'an absolute path that ends in .prom'),
    'SHARD_SEED': (r'[0-9A-Za-z_.-]{16,}',
                   '16 or more letters and digits, such as: openssl rand '
                   '-hex 32'),
}
#: Options of a section, by the variables that make it.
CONSOLE_LIMIT = {'CONSOLE_%s' % name.upper(): name
                 for name in console.Options._fields if name != 'mode'}
IP_WHITELIST = {
    'IP_WHITELIST_%s' % name.upper(): name for name in configuration.OPTIONS
    if name not in ('trusted_proxies', 'client_address_header')}
_OTHERS = ('CLIENT_DEFAULT_LABEL', 'CLIENT_NETWORKS', 'CONSOLE_LIMIT_MODE',
           'IP_WHITELIST_HEADER', 'IP_WHITELIST_LISTS', 'TRUSTED_PROXIES')
#: All variables that there are, without their prefix.
KNOWN = frozenset((*BOOLEANS, *_CHOICES, *_NUMBERS, *_TEXTS, *CONSOLE_LIMIT,
                   *IP_WHITELIST, *_OTHERS))
# DevStack's trueorfalse takes others for its default.
_TRUE = re.compile('1|[yY]es|YES|[tT]rue|TRUE')
_FALSE = re.compile('0|[nN]o|NO|[fF]alse|FALSE')
# DevStack's ini functions leave them to the shell, or to sed.
_UNSAFE = re.compile(r'[^\x20-\x7e]|[*?\\`$"\']')

Values = Mapping[str, str]


def problems(values: Values, virt_driver: str = '') -> list[str]:
    """Say what is wrong: variable, value and what would be right.

    :param values: by variable, without the prefix
    :param virt_driver: DevStack's VIRT_DRIVER
    """
    return [*_unknown(values), *_each(values), *_parsed(values),
            *_together(values, virt_driver)]


def is_on(values: Values, name: str) -> bool:
    return bool(_TRUE.fullmatch(values.get(name, '')))


def entries(text: str) -> list[str]:
    """Split the value of a variable that has several entries."""
    return [entry.strip() for entry in text.split(';') if entry.strip()]


def _problem(values: Values, name: str, expected: object) -> str:
    return '%s%s = %r: %s' % (
        PREFIX, name, '***' if name == 'SHARD_SEED' else values.get(name, ''),
        expected)


def _unknown(values: Values) -> Iterator[str]:
    for name in sorted(values.keys() - KNOWN):
        near = difflib.get_close_matches(name, KNOWN, 1)
        yield _problem(values, name, 'there is no such variable%s' % (
            '; is it %s%s?' % (PREFIX, near[0]) if near else ''))


def _each(values: Values) -> Iterator[str]:
    for name, value in sorted(values.items()):
        if _UNSAFE.search(value):
            yield _problem(values, name, 'expected printable ASCII without '
                           '* ? \\ ` $ and quotes')
        elif name in BOOLEANS:
            if not _TRUE.fullmatch(value) and not _FALSE.fullmatch(value):
                yield _problem(values, name, 'expected True or False')
        elif name in _CHOICES:
            if value not in _CHOICES[name]:
                yield _problem(values, name, 'expected one of %s' %
                               ', '.join(_CHOICES[name]))
        elif name in _NUMBERS:
            if not _is_number(value, *_NUMBERS[name]):
                least, most, whole, empty = _NUMBERS[name]
                yield _problem(values, name, 'expected a %snumber%s%s%s' % (
                    'whole ' if whole else '', ', %d or more' % least,
                    ', %d at most' % most if most < math.inf else '',
                    ', or nothing' if empty else ''))
        elif name in _TEXTS and value:
            pattern, expected = _TEXTS[name]
            if not re.fullmatch(pattern, value):
                yield _problem(values, name, 'expected ' + expected)


def _is_number(value: str, least: float, most: float, whole: bool,
               empty: bool) -> bool:
    if not value:
        return empty
    pattern = r'[0-9]{1,12}' if whole else r'[0-9]{1,12}(\.[0-9]{1,6})?'
    return bool(re.fullmatch(pattern, value)
                ) and least <= float(value) <= most


def _parsed(values: Values) -> Iterator[str]:
    """Read as the services will, and say which variable it is about."""
    yield from _refused(values, 'TRUSTED_PROXIES', _proxies)
    try:
        client_network.ClientNetworks.parse(
            entries(values.get('CLIENT_NETWORKS', '')),
            values.get('CLIENT_DEFAULT_LABEL') or None)
    except ValueError as error:
        yield _problem(values, 'CLIENT_DEFAULT_LABEL' if 'default_label'
                       in str(error) else 'CLIENT_NETWORKS', error)
    yield from _section(values, console.parse, console_limit(values),
                        {**CONSOLE_LIMIT, 'CONSOLE_LIMIT_MODE': 'mode'})
    section = ip_whitelist(values)
    section.pop('trusted_proxies', None)
    yield from _section(
        values, lambda read: configuration.Configuration.parse(read, read),
        section, {**IP_WHITELIST,
                  'IP_WHITELIST_HEADER': 'client_address_header',
                  'IP_WHITELIST_LISTS': 'list_'})
    try:
        new_host.Ramp.parse(int(values.get('RAMP_INITIAL') or 0),
                            float(values.get('RAMP_PER_HOUR') or 0),
                            float(values.get('RAMP_HOURS') or 0))
    except ValueError as error:
        # What is no number is told of already.
        if 'option' in str(error):
            yield _problem(values, 'RAMP_HOURS', error)


def _section(values: Values, parse: Callable[[dict[str, str]], object],
             section: dict[str, str], variables: Mapping[str, str]
             ) -> Iterator[str]:
    try:
        parse(section)
    except ValueError as error:
        found = re.search(r'option (\w+)', str(error))
        option = found[1] if found else ''
        name = next((name for name, made in variables.items()
                     if made == option or made == 'list_'
                     and option.startswith(made)), next(iter(variables)))
        yield _problem(values, name, error)


def console_limit(values: Values) -> dict[str, str]:
    """Give the options of [filter:console_limit]."""
    made = {option: values[name] for name, option in CONSOLE_LIMIT.items()
            if values.get(name)}
    if 'rate' not in made:
        # It has a default, and none of rate's is asked for.
        made.pop('burst', None)
    return {'mode': values.get('CONSOLE_LIMIT_MODE', 'enforce'), **made}


def ip_whitelist(values: Values) -> dict[str, str]:
    """Give the options of [filter:ip_whitelist]."""
    made = {option: values[name] for name, option in IP_WHITELIST.items()
            if values.get(name)}
    if values.get('TRUSTED_PROXIES'):
        made['trusted_proxies'] = values['TRUSTED_PROXIES']
    if values.get('IP_WHITELIST_HEADER'):
        made['client_address_header'] = values['IP_WHITELIST_HEADER']
    for entry in entries(values.get('IP_WHITELIST_LISTS', '')):
        name, _colon, listed = entry.partition(':')
        made['list_' + name.strip()] = listed.strip()
    return made


def _refused(values: Values, name: str, read: Callable[[str], object]
             ) -> Iterator[str]:
    try:
        read(values.get(name, ''))
    except ValueError as error:
        yield _problem(values, name, 'expected addresses and CIDR networks, '
                       'separated by commas: %s' % error)


def _proxies(text: str) -> None:
    for network in networks.NetworkSet.parse(text).networks:
        if network.prefixlen == 0:
            raise ValueError('%s would let every client name his own address'
                             % network)


def _together(values: Values, virt_driver: str) -> Iterator[str]:
    if is_on(values, 'CLIENT_STAMP'):
        if not (values.get('CLIENT_NETWORKS')
                or values.get('CLIENT_DEFAULT_LABEL')):
            yield _problem(values, 'CLIENT_STAMP', 'there is no label to '
                           'write: set OPS_EXT_CLIENT_NETWORKS, such as '
                           '"doc: 10.1.0.0/16; ops: 10.2.0.0/16", or '
                           'OPS_EXT_CLIENT_DEFAULT_LABEL')
        if not is_on(values, 'CLIENT_ADDRESS'):
            yield _problem(values, 'CLIENT_ADDRESS', 'expected True with '
                           'OPS_EXT_CLIENT_STAMP, which writes what a client '
                           'says of himself otherwise')
    elif values.get('CLIENT_NETWORK_STAMP') == 'trust':
        yield _problem(values, 'CLIENT_NETWORK_STAMP', 'expected ignore '
                       'without OPS_EXT_CLIENT_STAMP: any user could write '
                       'the stamp')
    if (values.get('CLIENT_NETWORK_STAMP') == 'trust'
            and values.get('CLIENT_STAMP_MODE') == 'off'):
        yield _problem(values, 'CLIENT_STAMP_MODE', 'expected enforce with '
                       'OPS_EXT_CLIENT_NETWORK_STAMP=trust')
    if is_on(values, 'GUARDED_DRIVER') and virt_driver == 'ironic':
        yield _problem(values, 'GUARDED_DRIVER', 'expected False with '
                       'VIRT_DRIVER=ironic, whose name Nova looks for in '
                       'compute_driver')
