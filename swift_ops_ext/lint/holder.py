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

"""Looks at all rules of a container or an account."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from typing import NamedTuple

from ops_ext_net import networks
from swift_ops_ext import changes
from swift_ops_ext.lint import entries
from swift_ops_ext.lint import finding
from swift_ops_ext.lint import names
from swift_ops_ext.lint import reach
from swift_ops_ext import operation
from swift_ops_ext import policy
from swift_ops_ext import rules

# Parts of what Swift stores that are worth a word: 80 of 90 items, 3.5 of
# 4 kB.
_MANY = 8 / 9
_MUCH = 7 / 8

_Networks = tuple[networks.Network, ...]


class Around(NamedTuple):
    """What rules are read with.

    :ivar lists: the operator's lists by name; None if they are not known
    :ivar container_rules: how a container's rules stand to its account's
    :ivar limits: what Swift stores
    """

    lists: Mapping[str, _Networks] | None
    container_rules: policy.ContainerRules
    limits: changes.Limits

    @property
    def book(self) -> rules.Book:
        """Give what compiles rules."""
        return rules.Book(self.lists or {})


class Examiner:
    """Looks at one container or account after the other.

    :param around: what rules are read with
    """

    def __init__(self, around: Around) -> None:
        self._around = around
        self._book = around.book
        self._lists = frozenset(around.lists or ())

    def compiled(self, metadata: Mapping[str, str]) -> rules.Rules | None:
        """Compile rules."""
        return self._book.rules(metadata)

    def findings(self, metadata: Mapping[str, str],
                 account: rules.Rules | None = None
                 ) -> Iterator[finding.Finding]:
        """Look at the metadata of a container or an account.

        :param metadata: by names in lower case, without their prefix
        :param account: the rules of a container's account, if known
        """
        for key in sorted(metadata):
            yield from names.findings(key)
        compiled = self._book.rules(metadata)
        if compiled is None:
            if rules.MODE_KEY in metadata:
                yield finding.warning('mode-alone', names.MODE,
                                      'there is no rule')
        else:
            sure = True
            # The title of a name in some alphabets does not lead back to it.
            values = {key.title(): value for key, value in metadata.items()}
            for rule in compiled.written:
                value = values[rule.title]
                found = self._problem(rule, value)
                sure = sure and (found is None
                                 or found.level is finding.Level.ERROR)
                if found is not None:
                    yield found
                yield from entries.findings(rule.title, rule.name.deny, value)
            yield from _mode(compiled)
            if sure:
                yield from _who(compiled, account)
                if (account is not None and account.allows
                        and compiled.allows and self._around.container_rules
                        is policy.ContainerRules.NARROW):
                    yield from _narrows(compiled, account)
        yield from self._size(metadata)

    def _problem(self, rule: rules.Rule, value: str
                 ) -> finding.Finding | None:
        if not rule.problem:
            return None
        effect = 'denies everyone' if rule.name.deny else 'admits no one'
        text = '%s; it %s' % (rule.problem, effect)
        if not rule.name.label:
            return finding.error('no-label', rule.title, text)
        unreadable = entries.unreadable(value, self._lists)
        if not (unreadable and all(map(entries.is_list_name, unreadable))):
            return finding.error('malformed', rule.title, text)
        if self._around.lists is None:
            return finding.note(
                'list-not-checked', rule.title, 'the lists of the proxies are '
                'not known here: %s' % ', '.join(unreadable))
        return finding.error('unknown-list', rule.title, text)

    def _size(self, metadata: Mapping[str, str]
              ) -> Iterator[finding.Finding]:
        if not any(map(rules.is_about_rules, metadata)):
            return
        limits = self._around.limits
        size = sum(_bytes(key) + _bytes(value)
                   for key, value in metadata.items())
        if len(metadata) > limits.items * _MANY:
            yield finding.warning(
                'near-limit', '', '%d items of metadata; Swift stores %d' % (
                    len(metadata), limits.items))
        if size > limits.overall * _MUCH:
            yield finding.warning(
                'near-limit', '', '%d bytes of metadata; Swift stores %d' % (
                    size, limits.overall))


def _mode(compiled: rules.Rules) -> Iterator[finding.Finding]:
    title = names.MODE
    if compiled.mode_problem:
        yield finding.error('mode', title, compiled.mode_problem)
    elif compiled.mode is rules.Mode.LOG:
        yield finding.warning('mode-log', title, 'the rules refuse nothing')


def _who(compiled: rules.Rules, account: rules.Rules | None
         ) -> Iterator[finding.Finding]:
    """Tell of rules that let nobody in."""
    denied = _denied(compiled)
    if denied and reach.is_everyone(denied):
        yield finding.error('nobody', '', 'the Deny rules deny everyone')
    if not compiled.allows:
        return
    readers, writers = compiled.readers.networks, compiled.writers.networks
    if account is not None:
        denied += _denied(account)
    if not readers and not writers:
        yield finding.error('nobody', '', 'no Allow rule names an address: '
                            'no one can read or write')
    elif denied and reach.covers(denied, readers + writers):
        yield finding.error('nobody', '', 'Deny rules name every address that '
                            'the Allow rules name')
    elif not writers:
        yield finding.warning(
            'nobody-writes', '', 'no rule lets anyone write, so no one can '
            'change the rules either')
    elif not readers:
        yield finding.note('nobody-reads', '', 'no rule lets anyone read')


def _narrows(compiled: rules.Rules, account: rules.Rules
             ) -> Iterator[finding.Finding]:
    """Tell of rules that the account's make void."""
    for what, own, outer in (
            (operation.Operation.READ, compiled.readers, account.readers),
            (operation.Operation.WRITE, compiled.writers, account.writers)):
        if own and reach.disjoint(own.networks, outer.networks):
            yield finding.error(
                'outside-account', '', 'no one can %s: the account\'s Allow '
                'rules name none of the addresses' % what.value)
    for rule in compiled.written:
        if rule.name.deny or not rule.named:
            continue
        let_in = account.readers.networks + account.writers.networks
        if reach.disjoint(rule.named.networks, let_in):
            yield finding.warning(
                'outside-account', rule.title, 'the account\'s Allow rules '
                'name none of its addresses')


def _denied(compiled: rules.Rules) -> _Networks:
    return compiled.denied.networks if compiled.denied is not None else ()


def _bytes(text: str) -> int:
    return len(text.encode('utf-8', 'surrogateescape'))
