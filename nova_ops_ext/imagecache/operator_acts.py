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


"""What an operator does by hand, in the child.

It goes through the same decisions as a pass: an operator may be earlier than
the ages, but cannot remove what is in use, or anything from shared storage.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
import time
from typing import Any

from nova_ops_ext.imagecache import acts
from nova_ops_ext.imagecache import cache_files
from nova_ops_ext.imagecache import decision
from nova_ops_ext.imagecache import fleet
from nova_ops_ext.imagecache import host_record
from nova_ops_ext.imagecache import ledger as ledgers
from nova_ops_ext.imagecache import progress as progresses
from nova_ops_ext.imagecache.reason import Action
from nova_ops_ext.imagecache.reason import Reason
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache import state as states
from nova_ops_ext.imagecache import survey
from nova_ops_ext.imagecache import trash_names
from nova_ops_ext.imagecache import verdict

# A pass may be at work for so long, in seconds.
_PATIENCE = 30.0

Answer = dict[str, Any]


class OperatorActs:
    """The requests of the command."""

    def __init__(self, settings: shapes.Settings,
                 progress: progresses.Progress) -> None:
        self._settings = settings
        self._progress = progress
        self._state = states.State(settings, progress)

    def state(self) -> Answer:
        """Show the record, and the trash."""
        broken: list[str] = []

        def read(what: Callable[[], Any], otherwise: Any) -> Any:
            try:
                return what()
            except (states.UnreadableError, OSError) as error:
                broken.append(str(error))
                return otherwise

        ledger, why = read(lambda: self._state.ledger(0.0),
                           (ledgers.Ledger(), ''))
        if why:
            broken.append(why)
        return {
            'last_pass': read(self._state.last_pass, None),
            'ledger': {'last': ledger.last, 'passes': ledger.passes,
                       'files': {name: one._asdict() for name, one
                                 in ledger.files.items()}},
            'pins': read(self._state.pins_of_all, {}),
            'acks': read(lambda: self._state.names('acks'), {}),
            'trash': [self._shown(entry, one) for entry, one in sorted(
                read(self._trash, {}).items())],
            'hosts': read(lambda: sorted(host_record.hosts(
                self._state.directory + '/hosts')), []),
            'broken': broken, 'directory': self._state.directory,
        }

    def restore(self, *, what: str, now: float, who: str) -> Answer:
        """Give a file back; of several of a name, the newest."""
        def act() -> list[acts.Act]:
            found = self._trash()
            entry = _newest(found, what)
            if entry is None:
                raise ValueError('%s is not in the trash' % what)
            return [self._acts(now, who).restore(
                entry, found[entry], Reason.BY_OPERATOR)]
        return self._alone(act)

    def purge(self, *, entries: Collection[str] | None, now: float, who: str,
              known: Mapping[str, Any] | None = None) -> Answer:
        """Remove files from the trash for good.

        :param entries: which; None for those whose time is over
        """
        def act() -> list[acts.Act]:
            found = self._trash()
            wanted = [entry for entry in found if entries is None
                      or entry in entries or _name(entry) in entries]
            missing = [entry for entry in entries or () if not any(
                entry in (one, _name(one)) for one in wanted)]
            if missing:
                raise ValueError('%s is not in the trash' % missing[0])
            return [self._acts(now, who).purge(
                entry, found[entry], self._purgeable(
                    now, by_age=entries is None),
                Reason.EXPIRED if entries is None else Reason.BY_OPERATOR)
                for entry in wanted]

        def due() -> list[acts.Act]:
            # Those of which the time is not over were not asked for.
            return [one for one in act() if one.reason is not
                    Reason.IN_RETENTION]
        return self._alone(due if entries is None else act)

    def pin(self, *, name: str, now: float, who: str) -> Answer:
        """Keep a file, in use or not, in the cache or in the trash."""
        return self._name('pin', 'pins', name, now, who)

    def unpin(self, *, name: str, now: float, who: str) -> Answer:
        """Let a file be judged as all others."""
        def act() -> list[str]:
            self._audit(now, who, 'unpin', [name])
            if not self._state.unpin(name):
                raise ValueError('%s is not among the pins' % name)
            return [name]
        return self._alone(act)

    def ack(self, *, what: str, now: float, who: str) -> Answer:
        """Take note that an operator has looked at something."""
        kind, _colon, name = what.partition(':')
        if what == 'clock':
            return self._alone(lambda: self._anew(now, who))
        if what == 'removals':
            return self._removals(now, who)
        if kind == 'directory' and name:
            return self._name('ack', 'acks', what, now, who)
        if kind == 'host' and name:
            return self._alone(lambda: self._forget(name, now, who))
        raise ValueError('expected removals, clock, directory:NAME or '
                         'host:NAME, but found %r' % what)

    def _removals(self, now: float, who: str) -> Answer:
        def act() -> list[str]:
            last = self._state.last_pass() or {}
            names = [one['name'] for one in last.get('files', ())
                     if Reason.TOO_MANY.value in (
                         one['reason'], *(one['would'] or ()))]
            if not names:
                raise ValueError('the last pass found no more files to '
                                 'remove than may go in one')
            return self._noted('ack', 'acks', {
                'removal:' + name: _said(now, who) for name in names},
                now, who)
        return self._alone(act)

    def _name(self, action: str, which: str, name: str, now: float, who: str
              ) -> Answer:
        return self._alone(lambda: self._noted(
            action, which, {name: _said(now, who)}, now, who))

    def _noted(self, action: str, which: str, names: Mapping[str, str],
               now: float, who: str) -> list[str]:
        self._audit(now, who, action, sorted(names))
        self._state.write_names(which, {
            **self._state.names(which), **names})
        return sorted(names)

    def _anew(self, now: float, who: str) -> list[str]:
        ledger, _why = self._state.ledger(now, mend=True)
        self._audit(now, who, 'ack', ['clock'])
        self._state.write_ledger(ledgers.anew(ledger, now))
        return ['clock']

    def _forget(self, host: str, now: float, who: str) -> list[str]:
        names = ['host:' + host]
        self._audit(now, who, 'ack', names)
        try:
            fleet.Fleet(self._settings, self._state.directory,
                        self._progress).forget(host)
        except (OSError, ValueError):
            # Who reads the log is not to believe that it was done.
            self._audit(now, who, 'ack refused', names)
            raise
        return names

    def _purgeable(self, now: float, *, by_age: bool) -> acts.Again:
        """Decide as a pass would; only ages are the operator's affair."""
        last = self._state.last_pass() or {}
        known = shapes.Known(
            complete=bool(last.get('complete')),
            why='no pass of nova-compute has come to its end yet, and only '
            'it knows the servers', stems=tuple(last.get('stems', ())),
            hosts=tuple(last.get('hosts', ())), names=last.get('names', {}))
        looking = survey.Survey(self._settings, self._state.directory,
                                self._progress)

        def again(entry: str) -> tuple[decision.Decision, Any]:
            scan = looking.scan()
            ledger, _why = self._state.ledger(now)
            world = verdict.World(
                self._settings._replace(removal='trash'), now,
                (*looking.storage(), *looking.hosts(known.hosts)), scan,
                known, ledger, self._state.pins_of_all(),
                self._state.names('acks'))
            seen = scan.trash.get(entry)
            if seen is None:
                return decision.Decision(Action.KEEP, Reason.CHANGED), None
            facts = verdict.of_trash(world, ledger, entry)
            if not by_age:
                facts = facts._replace(
                    retained=True, needed=facts.needed and facts.name_free)
            return decision.decide(verdict.of_pass(
                world, verdict.refusals(world)), facts), seen
        return again

    def _acts(self, now: float, who: str) -> acts.Acts:
        return acts.Acts(self._settings, self._state, now, who)

    def _trash(self) -> dict[str, shapes.CacheFile]:
        self._progress.at(self._settings.trash_dir)
        return cache_files.listed(self._settings.trash_dir, [])

    @staticmethod
    def _shown(entry: str, seen: shapes.CacheFile) -> Answer:
        parsed = trash_names.parse(entry)
        return {'entry': entry, 'name': parsed.name if parsed else entry,
                'since': parsed.since if parsed else None,
                'bytes': seen.bytes}

    def _audit(self, now: float, who: str, action: str, names: list[str]
               ) -> None:
        self._state.audit({'time': now, 'who': who, 'action': action,
                           'names': names, 'cache': self._settings.cache_dir,
                           'at': time.time()})

    def _alone(self, act: Callable[[], list[Any]]) -> Answer:
        """Act while no pass is at work, and tell how it went."""
        try:
            with self._state.held(_PATIENCE):
                done = act()
        except states.BusyError as error:
            return _refused('%s: %s' % (Reason.BUSY.text, error))
        except (states.UnreadableError, OSError, ValueError) as error:
            return _refused(str(error))
        return {
            'done': [_act(one) for one in done if not isinstance(
                one, acts.Act) or one.action is not Action.KEEP],
            'refused': [_act(one) for one in done if isinstance(
                one, acts.Act) and one.action is Action.KEEP]}


def _refused(why: str) -> Answer:
    return {'done': [], 'refused': [{'what': '', 'why': why}]}


def _act(one: acts.Act | str) -> Answer:
    if isinstance(one, str):
        return {'what': one}
    return {'what': one.entry or one.name, 'name': one.name,
            'bytes': one.bytes, 'action': one.action.value,
            'reason': one.reason.value,
            'why': '%s%s%s' % (
                one.reason.text, one.error and ': ' + one.error,
                # Only nova-compute can ask for the servers.
                ', or did not in the last pass; if the server is new, try '
                'again after the next one'
                if one.reason is Reason.UNKNOWN_DIRECTORY else '')}


def _said(now: float, who: str) -> str:
    return '%s by %s' % (time.strftime(
        '%Y-%m-%d %H:%M:%S UTC', time.gmtime(now)), who)


def _name(entry: str) -> str:
    parsed = trash_names.parse(entry)
    return parsed.name if parsed else entry


def _newest(found: Collection[str], what: str) -> str | None:
    if what in found:
        return what
    return max((entry for entry in found if _name(entry) == what),
               key=lambda entry: entry.rpartition('.')[0], default=None)
