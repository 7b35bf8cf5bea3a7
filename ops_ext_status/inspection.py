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

"""Looks which services this node has, and has each of them checked."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence

from ops_ext_status import api
from ops_ext_status.checks import installation
from ops_ext_status import compute
from ops_ext_status import files
from ops_ext_status.finding import Finding
from ops_ext_status.finding import without
from ops_ext_status import importable
from ops_ext_status import node
from ops_ext_status import nothing
from ops_ext_status import nova_conf
from ops_ext_status import nova_files
from ops_ext_status import paste_file
from ops_ext_status import report
from ops_ext_status.role import Role
from ops_ext_status import scheduler
from ops_ext_status import services

_NOVA = frozenset(nova_files.ROLES)
_FILES = 'configuration files'


class Inspection:
    """One run.

    :param chosen: the files
    :param asked: the services that the operator named; empty: those that
        the files show
    :param ignored: codes that do not count
    """

    def __init__(self, chosen: files.Files, asked: Collection[Role],
                 ignored: Collection[str]) -> None:
        self._files = chosen
        self._asked = frozenset(asked)
        self._ignored = ignored
        self._checks: list[report.Check] = []
        self._nova = nova_files.Read({})
        self._paste: str | None = None

    def run(self) -> list[report.Check]:
        """Look, ask, and give what came of it."""
        for path, problem in self._files.problems:
            self._add(_FILES, [services.unreadable(path, problem)])
        self._nova = nova_files.read(
            self._files, needed=bool(self._asked & _NOVA))
        if self._nova.problem:
            self._add(_FILES, [services.unreadable(*self._nova.problem)])
        self._paste = paste_file.path(self._files,
                                      self._nova.of.get(Role.API))
        roles = self._asked or frozenset(self._shown())
        installed = node.look(importable.broken(roles))
        for asked in self._services(roles, installed):
            self._add(*asked)
        if not self._checks:
            self._add(_FILES, [nothing.of_ours([
                file for conf in self._nova.distinct(_NOVA)
                for file in conf.files])])
        return self._checks

    def _add(self, title: str, findings: Iterable[Finding]) -> None:
        self._checks.append(report.Check(title, report.ranked(
            without(findings, self._ignored))))

    def _shown(self) -> Iterator[Role]:
        if self._files.proxies:
            yield Role.PROXY
        if paste_file.is_shown(self._files, self._nova.of.get(Role.API)):
            yield Role.API
        if self._nova.of:
            if scheduler.is_shown(self._nova.of[Role.SCHEDULER]):
                yield Role.SCHEDULER
            if compute.is_shown(self._nova.of[Role.COMPUTE]):
                yield Role.COMPUTE

    def _services(self, roles: frozenset[Role], installed: node.Node
                  ) -> Iterator[services.Asked]:
        if Role.PROXY in roles:
            yield from self._proxies(installed)
        if Role.API in roles:
            yield from self._api(installed)
        if self._nova.of and roles & _NOVA:
            yield from self._by_nova_conf(roles, installed)
        elif roles & {Role.SCHEDULER, Role.COMPUTE}:
            yield 'nova.conf', [nothing.of_service(files.NOVA_CONF,
                                                   '--config-file')]
        if roles & _NOVA:
            yield 'Nova: installation', installation.findings(
                installed, 'nova', self._entry_points())

    def _by_nova_conf(self, roles: frozenset[Role], installed: node.Node
                      ) -> Iterator[services.Asked]:
        conf = self._nova.of[Role.SCHEDULER if Role.SCHEDULER in roles
                             else Role.API]
        read = scheduler.look(conf, paste_file.text(self._paste), installed)
        if Role.SCHEDULER in roles:
            yield from services.of_scheduler(read)
        if roles & {Role.API, Role.SCHEDULER} and (
                nova_conf.CLIENTS in conf.given or read.uses_clients()):
            yield from services.of_clients(read)
        if Role.COMPUTE in roles:
            yield from services.of_compute(
                self._nova.of[Role.COMPUTE], self._files.qemu, installed,
                asked=Role.COMPUTE in self._asked)
        yield from services.of_nova_conf(self._nova.distinct(roles))

    def _proxies(self, installed: node.Node) -> Iterator[services.Asked]:
        if not self._files.proxies:
            yield 'swift-proxy', [nothing.of_service(
                ' or '.join(files.PROXY_CONFS), '--proxy-conf')]
        for path in self._files.proxies:
            yield from services.of_proxy(path, installed)
        yield from services.of_other_proxies(self._files.other_proxies)
        yield 'Swift: installation', installation.findings(
            installed, 'swift', ('ip_whitelist',))

    def _api(self, installed: node.Node) -> Iterator[services.Asked]:
        conf = self._nova.of.get(Role.API)
        if self._paste is None:
            yield 'nova-api', [nothing.of_service(
                paste_file.named(conf) or files.API_PASTE, '--api-paste')]
            return
        for path in self._files.pastes or (self._paste,):
            yield from services.of_api(
                path, conf, self._files.uwsgi, installed,
                needed=Role.API in self._asked or paste_file.is_shown(
                    self._files, conf))

    def _entry_points(self) -> Sequence[str]:
        text = paste_file.text(self._paste) or ''
        return [name for name in api.NAMES if name in text]
