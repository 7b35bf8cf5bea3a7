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

"""What was written into a file, in comments at the end of that file.

They are a difference that can be read::

    #ops_ext [DEFAULT]
    #ops_ext -compute_driver = libvirt.LibvirtDriver
    #ops_ext +compute_driver = ops_ext.GuardedLibvirtDriver

A file that DevStack makes anew so loses the record together with what it is
about, and a copy, such as nova-cpu.conf, has its own.
"""

from __future__ import annotations

import collections
from collections.abc import Iterator
from collections.abc import Sequence
from typing import NamedTuple

from ops_ext_conf import entries
from ops_ext_conf import words

#: Words that we add to lists, and that are nobody else's.
OURS = frozenset((
    'CascadeBreakerFilter', 'ClientNetworkFilter', 'FailureDomainFilter',
    'NewHostFilter', 'ProjectPerHostFilter', 'ShuffleShardFilter',
    'client_address', 'client_stamp', 'console_limit', 'ip_whitelist'))
_OUR_WEIGHERS = 'nova_ops_ext.'
_MARK = '#ops_ext '
_TITLE = ('What the DevStack plugin of openstack-ops-ext wrote here. '
          'unstack.sh takes it back.')
_NO_NEWLINE = '\\'


class Change(NamedTuple):
    """Of one entry.

    :ivar old: its text before; None: there was none
    :ivar new: its text
    :ivar spaced: whether an empty line before it is new, too
    """

    section: str
    old: str | None
    new: str
    spaced: bool = False


def record(before: str, after: str) -> str:
    """Give the changed text with the record of what was changed.

    :param before: the text, without a record
    :param after: the text as it is to be
    :raises ValueError: if something was removed, which cannot be recorded
    """
    changes = list(_changes(_read(before), _read(after)))
    if not changes:
        return after
    lines = [_MARK + _TITLE]
    if not before.endswith('\n'):
        lines.append(_MARK + _NO_NEWLINE)
    section = None
    for change in changes:
        if change.section != section:
            section = change.section
            lines.append('%s[%s]' % (_MARK, section))
        if change.spaced:
            lines.append(_MARK + '+')
        for sign, text in ('-', change.old), ('+', change.new):
            if text is not None:
                lines.extend('%s%s%s' % (_MARK, sign, line)
                             for line in text.split('\n'))
    separator = '' if after.endswith('\n') else '\n'
    return after + separator + '\n'.join(lines) + '\n'


def take_back(text: str) -> str:
    """Undo what the record tells, as far as it is still there.

    What others have written since stays, also in an option or in a section
    that was ours.  Without a record nothing changes.
    """
    lines = text.split('\n')
    written = [line[len(_MARK):] for line in lines if line.startswith(_MARK)]
    if not written:
        return text
    read = _read('\n'.join(
        line for line in lines if not line.startswith(_MARK)))
    changes = list(_recorded(written))
    for change in changes:
        if not change.new.startswith('['):
            _undo(read, change)
    for change in reversed(changes):
        if change.new.startswith('['):
            _undo_section(read, change)
    return entries.write(read) + ('' if _NO_NEWLINE in written else '\n')


def _read(text: str) -> list[entries.Entry]:
    # The end of the last line is no empty line.
    return entries.parse(text.removesuffix('\n')) if text else []


def _changes(old: Sequence[entries.Entry], new: Sequence[entries.Entry]
             ) -> Iterator[Change]:
    """Compare; entries were added, or have another value, and none is gone."""
    left = collections.deque(old)
    spaced = False
    for entry in new:
        if left and left[0] == entry:
            left.popleft()
        elif not entry.text:
            spaced = True
            continue
        elif entry.option and left and left[0][:2] == entry[:2]:
            yield Change(entry.section, left.popleft().text, entry.text)
        else:
            yield Change(entry.section, None, entry.text, spaced)
        spaced = False
    if left:
        raise ValueError('%r was removed' % left[0].text)


def _recorded(written: Sequence[str]) -> Iterator[Change]:
    """Read the record."""
    section = ''
    spaced = False
    number = 0
    while number < len(written):
        line = written[number]
        number += 1
        if line.startswith('['):
            section = line[1:-1]
        elif line == '+':
            spaced = True
        elif line.startswith(('-', '+')):
            old, number = _lines(written, number - 1, '-')
            new, number = _lines(written, number, '+')
            yield Change(section, old, new or '', spaced)
            spaced = False


def _lines(written: Sequence[str], number: int, sign: str
           ) -> tuple[str | None, int]:
    """Read the lines of one entry: the first one, and those that go on."""
    end = number
    while end < len(written) and written[end].startswith(sign):
        end += 1
    taken = [line[1:] for line in written[number:end]]
    while len(taken) > 1 and len(entries.parse('\n'.join(taken))) > 1:
        taken.pop()
    return ('\n'.join(taken) if taken else None), number + len(taken)


def _undo(read: list[entries.Entry], change: Change) -> None:
    parsed, = entries.parse(change.new)
    entry = parsed._replace(section=change.section)
    if entry in read:
        number = read.index(entry)
        if change.old is None:
            del read[number]
        else:
            read[number] = entry._replace(text=change.old)
        return
    found = entries.find(read, change.section, entry.option)
    if found is None:
        return
    # Somebody has changed it since; what is a word of ours still goes.
    added = collections.Counter(words.of(entry.value))
    if change.old is not None:
        old, = entries.parse(change.old)
        added -= collections.Counter(words.of(old.value))
    left = words.without(read[found], {
        word: count for word, count in added.items()
        if word in OURS or word.startswith(_OUR_WEIGHERS)})
    if left.value.strip():
        read[found] = left
    else:
        del read[found]


def _undo_section(read: list[entries.Entry], change: Change) -> None:
    inside = [number for number, entry in enumerate(read)
              if entry.section == change.section]
    if not inside or any(read[number].text.strip() for number in inside[1:]):
        return
    number = inside[0]
    del read[number]
    if change.spaced and number and not read[number - 1].text:
        del read[number - 1]
