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

"""A second, naive reading of the rules and of the decision table.

It is written from the manual with :mod:`ipaddress` alone and shares nothing
with the product: no intervals, nothing compiled or remembered, one loop after
the other.  The tests compare the two.
"""

from __future__ import annotations

from collections.abc import Mapping
import dataclasses
import ipaddress
from typing import Any

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def address(text: str) -> Address:
    """Read an address; one that is mapped into IPv6 is IPv4."""
    read = ipaddress.ip_address(text)
    return getattr(read, 'ipv4_mapped', None) or read


def network(text: str) -> Network | None:
    """Read an address or a network; None if it is neither."""
    host, slash, length = text.partition('/')
    if '%' in host:
        return None
    try:
        read = ipaddress.ip_address(host)
    except ValueError:
        return None
    bits = read.max_prefixlen
    if slash:
        if length not in map(str, range(bits + 1)):
            return None
        bits = int(length)
    mapped = getattr(read, 'ipv4_mapped', None)
    if mapped is not None and bits >= 96:
        read, bits = mapped, bits - 96
    return ipaddress.ip_network((read, bits), strict=False)


@dataclasses.dataclass
class Rule:
    """One rule.

    :ivar effect: allow or deny
    :ivar operations: of read and write
    :ivar named: the networks named; None if it cannot be understood
    """

    effect: str
    operations: tuple[str, ...]
    named: list[Network] | None

    def names(self, client: Address | None) -> bool:
        """Tell whether it names an address."""
        return client is not None and any(
            client in named for named in self.named or ())


@dataclasses.dataclass
class Holder:
    """A container or an account.

    :ivar state: there, missing or unknown
    :ivar rules: its rules
    :ivar mode: of its rules: enforce or log; empty if they do not say
    """

    state: str = 'there'
    rules: list[Rule] = dataclasses.field(default_factory=list)
    mode: str = ''

    def allowing(self) -> list[Rule]:
        """Give its Allow rules."""
        return [rule for rule in self.rules if rule.effect == 'allow']


def rule(key: str, value: str, lists: Mapping[str, list[str]]
         ) -> Rule | None:
    """Read an item of metadata; None if it is no rule."""
    effect, *label = key.split('-')
    if effect not in ('allow', 'deny'):
        return None
    operations: tuple[str, ...] = ('read', 'write')
    if effect == 'allow' and label and label[0] in operations:
        operations = (label.pop(0),)
    if not '-'.join(label):
        return Rule(effect, operations, None)
    named: list[Network] = []
    for entry in value.replace(',', ' ').split():
        for text in lists.get(entry.lower(), [entry]):
            read = network(text)
            if read is None:
                return Rule(effect, operations, None)
            named.append(read)
    return Rule(effect, operations, named or None)


def holder(metadata: Mapping[str, str], lists: Mapping[str, list[str]]
           ) -> Holder:
    """Read the metadata of a container or an account."""
    found = Holder()
    for key, value in metadata.items():
        read = rule(key, value, lists)
        if read is not None:
            found.rules.append(read)
        if key == 'ip-whitelist-mode':
            # What is neither is enforced: it may have been meant so.
            word = value.strip().lower()
            found.mode = 'log' if word == 'log' else 'enforce'
    return found


@dataclasses.dataclass
class Policy:
    """The operator's, in the words of the manual."""

    default: str = 'open'
    mode: str = 'enforce'
    always_allow: list[Network] = dataclasses.field(default_factory=list)
    always_deny: list[Network] = dataclasses.field(default_factory=list)
    container_rules: str = 'narrow'


def against(client: Address | None, wanted: str, account: Holder,
            container: Holder | None, owners: list[Holder], policy: Policy
            ) -> list[tuple[str, str]]:
    """Give all that speaks against a request, with the mode it is in."""
    found: list[tuple[str, str]] = []
    of_containers = ([] if container is None else [container]) + owners
    everyone = [account, *of_containers]
    if client is not None and any(
            client in named for named in policy.always_deny):
        found.append(('always_deny', policy.mode))
    if [one for one in everyone if one.state == 'unknown']:
        found.append(('unknown', policy.mode))
    for one in everyone:
        denying = [rule for rule in one.rules if rule.effect == 'deny']
        if [rule for rule in denying if rule.named is None]:
            found.append(('malformed_deny', one.mode or policy.mode))
        elif [rule for rule in denying if rule.names(client)]:
            found.append(('deny_rule', one.mode or policy.mode))
    if client is None:
        if policy.always_deny:
            found.append(('no_address', policy.mode))
        for one in everyone:
            if one.rules:
                found.append(('no_address', one.mode or policy.mode))
    else:
        if any(client in named for named in policy.always_allow):
            return found
        for number, one in enumerate(everyone):
            if (number == 0 and policy.container_rules == 'replace'
                    and [other for other in everyone[1:]
                         if other.allowing()]):
                continue
            if one.allowing() and not any(
                    wanted in rule.operations and rule.names(client)
                    for rule in one.allowing()):
                found.append(('not_allowed', one.mode or policy.mode))
    if (policy.default == 'closed' and container is not None
            and container.state != 'missing'
            and not [one for one in everyone if one.allowing()]):
        found.append(('closed', policy.mode))
    return found


def verdict(*args: Any) -> tuple[str, str, list[str]]:
    """Give kind, code and the codes that are only logged.

    :param args: as of :func:`against`
    """
    container = args[3]
    logged: list[str] = []
    for code, mode in against(*args):
        if mode == 'enforce':
            kind = 'unknown' if code == 'unknown' else 'refused'
            return kind, code, logged
        logged.append(code)
    missing = container is not None and container.state == 'missing'
    return ('missing' if missing else 'admitted', 'nothing_against', logged)
