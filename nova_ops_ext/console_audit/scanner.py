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

"""Collects the facts of a node, through probers, within the time."""

from __future__ import annotations

import collections
from collections.abc import Iterable
import time
from typing import NamedTuple

from nova_ops_ext.console_audit import facts
from nova_ops_ext.console_audit import growth
from nova_ops_ext.console_audit import history
from nova_ops_ext.console_audit import libvirt_node
from nova_ops_ext.console_audit import logs
from nova_ops_ext.console_audit import prober
from nova_ops_ext.console_audit import rotation

_PROC = '/proc'
# So many children may be left to their fate for instances, for whatever else
# is looked at, and by all earlier runs together.
_MOST_HUNG = 3
_MOST_HUNG_ELSE = 1
_MOST_STUCK = 4
# Until which part of the time each may go on.  What comes after the logs is
# the report.
_LIBVIRT = 0.4
_PROCESSES = 0.6
_LOGS = 0.9


class CannotLookError(Exception):
    """There is nothing to look at, and why."""


class Wanted(NamedTuple):
    """What to look at.

    :ivar instances_path: empty if nova.conf tells it
    :ivar config_files: of Nova; empty for its own default
    :ivar timeout: seconds, without ``interval``
    :ivar patience: seconds for one path
    :ivar interval: seconds between two looks; 0 for one look
    :ivar state: path of the state file; empty for none
    """

    instances_path: str
    config_files: tuple[str, ...]
    timeout: float
    patience: float
    interval: float
    state: str
    etc_libvirt: str = '/etc/libvirt'
    run_libvirt: str = '/run/libvirt'


def look(wanted: Wanted) -> facts.Seen:
    """Look at the node.

    :raises CannotLookError: if it is not known where
    """
    return _Scanner(wanted).look()


class _Scanner:
    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._began = time.monotonic()
        self._path = wanted.instances_path or self._of_nova()
        self._troubles: list[facts.Trouble] = []
        self._notes: list[facts.Trouble] = []

    def look(self) -> facts.Seen:
        wanted = self._wanted
        with (self._prober(_LIBVIRT) as libvirt,
              self._prober(_PROCESSES) as processes,
              self._prober(_LOGS) as state,
              self._prober(_LOGS, _MOST_HUNG) as files):
            stuck = processes.ask('stuck', _PROC)
            configured = libvirt_node.configured(libvirt, wanted.etc_libvirt)
            owners = libvirt_node.owners(libvirt, wanted.etc_libvirt,
                                         wanted.run_libvirt)
            self._notes += owners.notes
            paths = frozenset(path for one in owners.by_uuid.values()
                              for path in one.paths)
            opened = libvirt_node.opened(processes, _PROC, frozenset(
                path.rpartition('/')[2] for path in paths))
            shared = libvirt_node.shared_devices(processes, _PROC)
            before = self._remembered(state)
            if stuck.done and stuck.result >= _MOST_STUCK:
                self._troubles.append(facts.Trouble(
                    'hung', self._path, '%d probes of earlier runs still hang '
                    'and cannot be killed, so nothing was touched' %
                    stuck.result))
                return facts.Seen(self._path, (), owners.by_uuid,
                                  owners.unknown, configured,
                                  troubles=tuple(self._troubles),
                                  notes=tuple(self._notes))
            found, at = self._logs(files, paths)
            growths: dict[str, growth.Growth] = {}
            measured = bool(before)
            if wanted.interval:
                growths, found, at = self._again((files, state), paths,
                                                 found, at)
                measured = True
            elif before:
                growths = {one.path: grown for one in found if (
                    grown := history.grown(before, one, at))}
            writers, deleted = self._writers(files, opened, paths)
            spaces = self._spaces(files, found, shared)
            if wanted.state:
                self._remember(state, before, found, at)
            for one in (libvirt, processes, state):
                self._troubles += [facts.Trouble('hung', path, 'no answer')
                                   for path in one.hung]
        return facts.Seen(
            self._path, tuple(found), owners.by_uuid, owners.unknown,
            configured, writers, opened.blind, deleted, spaces, growths,
            measured, tuple(dict.fromkeys(self._troubles)),
            tuple(self._notes))

    def _prober(self, share: float, most_hung: int = _MOST_HUNG_ELSE, *,
                with_site: bool = False) -> prober.Prober:
        return prober.Prober(
            self._began + self._wanted.timeout * share,
            self._wanted.patience, most_hung, with_site=with_site)

    def _of_nova(self) -> str:
        with self._prober(_LOGS, with_site=True) as ask:
            answer = ask.ask('nova-conf', '/etc/nova',
                             list(self._wanted.config_files))
        if not answer.done:
            raise CannotLookError(
                'where Nova keeps its instances is not known: %s%s' % (
                    '' if answer.state is prober.State.FAILED
                    else answer.path + ': ', libvirt_node.why(answer)))
        return str(answer.result).rstrip('/') or '/'

    def _logs(self, ask: prober.Prober, paths: Iterable[str]
              ) -> tuple[list[logs.Log], float]:
        """Look at all logs once."""
        root = self._path.rstrip('/')
        at = time.time()
        listed = ask.ask('directories', self._path)
        names = listed.result if listed.done else []
        if not listed.done:
            self._missed(listed)
        asks = [prober.Ask('log-files', '%s/%s' % (root, name))
                for name in sorted(names)]
        seen = {one.path + '/console.log' for one in asks}
        # If the directory hangs, so does what is in it.
        asks += [prober.Ask('chain', path) for path in sorted(paths)
                 if path not in seen and (
                     listed.done or not path.startswith(root + '/'))]
        found = []
        inodes: set[tuple[int, int]] = set()
        for answer in ask.ask_all(asks):
            if not answer.done:
                if answer.name not in ('ENOENT', 'ENOTDIR'):
                    self._missed(answer)
                continue
            path = answer.path if answer.path in paths else (
                answer.path + '/console.log')
            one = logs.log(path, (logs.LogFile(*values)
                                  for values in answer.result))
            # The same log by another way, such as a link.
            known = {(file.device, file.inode) for file in one.files}
            if one.files and not known & inodes:
                inodes |= known
                found.append(one)
        return found, at

    def _again(self, probers: tuple[prober.Prober, ...],
               paths: Iterable[str], first: list[logs.Log], at: float
               ) -> tuple[dict[str, growth.Growth], list[logs.Log], float]:
        time.sleep(self._wanted.interval)
        for one in probers:
            one.extend(self._wanted.interval)
        began = {one.path: one for one in first}
        second, then = self._logs(probers[0], paths)
        # The clock may be set meanwhile; what was slept is a lower bound.
        seconds = max(then - at, self._wanted.interval)
        return {one.path: growth.between(
            one.name, began[one.path].files if one.path in began else (),
            one.files, seconds) for one in second}, second, then

    def _writers(self, ask: prober.Prober, opened: libvirt_node.Open,
                 paths: frozenset[str]
                 ) -> tuple[dict[object, tuple[rotation.Writer, ...]],
                            tuple[facts.Deleted, ...]]:
        """Find which of the files that processes write are logs."""
        hung = tuple(path.rstrip('/') + '/' for path in ask.hung)
        # Stat of what is open asks the file system, which may hang.
        near = [one for one in opened.descriptors
                if not (hung and (one.target + '/').startswith(hung))]
        numbers = dict(zip((one.at for one in near), ask.ask_all(
            [prober.Ask('stat', one.at) for one in near]), strict=True))
        found: dict[object, set[rotation.Writer]] = (
            collections.defaultdict(set))
        gone: dict[str, tuple[int | None, set[rotation.Writer]]] = {}
        root = self._path.rstrip('/') + '/'
        for one in opened.descriptors:
            answer = numbers.get(one.at)
            seen = answer.result if answer and answer.done else None
            if one.deleted:
                if one.target.startswith(root) or one.target in paths:
                    gone.setdefault(one.target, (
                        seen[1] if seen else None, set()))[1].add(one.writer)
                continue
            found[one.target].add(one.writer)
            if seen:
                found[seen[2], seen[3]].add(one.writer)
        return ({key: tuple(sorted(value)) for key, value in found.items()},
                tuple(facts.Deleted(path, disk, tuple(sorted(writers)))
                      for path, (disk, writers) in sorted(gone.items())))

    def _spaces(self, ask: prober.Prober, found: Iterable[logs.Log],
                shared: frozenset[int]) -> dict[int, facts.Space]:
        where: dict[int, str] = {}
        for one in found:
            for file in one.regular[:1]:
                where.setdefault(file.device, one.path.rpartition('/')[0])
        spaces = {}
        for device, answer in zip(where, ask.ask_all(
                [prober.Ask('space', path) for path in where.values()]),
                strict=True):
            if answer.done:
                free, total = answer.result
                spaces[device] = facts.Space(answer.path, free, total,
                                             device in shared)
            elif answer.name != 'ENOENT':
                self._missed(answer)
        return spaces

    def _remembered(self, ask: prober.Prober) -> history.History:
        if not self._wanted.state:
            return {}
        read = ask.ask('state', self._wanted.state)
        if read.name == 'ENOENT':
            return {}
        try:
            if not read.done:
                raise ValueError(libvirt_node.why(read))
            return history.loads(read.result)
        except ValueError as error:
            self._notes.append(facts.Trouble(
                'state', self._wanted.state, 'ignored: %s' % error))
            return {}

    def _remember(self, ask: prober.Prober, before: history.History,
                  found: Iterable[logs.Log], at: float) -> None:
        text = history.dumps(history.renewed(
            before, found, at, [one.path for one in self._troubles]))
        written = ask.ask('replace', self._wanted.state, text)
        if not written.done:
            self._troubles.append(facts.Trouble(
                'state', self._wanted.state, 'cannot be written, so growth '
                'will not be known: %s' % libvirt_node.why(written)))

    def _missed(self, answer: prober.Answer) -> None:
        if answer.state is prober.State.HUNG:
            self._troubles.append(facts.Trouble(
                'hung', answer.path, answer.reason))
            return
        if answer.state is prober.State.SKIPPED:
            if any(one.path == answer.path for one in self._troubles):
                # Known from the first look.
                return
            self._troubles.append(facts.Trouble(
                'not-looked-at', answer.path, answer.reason))
            return
        self._troubles.append(facts.Trouble(
            'unreadable', answer.path, libvirt_node.why(answer)))
