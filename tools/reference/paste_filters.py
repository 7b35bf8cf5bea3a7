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

"""The options of the filters of api-paste.ini, as they are read."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from nova_ops_ext.api import proxy_options
from nova_ops_ext.api import stamp_mode
from nova_ops_ext.console import options as console_options
from tools.reference import docstrings
from tools.reference import markup
from tools.reference import refused

_EGG = 'egg:openstack-ops-ext#'
_RATE = {'rate': '30/m'}
#: What else has to be there, for an option to be read.
_NEEDED = {'burst': _RATE, 'storage': _RATE, 'storage_timeout': {
    **_RATE, 'storage': 'memcached://192.0.2.1:11211'}}


class PasteFilter(NamedTuple):
    """One of them.

    :ivar defaults: of its options; the text of one that is not set is empty
    :ivar read: reads the options of a section
    """

    name: str
    page: str
    defaults: Mapping[str, str]
    read: Callable[[Mapping[str, str]], object]


def _console_defaults() -> dict[str, str]:
    as_it_is: Any = console_options.Options()
    found = {name: getattr(as_it_is, name) for name in as_it_is._fields}
    found['mode'] = as_it_is.mode.value
    # It is that of the rate.
    found['burst'] = None
    return {name: '' if value is None else str(value)
            for name, value in found.items()}


FILTERS = (
    PasteFilter('client_address', 'client_stamp', {
        'trusted_proxies': ', '.join(map(
            str, proxy_options.parse({}).proxies.networks)),
        'header': proxy_options.parse({}).header}, proxy_options.parse),
    PasteFilter('client_stamp', 'client_stamp',
                {'mode': stamp_mode.read({})}, stamp_mode.read),
    PasteFilter('console_limit', 'console_limit', _console_defaults(),
                console_options.parse),
)


def section(one: PasteFilter) -> str:
    """Give the section of a filter.

    :raises LookupError: its docstring has other options than its code
    """
    docstring = docstrings.of_module('nova_ops_ext.api.' + one.name)
    said = docstrings.definitions(docstring, 'Options')
    if said.keys() != one.defaults.keys():
        raise LookupError('%s: the docstring has %s, the code %s' % (
            one.name, sorted(said), sorted(one.defaults)))
    return '\n\n'.join([markup.section(
        '[filter:%s]' % one.name,
        markup.wrapped(docstrings.summary(docstring)),
        markup.wrapped('In ``api-paste.ini`` with ``use = %s%s``; see '
                       ':doc:`%s`.' % (_EGG, one.name, one.page)),
        label='nova.filter.' + one.name), *(
            _option(one, name, said[name]) for name in one.defaults)])


def _option(one: PasteFilter, name: str, text: str) -> str:
    written = {**_NEEDED.get(name, {}), name: refused.NONSENSE}
    default = one.defaults[name]
    return markup.section(
        name, markup.fields([
            ('Default', markup.literal(default) if default else 'not set'),
            ('Value', markup.plain(refused.right(lambda: one.read(written)))),
            ('Only with', markup.literals(_NEEDED.get(name, ())))]),
        markup.wrapped(text), sign='-', label='nova.filter.%s.%s' % (
            one.name, name))
