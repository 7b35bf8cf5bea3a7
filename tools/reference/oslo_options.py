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

"""Options of oslo.config, as it knows them.  Imports nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from typing import Any

from tools.reference import markup


def group(place: str, its_group: Any, options: Iterable[Any],
          words: Callable[[str], str] = markup.filled) -> str:
    """Give the section of a group.

    :param place: whose configuration it is in
    :param its_group: an ``OptGroup``
    :param options: of the group, each an ``Opt``
    :param words: makes markup of a help text
    """
    name = its_group.name
    return '\n\n'.join([markup.section(
        '[%s] %s' % (name, its_group.title), words(its_group.help),
        label=label(place, name)),
        *(_option(place, name, one, words) for one in options)])


def label(place: str, *names: str) -> str:
    """Give the label of a group, or of an option in it."""
    return '.'.join([place, *names])


def _option(place: str, group_name: str, option: Any,
            words: Callable[[str], str]) -> str:
    kind = option.type
    choices = getattr(kind, 'choices', None) or {}
    return markup.section(
        option.name,
        markup.fields([
            ('Type', kind.type_name.removesuffix(' value')),
            ('Default', _default(option.default)),
            ('Example', _example(option.sample_default)),
            ('Minimum', _bound(getattr(kind, 'min', None))),
            ('Maximum', _bound(getattr(kind, 'max', None))),
            ('Pattern', _pattern(kind)),
            ('Valid values', '' if any(choices.values())
             else markup.literals(choices)),
            ('Required', 'yes' if option.required else ''),
            ('Secret', 'yes: it is not logged' if option.secret else ''),
            ('Mutable', 'yes: a change is taken over on SIGHUP'
             if option.mutable else ''),
            ('Deprecated names', ', '.join(
                markup.literal('[%s] %s' % (old.group or group_name, old.name))
                for old in option.deprecated_opts)),
            ('Deprecated', _deprecated(option))]),
        words(option.help),
        '' if not any(choices.values()) else 'Valid values:\n\n' +
        markup.bullets('%s: %s' % (markup.literal(value),
                                   markup.plain(text or ''))
                       for value, text in choices.items()),
        sign='-', label=label(place, group_name, option.dest))


def _default(value: object) -> str:
    if value is None:
        return 'not set'
    if value == '':
        return 'empty'
    if isinstance(value, bool):
        return markup.literal(str(value).lower())
    if isinstance(value, list):
        return markup.literals(value) or 'none'
    return markup.literal(value)


def _example(value: object) -> str:
    if isinstance(value, list):
        return markup.literals(value)
    return '' if value is None else markup.literal(value)


def _bound(value: object) -> str:
    return '' if value is None else markup.literal(value)


def _pattern(kind: Any) -> str:
    pattern = getattr(kind, 'regex', None)
    return '' if pattern is None else markup.literal(pattern.pattern)


def _deprecated(option: Any) -> str:
    if not option.deprecated_for_removal:
        return ''
    since = option.deprecated_since
    reason = option.deprecated_reason
    return markup.plain(': '.join(filter(None, (
        'since ' + since if since else 'yes', reason and reason.strip()))))
