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

"""What a request would change of the rules, and what is wrong with it.  Pure.

Swift merges the metadata of a PUT or POST into what is stored: an empty value
or ``X-Remove-<name>`` removes an item, and where both are sent the value is
what counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from typing import NamedTuple

from ops_ext_net import client_address
from swift_ops_ext import operation
from swift_ops_ext import policy as policy_module
from swift_ops_ext import rules
from swift_ops_ext import verdict

#: Header with which a client says that a change is meant to shut him out.
CONFIRMATION = 'X-IP-Whitelist-Confirm-Lockout'

_CAN_WRITE = frozenset((verdict.Kind.ADMITTED, verdict.Kind.MISSING))


class Limits(NamedTuple):
    """What Swift stores of the metadata of one container or account.

    :ivar value: bytes of a value
    :ivar name: bytes of a name
    :ivar items: items in all
    :ivar overall: bytes of all names and values
    """

    value: int
    name: int
    items: int
    overall: int


class Change(NamedTuple):
    """A change of metadata.

    :ivar prefix: of its headers: ``X-Container-Meta-``
    :ivar before: the metadata stored, by names in lower case
    :ivar sent: what the request says of them; an empty value removes
    """

    prefix: str
    before: Mapping[str, str]
    sent: Mapping[str, str]

    @property
    def after(self) -> dict[str, str]:
        """Give the metadata that would then be stored."""
        merged = {**self.before, **self.sent}
        return {key: value for key, value in merged.items() if value}

    @property
    def changes_rules(self) -> bool:
        """Tell whether any rule would then be another."""
        return _about_rules(self.before) != _about_rules(self.after)

    def problems(self, book: rules.Book, limits: Limits) -> Iterator[str]:
        """Tell what is wrong with the rules that are sent."""
        sent = {key: value for key, value in self.sent.items()
                if value and rules.is_about_rules(key)}
        for key, value in sorted(sent.items()):
            # Swift speaks of its limits without saying which header it is.
            if _size(value) > limits.value:
                yield ('%s is %d bytes long; Swift stores %d: split the list '
                       'in several rules, such as %s-2' % (
                           self._header(key), _size(value), limits.value,
                           self._header(key)))
            elif not key.isascii():
                # Names that differ in a case that Swift knows and Unicode
                # does not would hide each other.
                yield ('%s: a label is written in letters, digits and marks '
                       'of ASCII' % self._header(key))
            elif _size(key) > limits.name:
                yield '%s: the name is %d bytes long; Swift stores %d' % (
                    self._header(key), _size(key), limits.name)
            else:
                for problem in _problems(book, key, value):
                    yield '%s = %r: %s' % (self._header(key), value, problem)
        if sent:
            yield from self._over_limits(limits)

    def _over_limits(self, limits: Limits) -> Iterator[str]:
        after = self.after
        overall = sum(_size(key) + _size(value)
                      for key, value in after.items())
        if len(after) > limits.items:
            yield ('%s*: there would be %d items of metadata with those '
                   'already there; Swift stores %d: put more networks into a '
                   'rule' % (self.prefix, len(after), limits.items))
        elif overall > limits.overall:
            yield ('%s*: there would be %d bytes of metadata with those '
                   'already there; Swift stores %d: name larger networks, or '
                   'have the operator define a list' % (
                       self.prefix, overall, limits.overall))

    def _header(self, key: str) -> str:
        return self.prefix + key.title()


def read(prefix: str, headers: Mapping[str, str], before: Mapping[str, str]
         ) -> Change:
    """Read what a request says of metadata.

    :param prefix: ``X-Container-Meta-`` or ``X-Account-Meta-``
    :param headers: of the request, by names in lower case
    :param before: the metadata stored
    """
    adds = prefix.lower()
    removes = adds.replace('x-', 'x-remove-', 1)
    sent = {name[len(removes):]: '' for name in headers
            if name.startswith(removes)}
    sent.update((name[len(adds):], value) for name, value in headers.items()
                if name.startswith(adds))
    return Change(prefix, before, sent)


def shuts_out(client: client_address.Client, before: verdict.Case,
              after: verdict.Case, policy: policy_module.Policy
              ) -> verdict.Verdict | None:
    """Tell what the client may do now and could not do any more.

    :returns: the verdict on that, after the change; None if there is nothing
    """
    for wanted in (operation.Operation.WRITE, operation.Operation.READ):
        now = verdict.judge(client, wanted, before, policy)
        then = verdict.judge(client, wanted, after, policy)
        if now.kind in _CAN_WRITE and then.kind is verdict.Kind.REFUSED:
            return then
    return None


def _problems(book: rules.Book, key: str, value: str) -> list[str]:
    if key == rules.MODE_KEY:
        _mode, problem = rules.parse_mode(value)
        return [problem] if problem else []
    compiled = book.rules({key: value})
    return [problem for _title, problem in compiled.problems()
            ] if compiled else []


def _about_rules(metadata: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in metadata.items()
            if rules.is_about_rules(key)}


def _size(text: str) -> int:
    return len(text.encode('utf-8', 'surrogateescape'))
