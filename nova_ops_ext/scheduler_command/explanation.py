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

"""The explanations that filters and weighers write, read back.  Pure.

They are written by ``scheduler.outcome`` and ``scheduler.preference``.  A
subject may hold any text that a user chose, so nothing is searched for in it:
an explanation is what the *end* of a message says, and only if all of it adds
up.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_OURS = re.compile(r'(?P<by>[A-Za-z_][A-Za-z0-9_]*): '
                   r'instance (?P<instance>[^\s,]+), (?P<rest>.*)', re.DOTALL)
_PASS = re.compile(r': ([0-9]+) of ([0-9]+) hosts pass(?=;|$)')
_LOG = '; mode = log, so all hosts pass'
_REFUSED = re.compile(r'; (would be refused|refused): ')
_GROUP = re.compile(r'([0-9]+) \(')
_NAME = r'[^\s,;]+'
_NAMES = re.compile(r'(%s(?:, %s)*)(?: and ([0-9]+) more)?'
                    r'(?=; [0-9]+ \(|$)' % (_NAME, _NAME))
_ALL_NAMES = re.compile(r'%s(?:, %s)*' % (_NAME, _NAME))
_WEIGHT = r'[0-9]+ of [0-9]+ hosts weigh [0-9.e+-]+'
_WEIGHED = re.compile(
    r'(?P<subject>.*): (?P<weights>%s(?:, %s)*(?:, and others less)?)'
    r'(?P<log>; mode = log, so none counts)?' % (_WEIGHT, _WEIGHT), re.DOTALL)


class Refusal(NamedTuple):
    """The hosts that were refused for one reason.

    :ivar hosts: those that the line names
    :ivar more: how many others it does not name
    """

    reason: str
    hosts: tuple[str, ...]
    more: int


class Decision(NamedTuple):
    """What a filter decided.

    :ivar enforced: False if all hosts passed all the same
    """

    by: str
    instance: str
    subject: str
    passed: int
    hosts: int
    refusals: tuple[Refusal, ...]
    enforced: bool


class Names(NamedTuple):
    """All hosts that were refused for one reason; which, its reader knows.

    :ivar text: reason and names
    """

    by: str
    instance: str
    text: str

    def hosts(self, reason: str) -> tuple[str, ...] | None:
        """Give the names, if they are of this reason."""
        if not self.text.startswith(reason + ': '):
            return None
        names = self.text[len(reason) + 2:]
        return (tuple(names.split(', ')) if _ALL_NAMES.fullmatch(names)
                else None)


class Weighed(NamedTuple):
    """What a weigher gave.

    :ivar weights: how many hosts weigh what, in words
    :ivar enforced: False if it does not count
    """

    by: str
    instance: str
    subject: str
    weights: str
    enforced: bool


def parse(message: str) -> Decision | Names | Weighed | None:
    """Read what a filter or a weigher wrote.

    :param message: of a line whose logger is one of ours
    :returns: None if it is something else
    """
    ours = _OURS.fullmatch(message)
    if ours is None:
        return None
    by, instance, rest = ours['by'], ours['instance'], ours['rest']
    weighed = _WEIGHED.fullmatch(rest)
    if weighed:
        return Weighed(by, instance, weighed['subject'], weighed['weights'],
                       weighed['log'] is None)
    # The last that adds up: what stands before it is the subject.
    for match in reversed(list(_PASS.finditer(rest))):
        passed, hosts = int(match[1]), int(match[2])
        tail = rest[match.end():]
        enforced = not tail.endswith(_LOG)
        found = _refusals(tail if enforced else tail[:-len(_LOG)], enforced)
        if found is not None and hosts - passed == sum(
                len(one.hosts) + one.more for one in found):
            return Decision(by, instance, rest[:match.start()], passed, hosts,
                            tuple(found), enforced)
    return Names(by, instance, rest) if ': ' in rest else None


def _refusals(text: str, enforced: bool) -> list[Refusal] | None:
    """Read the part behind ``hosts pass``; None if it is none."""
    if not text:
        return []
    match = _REFUSED.match(text)
    if match is None or (match[1] == 'refused') is not enforced:
        return None
    found = []
    position = match.end()
    while True:
        group = _GROUP.match(text, position)
        read = group and _group(text, group.end(), int(group[1]))
        if not read:
            return None
        refusal, position = read
        found.append(refusal)
        if position == len(text):
            return found
        position += len('; ')


def _group(text: str, start: int, count: int) -> tuple[Refusal, int] | None:
    """Read a reason and its hosts.

    A reason may have brackets; it ends where as many names follow as it says.
    """
    end = text.find('): ', start)
    while end >= 0:
        names = _NAMES.match(text, end + len('): '))
        if names:
            hosts = tuple(names[1].split(', '))
            more = int(names[2] or 0)
            if len(hosts) + more == count:
                return Refusal(text[start:end], hosts, more), names.end()
        end = text.find('): ', end + 1)
    return None
