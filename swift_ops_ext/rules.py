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

"""The rules that the metadata of a container or an account holds.  Pure.

=========================  ================================================
metadata                   means
=========================  ================================================
``Allow-<label>``          may read and write
``Allow-Read-<label>``     may read
``Allow-Write-<label>``    may write
``Deny-<label>``           may do neither, whatever allows it
``IP-Whitelist-Mode``      ``enforce`` or ``log``, for these rules
=========================  ================================================

The value of a rule lists addresses, networks and names of lists that the
operator defined.  An Allow rule with an entry that cannot be read names no
one, and a Deny rule with one denies everyone: to drop only the bad entry
could leave a rule that its writer never meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
import enum
import functools
import re
from typing import NamedTuple

from ops_ext_net import networks
from swift_ops_ext import operation

#: Key of the mode, as Swift stores metadata: lower case, without the prefix.
MODE_KEY = 'ip-whitelist-mode'
#: The same as people write it.
MODE_TITLE = 'IP-Whitelist-Mode'

# 90 items of metadata are the most that Swift stores for one container, so
# this bounds the memory to some MB; what is evicted is only compiled again.
_CACHED_RULE_SETS = 2048
_RULE = re.compile(r'(allow|deny)(?:-(.*))?', re.DOTALL)
_NARROWED = re.compile(r'(read|write)(?:-(.*))?', re.DOTALL)
_SEPARATORS = re.compile(r'[,\s]+')


class Mode(enum.Enum):
    """What becomes of a request that the rules refuse."""

    ENFORCE = 'enforce'
    LOG = 'log'


class Name(NamedTuple):
    """What the name of a rule says.

    :ivar deny: whether it is a Deny rule
    :ivar operations: what the rule is about
    :ivar label: for people; empty if it is missing, which is an error
    """

    deny: bool
    operations: frozenset[operation.Operation]
    label: str


class Rule(NamedTuple):
    """One compiled rule.

    :ivar title: its name as people write it: ``Allow-Read-Office``
    :ivar name: what that says
    :ivar named: the networks that it names
    :ivar problem: why it cannot be understood; empty if it can
    """

    title: str
    name: Name
    named: networks.NetworkSet
    problem: str = ''


class Rules(NamedTuple):
    """The compiled rules of one container or account.

    :ivar written: every rule, in the order of their names
    :ivar readers: the networks that may read
    :ivar writers: the networks that may write
    :ivar denied: the networks that a Deny rule names; None if there is none
    :ivar allows: whether there is any Allow rule, also one for no one
    :ivar denies_all: the Deny rule that cannot be understood, if any
    :ivar mode: of these rules; None if they do not say
    :ivar mode_problem: what is wrong with the mode; empty if nothing is
    :ivar malformed: whether anything cannot be understood
    """

    written: tuple[Rule, ...]
    readers: networks.NetworkSet
    writers: networks.NetworkSet
    denied: networks.NetworkSet | None
    allows: bool
    denies_all: Rule | None
    mode: Mode | None
    mode_problem: str
    malformed: bool

    def admits(self, address: networks.Address,
               wanted: operation.Operation) -> bool:
        """Tell whether an Allow rule names the address for an operation.

        :param wanted: to read or to write
        """
        if wanted is operation.Operation.READ:
            return address in self.readers
        return address in self.writers

    def problems(self) -> Iterator[tuple[str, str]]:
        """Give title and problem of what cannot be understood."""
        for rule in self.written:
            if rule.problem:
                yield rule.title, rule.problem
        if self.mode_problem:
            yield MODE_TITLE, self.mode_problem


class ListError(ValueError):
    """An entry of a list that cannot be read.

    :ivar position: of the entry, counted from 1
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


def parse_name(key: str) -> Name | None:
    """Read the name of an item of metadata.

    :param key: in lower case and without ``x-container-meta-``
    :returns: what it says; None if it is not the name of a rule
    """
    rule = _RULE.fullmatch(key)
    if rule is None:
        return None
    effect, label = rule.group(1), rule.group(2) or ''
    if effect == 'allow':
        narrowed = _NARROWED.fullmatch(label)
        if narrowed is not None:
            # Allow-Read without a label could be a rule for reading or a
            # rule with the label "Read"; the first is meant, and said.
            return Name(False, frozenset(
                (operation.Operation(narrowed.group(1)),)),
                narrowed.group(2) or '')
    return Name(effect == 'deny', operation.BOTH, label)


def is_about_rules(key: str) -> bool:
    """Tell whether an item of metadata is a rule or the mode of the rules."""
    return key == MODE_KEY or parse_name(key) is not None


class Book:
    """Compiles rules, and remembers what it has compiled by its content.

    :param lists: the operator's lists by name, in lower case
    """

    def __init__(self, lists: Mapping[str, tuple[networks.Network, ...]]
                 ) -> None:
        self._lists = dict(lists)
        self._compiled = functools.lru_cache(_CACHED_RULE_SETS)(self._compile)

    def rules(self, metadata: Mapping[str, str]) -> Rules | None:
        """Compile the rules in the metadata of a container or an account.

        :param metadata: user metadata as in Swift's ``info['meta']``
        :returns: the rules; None if there are none
        """
        # A search in all keys at once and one look-up of all items: to pick
        # the rules one by one would cost twice as much as all of this.
        keys = '\n'.join(metadata)
        if 'allow' in keys or 'deny' in keys:
            return self._compiled(tuple(metadata), tuple(metadata.values()))
        return None  # a mode alone has nothing to say

    def networks(self, text: str) -> tuple[networks.Network, ...]:
        """Read a list of addresses, networks and names of lists.

        :raises ListError: on the first entry that cannot be read
        """
        named: list[networks.Network] = []
        seen: set[str] = set()
        entries = (entry for entry in _SEPARATORS.split(text) if entry)
        for position, entry in enumerate(entries, 1):
            name = entry.lower()
            if name in self._lists:
                # Clients could name a long list a hundred times.
                if name not in seen:
                    named.extend(self._lists[name])
                seen.add(name)
                continue
            try:
                named.append(networks.parse_network(entry))
            except ValueError as error:
                raise ListError('%s%s' % (error, self._known()),
                                position) from None
        if not named:
            raise ListError('%r names no address' % text, 1)
        return tuple(named)

    def _known(self) -> str:
        if not self._lists:
            return ''
        return ', nor one of the lists ' + ', '.join(sorted(self._lists))

    def _compile(self, keys: tuple[str, ...],
                 values: tuple[str, ...]) -> Rules | None:
        metadata = dict(zip(keys, values, strict=True))
        written = []
        for key in sorted(metadata):
            name = parse_name(key)
            if name is not None:
                written.append(self._rule(key, name, metadata[key]))
        mode, mode_problem = parse_mode(metadata.get(MODE_KEY))
        if not written:
            return None
        allowed = [rule for rule in written if not rule.name.deny]
        denying = [rule for rule in written if rule.name.deny]
        return Rules(
            tuple(written),
            _union(rule for rule in allowed
                   if operation.Operation.READ in rule.name.operations),
            _union(rule for rule in allowed
                   if operation.Operation.WRITE in rule.name.operations),
            _union(denying) if denying else None, bool(allowed),
            next((rule for rule in denying if rule.problem), None),
            mode, mode_problem,
            bool(mode_problem or any(rule.problem for rule in written)))

    def _rule(self, key: str, name: Name, value: str) -> Rule:
        title = key.title()
        nobody = networks.NetworkSet()
        if not name.label:
            return Rule(title, name, nobody,
                        'it has no label; write %s-<label>' % title.strip('-'))
        try:
            return Rule(title, name, networks.NetworkSet(self.networks(value)))
        except ListError as error:
            return Rule(title, name, nobody, 'entry %d: %s' % (
                error.position, error))


def _union(written: Iterator[Rule] | list[Rule]) -> networks.NetworkSet:
    return networks.NetworkSet(dict.fromkeys(
        network for rule in written for network in rule.named.networks))


def parse_mode(text: str | None) -> tuple[Mode | None, str]:
    """Read a mode.

    :returns: the mode, and what is wrong with it; None if there is none
    """
    if text is None:
        return None, ''
    try:
        return Mode(text.strip().lower()), ''
    except ValueError:
        return Mode.ENFORCE, '%r is neither enforce nor log; enforced' % text
