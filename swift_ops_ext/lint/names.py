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

"""Names of metadata that are not what they seem to be."""

from __future__ import annotations

from collections.abc import Iterator
import difflib
import re

from swift_ops_ext.lint import finding
from swift_ops_ext import rules

_PREFIX = re.compile(
    r'(?:x[-_])?(?:(?:container|account|object)[-_]meta[-_])?')
#: The name of the mode, as people write it.
MODE = 'IP-Whitelist-Mode'

_SEPARATOR = re.compile(r'[-_.\s]')
_CLOSE = 0.78

_ALLOW = ('allow', 'allowed', 'allows')
_DENY = ('deny', 'denied', 'denies', 'dney')
_NARROWED = {
    'read': ('read', 'reads', 'reader', 'readers', 'reading', 'reed', 'red'),
    'write': ('write', 'writes', 'writer', 'writers', 'writing', 'wirte',
              'wrte', 'rite'),
}
_MODES = ('ip-whitelist-mode', 'whitelist-mode', 'allow-mode')


def findings(key: str) -> Iterator[finding.Finding]:
    """Look at the name of an item of metadata.

    :param key: in lower case and without ``x-container-meta-``
    """
    title = key.title()
    name = rules.parse_name(key)
    if name is not None:
        yield from _narrowed(title, name)
    elif key != rules.MODE_KEY:
        meant = _meant(key)
        if meant:
            yield finding.warning(
                'no-rule', title,
                'looks like a rule and is none: was %s meant?' % meant)


def _narrowed(title: str, name: rules.Name) -> Iterator[finding.Finding]:
    first, separator, _rest = _split(name.label)
    if len(name.operations) == 1 or not separator:
        return
    for operation, spellings in _NARROWED.items():
        if first not in spellings:
            continue
        if name.deny:
            yield finding.warning(
                'not-narrowed', title,
                'denies reading and writing; there are no Deny rules for one '
                'of them')
        else:
            yield finding.warning(
                'not-narrowed', title,
                'allows reading and writing: was Allow-%s-... meant?' %
                operation.title())


def _meant(key: str) -> str:
    """Name what a name that is no rule's is close to."""
    if difflib.get_close_matches(key.replace('_', '-'), _MODES, 1, 0.85):
        return MODE
    matched = _PREFIX.match(key)
    bare = key[matched.end():] if matched else key
    first, _separator, rest = _split(bare)
    for right, spellings in (('Allow', _ALLOW), ('Deny', _DENY)):
        if difflib.get_close_matches(first, spellings, 1, _CLOSE):
            return '%s-%s' % (right, rest.title() or '<label>')
    return ''


def _split(text: str) -> tuple[str, str, str]:
    found = _SEPARATOR.search(text)
    if found is None:
        return text, '', ''
    return text[:found.start()], found.group(), text[found.end():]
