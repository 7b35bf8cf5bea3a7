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

"""The decision table: what may this client do with this container?

Pure: no Swift, no WSGI.  A container is judged by what holds the rules for
it, its holders: the account, the container, and the container for which
Swift or S3 keep it, if any.  The first line that applies decides:

====  =====================================================  ===============
line  what is known                                          verdict
====  =====================================================  ===============
1     ``always_deny`` names the address                      REFUSED
2     a holder's rules cannot be known                       UNKNOWN
3     a Deny rule names the address, or cannot be read       REFUSED
4     ``always_allow`` names the address                     *by existence*
5     the address is not known, and there is a rule or an    REFUSED
      ``always_deny``
6     a holder has Allow rules, and none of them names the   REFUSED
      address for the operation
7     no holder has an Allow rule, and ``default = closed``  REFUSED
8     otherwise                                              *by existence*
====  =====================================================  ===============

*By existence*: ADMITTED, or MISSING if the container does not exist.  A
missing container is judged by its account's rules, so that a client whom
they refuse does not learn whether it exists; line 7 is not for it, or none
could be created.  With ``container_rules = replace`` line 6 passes over the
account if the container, or one for which it is kept, has Allow rules.

Rules whose mode is ``log`` refuse nothing, but what they would have refused
is part of the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
import enum
from typing import NamedTuple

from ops_ext_net import client_address
from ops_ext_net import networks
from swift_ops_ext import operation
from swift_ops_ext import policy as policy_module
from swift_ops_ext import rules as rules_module

_TITLES = 5


class Kind(enum.Enum):
    """What is to be done with a request."""

    ADMITTED = 'admitted'
    REFUSED = 'refused'
    MISSING = 'missing'
    UNKNOWN = 'unknown'


class Code(enum.Enum):
    """Why, in the words of the counters."""

    NOTHING_AGAINST = 'nothing_against'
    ALWAYS_DENY = 'always_deny'
    UNKNOWN = 'unknown'
    DENY_RULE = 'deny_rule'
    MALFORMED_DENY = 'malformed_deny'
    NO_ADDRESS = 'no_address'
    NOT_ALLOWED = 'not_allowed'
    CLOSED = 'closed'
    QUEUE = 'queue'


class Verdict(NamedTuple):
    """What is to be done with a request, and why.

    :ivar kind: what is to be done
    :ivar code: why, for counters
    :ivar reason: why, for the client; it names rules but no address
    :ivar general: the same without the names of rules
    :ivar logged: what would have been refused if the mode were not ``log``
    """

    kind: Kind
    code: Code
    reason: str = ''
    general: str = ''
    logged: tuple[Verdict, ...] = ()


class State(enum.Enum):
    """What is known of a holder."""

    THERE = 'there'
    MISSING = 'missing'
    UNKNOWN = 'unknown'


class Holder(NamedTuple):
    """A container or an account as far as its rules are concerned.

    :ivar state: what is known of it
    :ivar rules: its rules; None if it has none or they are not known
    """

    state: State
    rules: rules_module.Rules | None = None


class Case(NamedTuple):
    """What is judged.

    :ivar account: always part of it
    :ivar container: None for a request to the account itself
    :ivar owners: the containers for which this one is kept, by name
    """

    account: Holder
    container: Holder | None = None
    owners: tuple[tuple[str, Holder], ...] = ()


_GOOD = frozenset((Kind.ADMITTED, Kind.MISSING))
ADMITTED = Verdict(Kind.ADMITTED, Code.NOTHING_AGAINST)
MISSING = Verdict(Kind.MISSING, Code.NOTHING_AGAINST)


def _refused(code: Code, reason: str, general: str = '') -> Verdict:
    return Verdict(Kind.REFUSED, code, reason, general or reason)


UNREADABLE_QUEUE = _refused(
    Code.QUEUE, 'What is to be deleted cannot be understood.')
ALWAYS_DENY = _refused(
    Code.ALWAYS_DENY, 'The operator of this cluster denies your address.')
NO_ADDRESS_ALWAYS_DENY = _refused(
    Code.NO_ADDRESS, 'Your address cannot be determined, and the operator of '
    'this cluster denies some.')
CLOSED = _refused(
    Code.CLOSED, 'This container has no Allow rule, and this cluster admits '
    'no one to such containers.')
_UNKNOWN_REASON = ('The address rules of this container cannot be read at '
                   'the moment.')
UNKNOWN = Verdict(Kind.UNKNOWN, Code.UNKNOWN, _UNKNOWN_REASON,
                  _UNKNOWN_REASON)


def judge(client: client_address.Client, wanted: operation.Operation,
          case: Case, policy: policy_module.Policy) -> Verdict:
    """Decide, as the table above says."""
    if wanted is operation.Operation.EITHER:
        read, write = (judge(client, one, case, policy) for one in (
            operation.Operation.READ, operation.Operation.WRITE))
        return read if read.kind in _GOOD else write
    against = _Against(client.address, wanted, case, policy)
    logged: list[Verdict] = []
    for refusal, mode in against.refusals():
        if mode is rules_module.Mode.ENFORCE:
            return refusal._replace(logged=tuple(logged))
        logged.append(refusal)
    container = case.container
    found = (MISSING if container is not None
             and container.state is State.MISSING else ADMITTED)
    return found._replace(logged=tuple(logged))


def plainly_admitted(address: networks.Address | None,
                     wanted: operation.Operation,
                     account: rules_module.Rules | None,
                     container: rules_module.Rules | None,
                     policy: policy_module.Policy) -> bool:
    """Find the usual case at a fraction of the cost; sure only of a yes.

    :param account: the rules of an account that is there
    :param container: those of a container in it that is there and not kept
        for another one
    """
    if policy.always_deny or wanted is operation.Operation.EITHER:
        return False
    if account is None and container is None:
        return policy.default is policy_module.Default.OPEN
    if address is None:
        return False
    allows = False
    for rules in (account, container):
        if rules is None:
            continue
        if (rules.denies_all is not None
                or (rules.denied is not None and address in rules.denied)):
            return False
        if rules.allows:
            if not rules.admits(address, wanted):
                return False
            allows = True
    return allows or policy.default is policy_module.Default.OPEN


class _Ruled(NamedTuple):
    """A holder that has rules."""

    whose: str
    rules: rules_module.Rules
    mode: rules_module.Mode
    is_account: bool


_Refusals = Iterator[tuple[Verdict, rules_module.Mode]]


class _Against:
    """What speaks against a request, in the order of the table."""

    def __init__(self, address: networks.Address | None,
                 wanted: operation.Operation, case: Case,
                 policy: policy_module.Policy) -> None:
        self._address = address
        self._wanted = wanted
        self._container = case.container
        self._policy = policy
        holders = [('this account', case.account)]
        if case.container is not None:
            holders.append(('this container', case.container))
        holders.extend(('container %s, for which this one is kept,' % name,
                        holder) for name, holder in case.owners)
        self._unknown = any(holder.state is State.UNKNOWN
                            for _whose, holder in holders)
        self._ruled = [
            _Ruled(whose, holder.rules, holder.rules.mode or policy.mode,
                   number == 0)
            for number, (whose, holder) in enumerate(holders)
            if holder.rules is not None]

    def refusals(self) -> _Refusals:
        """Give each refusal with the mode that it is in."""
        address, policy = self._address, self._policy
        if address is not None and address in policy.always_deny:
            yield ALWAYS_DENY, policy.mode
        if self._unknown:
            yield UNKNOWN, policy.mode
        for one in self._ruled:
            denial = self._denial(one)
            if denial is not None:
                yield denial, one.mode
        if address is None:
            yield from self._no_address()
        elif address in policy.always_allow:
            return
        else:
            for one in self._counting():
                if not one.rules.admits(address, self._wanted):
                    yield self._not_allowed(one), one.mode
        if self._closed():
            yield CLOSED, policy.mode

    def _denial(self, one: _Ruled) -> Verdict | None:
        broken = one.rules.denies_all
        if broken is not None:
            return _refused(
                Code.MALFORMED_DENY,
                '%s of %s cannot be understood and denies everyone.' % (
                    broken.title, one.whose),
                'A Deny rule of %s cannot be understood and denies '
                'everyone.' % one.whose)
        for rule in one.rules.written:
            if (rule.name.deny and self._address is not None
                    and self._address in rule.named):
                return _refused(
                    Code.DENY_RULE,
                    '%s of %s names your address.' % (rule.title, one.whose),
                    'A Deny rule of %s names your address.' % one.whose)
        return None

    def _no_address(self) -> _Refusals:
        if self._policy.always_deny:
            yield NO_ADDRESS_ALWAYS_DENY, self._policy.mode
        for one in self._ruled:
            if one.rules.written:
                yield _refused(
                    Code.NO_ADDRESS, 'There are rules of %s, and your '
                    'address cannot be determined.' % one.whose), one.mode

    def _counting(self) -> list[_Ruled]:
        """Give the Allow rules to ask: the container's may replace others."""
        allowing = [one for one in self._ruled if one.rules.allows]
        replaced = (self._policy.container_rules
                    is policy_module.ContainerRules.REPLACE
                    and any(not one.is_account for one in allowing))
        return [one for one in allowing if not (replaced and one.is_account)]

    def _not_allowed(self, one: _Ruled) -> Verdict:
        general = 'No Allow rule of %s lets your address in to %s.' % (
            one.whose, self._wanted.value)
        asked = [rule.title + (' (cannot be understood)' if rule.problem
                               else '')
                 for rule in one.rules.written if not rule.name.deny
                 and self._wanted in rule.name.operations]
        if not asked:
            reason = '%s There is none for that.' % general
        else:
            more = (' and %d more' % (len(asked) - _TITLES)
                    if len(asked) > _TITLES else '')
            reason = '%s Asked: %s%s.' % (
                general, ', '.join(asked[:_TITLES]), more)
        return _refused(Code.NOT_ALLOWED, reason, general)

    def _closed(self) -> bool:
        return (self._policy.default is policy_module.Default.CLOSED
                and self._container is not None
                and self._container.state is not State.MISSING
                and not any(one.rules.allows for one in self._ruled))
