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

"""``lint``: what may be wrong with the rules that are stored."""

from __future__ import annotations

from collections.abc import Iterator
from collections import Counter
import os
from typing import Any

from swift.common import constraints

from swift_ops_ext import changes
from swift_ops_ext.cmd import cluster
from swift_ops_ext.cmd import databases
from swift_ops_ext.cmd import outcome
from swift_ops_ext.cmd import proxy_conf
from swift_ops_ext.lint import finding
from swift_ops_ext.lint import holder
from swift_ops_ext import policy
from swift_ops_ext import rules

_BAD = (finding.Level.ERROR.value, finding.Level.WARNING.value)


class _Report:
    """Gathers what is found.

    :param around: what rules are read with
    """

    def __init__(self, around: holder.Around) -> None:
        self._examiner = holder.Examiner(around)
        self._accounts: dict[str, rules.Rules | None] = {}
        self._seen: set[tuple[str, str]] = set()
        # By what is found, so that replicas that agree are one.
        self._found: dict[tuple[Any, ...], None] = {}
        self.problems: list[str] = []

    def add(self, stored: cluster.Stored) -> None:
        """Look at an account or a container; accounts come first."""
        self._seen.add((stored.account, stored.container))
        account = None
        if stored.container:
            account = self._accounts.get(stored.account)
        else:
            compiled = self._examiner.compiled(stored.metadata)
            if compiled is not None:
                self._accounts[stored.account] = compiled
        for found in self._examiner.findings(stored.metadata, account):
            self._found[stored.account, stored.container, found] = None

    def result(self) -> dict[str, Any]:
        """Give all that was found."""
        return {
            'findings': [{
                'account': account, 'container': container,
                'level': found.level.value, 'code': found.code,
                'rule': found.rule, 'text': found.text,
            } for account, container, found in self._found],
            'accounts': sum(not container for _, container in self._seen),
            'containers': sum(bool(container) for _, container in self._seen),
            'not_read': self.problems,
        }


def run(accounts: list[str], devices: str | None, conf_path: str | None, *,
        as_json: bool) -> outcome.Exit:
    """Look at the rules of accounts, or of all databases on this node."""
    if bool(accounts) == (devices is not None):
        raise outcome.CannotTellError(
            'lint wants accounts, or --devices and a directory')
    if devices is not None:
        report = _of_devices(devices, conf_path)
    else:
        report = _of_accounts(accounts, conf_path)
    result = report.result()
    outcome.show(result, _lines(result), as_json=as_json)
    for problem in report.problems:
        outcome.complain(problem)
    if report.problems:
        return outcome.Exit.UNKNOWN
    if any(found['level'] in _BAD for found in result['findings']):
        return outcome.Exit.BAD
    return outcome.Exit.GOOD


def _of_accounts(accounts: list[str], conf_path: str | None) -> _Report:
    conf = proxy_conf.read(proxy_conf.find(conf_path))
    asked = cluster.Cluster(conf)
    report = _Report(_around(conf))
    for account in accounts:
        try:
            report.add(asked.account(account))
            for container in asked.containers(account):
                report.add(container)
        except outcome.CannotTellError as error:
            report.problems.append(str(error))
    return report


def _of_devices(devices: str, conf_path: str | None) -> _Report:
    # A storage node has no proxy's configuration, unless it is a proxy too.
    if conf_path or any(map(os.path.exists, proxy_conf.DEFAULTS)):
        around = _around(proxy_conf.read(proxy_conf.find(conf_path)))
    else:
        around = holder.Around(None, policy.ContainerRules.NARROW, _limits())
    on_disk = databases.Databases(devices)
    report = _Report(around)
    for account in on_disk.accounts():
        report.add(account)
    for container in on_disk.containers():
        report.add(container)
    report.problems.extend(on_disk.problems)
    return report


def _around(conf: proxy_conf.ProxyConf) -> holder.Around:
    return holder.Around(conf.filter.lists,
                         conf.filter.policy.container_rules, _limits())


def _limits() -> changes.Limits:
    return changes.Limits(
        constraints.MAX_META_VALUE_LENGTH, constraints.MAX_META_NAME_LENGTH,
        constraints.MAX_META_COUNT, constraints.MAX_META_OVERALL_SIZE)


def _lines(result: dict[str, Any]) -> Iterator[str]:
    before = None
    for found in result['findings']:
        name = '/'.join(part for part in (found['account'],
                                          found['container']) if part)
        if name != before:
            yield name
            before = name
        about = found['rule'] and found['rule'] + ': '
        yield '  %s: %s%s [%s]' % (found['level'], about, found['text'],
                                   found['code'])
    counted = Counter(found['level'] for found in result['findings'])
    yield '%d account(s), %d container(s): %s' % (
        result['accounts'], result['containers'],
        ', '.join('%d %s(s)' % (counted[level.value], level.value)
                  for level in finding.Level))
