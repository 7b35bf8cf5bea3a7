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

"""``reference_swift.rst``: made where Swift is."""

from __future__ import annotations

from collections.abc import Mapping

from swift_ops_ext import configuration
from tools.reference import docstrings
from tools.reference import entry_points
from tools.reference import markup
from tools.reference import refused

_INTRODUCTION = """
What can be set for Swift: the section of the middleware in
``proxy-server.conf``, and the metadata that it reads.  See
:doc:`ip_whitelist`.
"""
_MODULE = 'swift_ops_ext.ip_whitelist'
_RULES = 'swift_ops_ext.rules'
_LIST = 'list_<name>'
#: Where what is no value of the others is one.
_WRONG = {'segments_suffixes': '/'}


def page() -> str:
    """Give the page as it has to be."""
    docstring = docstrings.of_module(_MODULE)
    return markup.page('Reference: Swift', _INTRODUCTION, [
        _section(docstring),
        _table('Metadata', docstrings.table(docstrings.of_module(_RULES)),
               'Of a container (``X-Container-Meta-...``) or an account '
               '(``X-Account-Meta-...``).  Clients at the addresses that the '
               'value of a rule names:'),
        _table('Answers', docstrings.table(docstring, 'Answers'),
               'What a client may get beside the answers of Swift.'),
        entry_points.section('swift_ops_ext')])


def _section(docstring: str) -> str:
    head, *rows = docstrings.table(docstring, 'Configuration')
    if head != ['Option', 'Default', 'Description'] or [
            row[0] for row in rows if row[0] != _LIST] != list(
                configuration.OPTIONS):
        raise LookupError('%s: the docstring has not the options of the code'
                          % _MODULE)
    return '\n\n'.join([markup.section(
        '[filter:ip_whitelist]', markup.wrapped(
            'With ``use = egg:openstack-ops-ext#ip_whitelist``, and twice in '
            'the pipeline.'), label='swift.filter.ip_whitelist'),
        *(_option(*row) for row in rows)])


def _option(name: str, default: str, text: str) -> str:
    _check_default(name, default)
    written = {name.replace('<name>', 'x'): _WRONG.get(
        name, refused.NONSENSE)}
    return markup.section(
        name, markup.fields([
            ('Default', markup.literal(default) if default else 'not set'),
            ('Value', markup.plain(refused.right(lambda: _parsed(written))))]),
        markup.wrapped(text), sign='-',
        label='swift.filter.ip_whitelist.' + name.replace('<name>', 'name'))


def _check_default(name: str, default: str) -> None:
    """See that what is said to be the default is what goes without it."""
    if name == _LIST:
        return
    if _state(_parsed({})) != _state(_parsed({name: default})):
        raise LookupError('%s: %r is not the default' % (name, default))


def _state(conf: configuration.Configuration) -> tuple[object, ...]:
    # The balancers are the one part that does not say what is in it.
    return tuple(bool(value) if name == 'proxies' else str(value)
                 for name, value in conf._asdict().items()
                 if name != 'written')


def _parsed(written: Mapping[str, str]) -> configuration.Configuration:
    return configuration.Configuration.parse(written, written)


def _table(title: str, rows: list[list[str]], words: str) -> str:
    return markup.section(title, markup.wrapped(words), markup.definitions(
        (first if first.startswith('``') else markup.literal(first),
         [markup.wrapped(rest)]) for first, rest in rows[1:]))
