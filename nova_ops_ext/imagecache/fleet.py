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

"""Whether other hosts use the storage: whoever was ever seen there does."""

from __future__ import annotations

from collections.abc import Iterable
import contextlib
import os
import time

from nova_ops_ext.imagecache import durable
from nova_ops_ext.imagecache import finding
from nova_ops_ext.imagecache import host_record
from nova_ops_ext.imagecache import markers
from nova_ops_ext.imagecache import progress as progresses
from nova_ops_ext.imagecache import registry
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache import small_file

_MODE = 0o700
_SERVERS = "the hosts of Nova's servers"


class Fleet:
    """Looks for other hosts, and shows them this one.

    :param storage_dir: our record of this storage, beside it
    """

    def __init__(self, settings: shapes.Settings, storage_dir: str,
                 progress: progresses.Progress, *,
                 machine_id: str = '/etc/machine-id') -> None:
        self._settings = settings
        self._progress = progress
        self._machine_id = machine_id
        self._nonce = os.path.join(settings.state_dir, 'nonce')
        self._record = os.path.join(storage_dir, 'hosts')

    def announce(self) -> list[finding.Finding]:
        """Put our markers where they are missing.

        What goes wrong is a finding: whom others cannot see must not remove.
        """
        findings: list[finding.Finding] = []
        at = self._nonce
        try:
            own = self._own()
            if not own.nonce:
                self._progress.at(at)
                durable.make_directory(self._settings.state_dir, _MODE)
                with contextlib.suppress(FileExistsError):
                    small_file.publish(at, '%s.new-%s' % (
                        at, os.urandom(4).hex()), os.urandom(16).hex())
                own = self._own()
            for at in self._marker_directories():
                self._progress.at(at)
                markers.put(at, own, time.time())
        except (OSError, ValueError) as error:
            findings.append(_unreadable(at, error))
        return findings

    def evidence(self, server_hosts: Iterable[str]) -> list[finding.Finding]:
        """Find other hosts, and remember them.

        :param server_hosts: of all servers that Nova told of
        """
        findings: list[finding.Finding] = []
        seen = self._seen(findings)
        for host in server_hosts:
            if host and host != self._settings.host:
                seen.setdefault(host, _SERVERS)
        self._progress.at(self._record)
        known: dict[str, list[str]] = {}
        try:
            known = host_record.hosts(self._record)
        except OSError as error:
            findings.append(_unreadable(self._record, error))
        for host, where in sorted(seen.items()):
            try:
                if host not in known:
                    host_record.add(self._record, host, where, time.time())
            except (OSError, ValueError) as error:
                findings.append(_unreadable(self._record, error))
        for host, names in sorted(known.items()):
            seen.setdefault(host, os.path.join(self._record, names[0]))
        return findings + [
            finding.Finding('other-host', '' if where == _SERVERS else where,
                            '%s: %s' % (host, where))
            for host, where in sorted(seen.items())]

    def forget(self, host: str) -> None:
        """Forget a host that is gone for good.

        :raises ValueError: while something on the storage names it, or may
        :raises OSError: if the record cannot be changed
        """
        findings: list[finding.Finding] = []
        where = self._seen(findings).get(host)
        if where:
            raise ValueError('%s still names %s' % (where, host))
        for found in findings:
            if found.kind == 'unreadable':
                raise ValueError('%s: %s' % (found.path, found.why))
        self._progress.at(self._record)
        names = host_record.hosts(self._record).get(host)
        if not names:
            raise ValueError('no record of %s' % host)
        host_record.remove(self._record, names)

    def _own(self) -> markers.Identity:
        nonce = machine_id = ''
        self._progress.at(self._nonce)
        try:
            nonce = small_file.read(self._nonce).strip()
            if not markers.is_hex(nonce):
                raise ValueError('not a nonce')
        except FileNotFoundError:
            pass
        try:
            machine_id = small_file.read(self._machine_id).strip()
        except OSError:
            pass
        return markers.Identity(
            self._settings.host, nonce,
            machine_id if markers.is_hex(machine_id) else '')

    def _marker_directories(self) -> list[str]:
        """Give where our markers belong.

        In the cache as well: it may be that of others, who have their servers
        elsewhere, also on the same file system.
        """
        above = [self._settings.instances_path]
        self._progress.at(self._settings.instances_path)
        # Which is not ours to make.
        os.stat(self._settings.instances_path)
        self._progress.at(self._settings.cache_dir)
        with contextlib.suppress(FileNotFoundError):
            os.stat(self._settings.cache_dir)
            above.append(self._settings.cache_dir)
        return [os.path.join(path, markers.DIRECTORY) for path in above]

    def _places(self) -> list[str]:
        """Give the directories in which others may have left a trace."""
        places = [self._settings.instances_path, self._settings.cache_dir]
        self._progress.at(self._settings.cache_dir)
        # A cache that is a link, or has an absolute name, may lie beside the
        # servers of somebody else.
        beside = os.path.dirname(os.path.realpath(self._settings.cache_dir))
        if beside != os.path.realpath(self._settings.instances_path):
            places.append(beside)
        return places

    def _seen(self, findings: list[finding.Finding]) -> dict[str, str]:
        """Give the other hosts that the storage names, and where.

        :param findings: what speaks against us otherwise is added to it
        """
        seen: dict[str, str] = {}
        places = self._places()
        for above in places:
            path = os.path.join(above, registry.NAME)
            self._progress.at(path)
            try:
                for host in registry.hosts(path):
                    seen.setdefault(host, path)
            except (OSError, ValueError) as error:
                findings.append(_unreadable(path, error))
        own = markers.Identity(self._settings.host, '', '')
        known = False
        try:
            own = self._own()
            known = True
        except (OSError, ValueError) as error:
            findings.append(_unreadable(self._nonce, error))
        for above in places:
            directory = os.path.join(above, markers.DIRECTORY)
            self._progress.at(directory)
            try:
                for host in markers.others(directory, own):
                    seen.setdefault(host, directory)
                # Who does not know his own cannot tell whose it is.
                why = known and markers.not_ours(directory, own)
                if why:
                    findings.append(finding.Finding(
                        'two-machines', markers.path(directory, own), why))
            except (OSError, ValueError) as error:
                findings.append(_unreadable(directory, error))
        seen.pop(self._settings.host, None)
        return seen


def _unreadable(path: str, error: Exception) -> finding.Finding:
    if isinstance(error, OSError):
        return finding.Finding('unreadable', error.filename or path,
                               error.strerror or str(error))
    return finding.Finding('unreadable', path, str(error))
