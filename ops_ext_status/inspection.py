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
from ops_ext_status import bounded_child
from ops_ext_status.checks import installation
from ops_ext_status import compute
from ops_ext_status import files
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import without
from ops_ext_status import ini_file
from ops_ext_status import node
from ops_ext_status import nova_conf
from ops_ext_status import report
from ops_ext_status.role import MODULES
from ops_ext_status.role import Role
from ops_ext_status import scheduler
from ops_ext_status import services

_NOVA = frozenset((Role.API, Role.SCHEDULER, Role.COMPUTE))
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
        self._conf: nova_conf.Configuration | None = None
        self._paste: str | None = None

    def run(self) -> list[report.Check]:
        """Look, ask, and give what came of it."""
        for path, problem in self._files.problems:
            self._add(_FILES, [services.unreadable(path, problem)])
        self._read_nova_conf()
        self._paste = self._paste_file()
        roles = self._asked or frozenset(self._shown())
        installed = node.look(_broken(roles))
        for asked in self._services(roles, installed):
            self._add(*asked)
        if not self._checks:
            self._add(_FILES, [self._nothing()])
        return self._checks

    def _add(self, title: str, findings: Iterable[Finding]) -> None:
        self._checks.append(report.Check(title, report.ranked(
            without(findings, self._ignored))))

    def _read_nova_conf(self) -> None:
        named = self._files.nova or self._files.nova_directories
        if not named and not self._files.look_up:
            return
        try:
            self._conf = nova_conf.read(self._files.nova,
                                        self._files.nova_directories)
        except ini_file.CannotReadError as error:
            # A node may have no Nova at all.
            if named or files.exists(files.NOVA_CONF) or (
                    self._asked & _NOVA):
                self._add(_FILES, [services.unreadable(
                    ', '.join(named) or files.NOVA_CONF, str(error))])

    def _paste_file(self) -> str | None:
        if self._files.pastes:
            return self._files.pastes[-1]
        written = self._conf and self._conf.get('wsgi', 'api_paste_config')
        return files.paste_of(written, self._conf.files, self._files.look_up
                              ) if written and self._conf else None

    def _shown(self) -> Iterator[Role]:
        if self._files.proxies:
            yield Role.PROXY
        if self._files.pastes or self._paste and api.may_concern(self._paste):
            yield Role.API
        if self._conf is not None:
            if scheduler.is_shown(self._conf):
                yield Role.SCHEDULER
            if compute.is_shown(self._conf):
                yield Role.COMPUTE

    def _services(self, roles: frozenset[Role], installed: node.Node
                  ) -> Iterator[services.Asked]:
        if Role.PROXY in roles:
            yield from self._proxies(installed)
        if Role.API in roles:
            yield from self._api(installed)
        conf = self._conf
        if conf is not None and roles & _NOVA:
            read = scheduler.look(conf, self._paste_text(), installed)
            if Role.SCHEDULER in roles:
                yield from services.of_scheduler(read)
            if roles & {Role.API, Role.SCHEDULER} and (
                    nova_conf.CLIENTS in conf.given or read.uses_clients()):
                yield from services.of_clients(read)
            if Role.COMPUTE in roles:
                yield from services.of_compute(
                    conf, self._files.qemu, installed,
                    asked=Role.COMPUTE in self._asked)
            yield from services.of_nova_conf(conf)
        elif roles & {Role.SCHEDULER, Role.COMPUTE}:
            yield 'nova.conf', [_missing(files.NOVA_CONF, '--config-file')]
        if roles & _NOVA:
            yield 'Nova: installation', installation.findings(
                installed, 'nova', self._entry_points())

    def _proxies(self, installed: node.Node) -> Iterator[services.Asked]:
        if not self._files.proxies:
            yield 'swift-proxy', [_missing(' or '.join(files.PROXY_CONFS),
                                           '--proxy-conf')]
        for path in self._files.proxies:
            yield from services.of_proxy(path, installed)
        yield 'Swift: installation', installation.findings(
            installed, 'swift', ('ip_whitelist',))

    def _api(self, installed: node.Node) -> Iterator[services.Asked]:
        if self._paste is None:
            written = self._conf and self._conf.get('wsgi',
                                                    'api_paste_config')
            yield 'nova-api', [_missing(written or files.API_PASTE,
                                        '--api-paste')]
            return
        yield from services.of_api(
            self._paste, self._conf, self._files.uwsgi, installed,
            needed=Role.API in self._asked or bool(self._files.pastes))

    def _entry_points(self) -> Sequence[str]:
        text = self._paste_text() or ''
        return [name for name in api.NAMES if name in text]

    def _paste_text(self) -> str | None:
        try:
            return ini_file.text(self._paste) if self._paste else None
        except ini_file.CannotReadError:
            # Told by the check of that file.
            return None

    def _nothing(self) -> Finding:
        looked: Sequence[str] = (
            self._conf.files if self._conf is not None else ()) or (
                files.NOVA_CONF, *files.PROXY_CONFS)
        return failure(
            'nothing', ', '.join(looked), '', 'nothing of openstack-ops-ext '
            'is configured there, so nothing was checked',
            'name the files of the services with --config-file, or the '
            'services with --role')


def _broken(roles: frozenset[Role]) -> dict[str, str]:
    """Import what the services load of ours, where they are."""
    broken: dict[str, str] = {}
    for role in sorted(roles, key=lambda one: one.value):
        if not node.finds('swift' if role is Role.PROXY else 'nova'):
            continue
        try:
            broken.update(bounded_child.ask('ops_ext_status.import_probe',
                                            MODULES[role]))
        except bounded_child.GivenUpError as error:
            broken[', '.join(MODULES[role])] = str(error)
    return broken


def _missing(where: str, option: str) -> Finding:
    return failure('nothing', where, '', 'there is no such file with '
                   'anything of ours, so the service was not checked',
                   'name the file with ' + option)
