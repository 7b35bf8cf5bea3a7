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


"""A pass over the cache, in the child: look, decide, act, remember.

What can go wrong leaves removals out, and the rest is done: whatever the
matter is, files in use are touched, and what is needed again comes back.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
import contextlib
import os
import time
from typing import Any

from nova_ops_ext.imagecache import acts
from nova_ops_ext.imagecache import decision
from nova_ops_ext.imagecache import finding
from nova_ops_ext.imagecache import ledger as ledgers
from nova_ops_ext.imagecache import progress as progresses
from nova_ops_ext.imagecache.reason import Action
from nova_ops_ext.imagecache.reason import Reason
from nova_ops_ext.imagecache import references
from nova_ops_ext.imagecache import report as reports
from nova_ops_ext.imagecache import same_content
from nova_ops_ext.imagecache import selection
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache import shield
from nova_ops_ext.imagecache import state as states
from nova_ops_ext.imagecache import survey
from nova_ops_ext.imagecache import trash_names
from nova_ops_ext.imagecache import verdict

# Another pass or command may be at work for so long, in seconds.
_PATIENCE = 5.0


class Sweep:
    """One pass: look(), finish() with what Nova knows, conclude().

    :param dry_run: write nothing, touch nothing
    :param who: for the audit log
    """

    def __init__(self, settings: shapes.Settings, now: float,
                 progress: progresses.Progress, *, dry_run: bool = False,
                 who: str = 'nova-compute') -> None:
        self._began = time.monotonic()
        self._settings = settings
        self._now = now
        self._progress = progress
        self._dry_run = dry_run
        self._who = who
        self._state = states.State(settings, progress)
        self._survey = survey.Survey(settings, self._state.directory,
                                     progress)
        self._acts = acts.Acts(settings, self._state, now, who)
        self._held = contextlib.ExitStack()
        self._findings: list[finding.Finding] = []
        self._scan = references.EMPTY
        self._scan_seconds = 0.0
        self._broken: list[str] = []
        self._report: dict[str, Any] = {}

    def look(self) -> dict[str, Any]:
        """Look at the storage, and read every disk.

        :returns: what to ask Nova for: the directories of servers, and the
            kinds of files in the cache
        """
        if not self._dry_run:
            self._hold()
            self._findings += self._survey.fleet.announce()
            self._findings += self._survey.clock()
        self._findings += self._survey.storage()
        began = time.monotonic()
        self._scan = self._survey.scan()
        self._scan_seconds = time.monotonic() - began
        return {'directories': self._scan.directories,
                'names': list(self._scan.cache)}

    def finish(self, known: shapes.Known) -> dict[str, Any]:
        """Decide, and act.

        :returns: the report; with ``touch_denied``, which files only root
            may touch
        """
        # First of all: what follows may hang on somebody else's account.
        touched = self._shielded(known)
        self._findings += self._survey.hosts(known.hosts)
        world = self._world(known)
        before = world.ledger
        after = self._remembered(world)
        # Some of what stands against removals may have been found just now.
        world = world._replace(findings=tuple(self._findings))
        decided = self._decided(world, after)
        done: list[acts.Act] = []
        if not self._dry_run:
            done += self._restored(decided)
            done += self._purged(decided, world, after)
            if self._remember(after, before):
                done += self._trashed(decided, world, after)
                after = _with_trashed(after, done, self._scan, self._now)
                self._remember(after, before)
                self._forget_removals(world)
            else:
                world = world._replace(findings=tuple(self._findings))
                decided = self._decided(world, after)
        self._report = reports.report(
            world, after, decided, done, touched, who=self._who,
            broken=self._broken,
            scan_seconds=self._scan_seconds,
            seconds=time.monotonic() - self._began)
        return self._report

    def conclude(self, touch_failed: Collection[Collection[str]] = ()
                 ) -> dict[str, Any]:
        """Write the report down.

        :param touch_failed: what root could not touch either, and why
        """
        self._report = reports.concluded(
            self._report, touch_failed, time.monotonic() - self._began)
        if not self._dry_run:
            self._report['unwritten'] = reports.write(
                self._state, self._report)
            self._held.close()
        return self._report

    def _hold(self) -> None:
        try:
            self._held.enter_context(self._state.held(_PATIENCE))
        except states.BusyError as error:
            self._found('busy', str(error), 'it is held')
        except states.UnreadableError as error:
            self._unreadable(error)

    def _shielded(self, known: shapes.Known) -> shield.Touched:
        if self._dry_run:
            return shield.Touched(0)
        world = verdict.World(self._settings, self._now, (), self._scan,
                              known, ledgers.Ledger())
        return shield.touch(
            self._settings.cache_dir,
            [name for name in self._scan.cache
             if verdict.who_needs(world, name)], self._now, self._progress)

    def _world(self, known: shapes.Known) -> verdict.World:
        ledger, pins, acknowledged = ledgers.Ledger(), {}, {}
        try:
            ledger, why = self._state.ledger(self._now,
                                             mend=not self._dry_run)
            if why:
                # All ages begin anew, which is on the safe side.
                self._broken.append(why)
            pins = self._state.pins_of_all()
            acknowledged = self._state.names('acks')
        except states.UnreadableError as error:
            self._unreadable(error)
        world = verdict.World(
            self._settings, self._now, tuple(self._findings), self._scan,
            known, ledger, pins, acknowledged)
        return world._replace(open=self._survey.open(verdict.idle(world)))

    def _remembered(self, world: verdict.World) -> ledgers.Ledger:
        """Add this pass to the ledger, unless the clock is behind it."""
        if ledgers.clock_is_behind(world.ledger, self._now):
            return world.ledger
        return ledgers.after_pass(
            world.ledger, self._now, complete=verdict.is_complete(world),
            files={name: one.ino for name, one in self._scan.cache.items()},
            trash={name: one.ino for name, one in self._scan.trash.items()},
            in_use=verdict.in_use(world))

    def _remember(self, after: ledgers.Ledger, before: ledgers.Ledger
                  ) -> bool:
        """Write the ledger; what it cannot take must not be acted upon."""
        if any(one.kind in ('busy', 'unreadable') for one in self._findings):
            return False
        if after == before:
            return True
        try:
            self._state.write_ledger(after)
        except states.UnreadableError as error:
            self._unreadable(error)
            return False
        return True

    def _forget_removals(self, world: verdict.World) -> None:
        """An operator let these files go, and not others of their names."""
        names = {'removal:' + name for name in self._scan.cache}
        kept = {what: said for what, said in world.acknowledged.items()
                if what in names or not what.startswith('removal:')}
        if kept != world.acknowledged:
            try:
                self._state.write_names('acks', kept)
            except states.UnreadableError as error:
                self._broken.append(str(error))

    def _decided(self, world: verdict.World, after: ledgers.Ledger
                 ) -> reports.Decided:
        the_pass = verdict.of_pass(world, verdict.refusals(world))
        files = {name: verdict.of_file(world, after, name)
                 for name in self._scan.cache}
        chosen = selection.select(
            [selection.Candidate(name, self._scan.cache[name].bytes,
                                 after.files[name].since)
             for name, facts in files.items() if decision.decide(
                 decision.CLEAR, facts).action is Action.TRASH],
            len(self._scan.cache), selection.Limits(
                self._settings.breaker_files, self._settings.breaker_percent,
                self._settings.breaker_floor),
            self._space(), self._settings.low_watermark, _names_of_removals(
                world.acknowledged))
        for name in chosen.too_many:
            files[name] = files[name]._replace(within_limits=False)
        for name in chosen.enough_free:
            files[name] = files[name]._replace(space_wanted=False)
        trash = {entry: verdict.of_trash(world, after, entry)
                 for entry in self._scan.trash}
        for entry in self._duplicates(the_pass, trash):
            trash[entry] = trash[entry]._replace(duplicate=True)
        return reports.Decided(the_pass, files, trash)

    def _duplicates(self, the_pass: decision.Pass,
                    trash: Mapping[str, decision.File]) -> set[str]:
        """Give what is over, and of which the cache has the same file again.

        Nova fetched the image once more, and needs the older copy no longer.
        """
        if the_pass != decision.CLEAR:
            return set()
        return {entry for entry, facts in trash.items()
                if facts.needed and not facts.name_free and facts.retained
                and self._is_there_twice(entry)}

    def _is_there_twice(self, entry: str) -> bool:
        return same_content.same(
            os.path.join(self._settings.trash_dir, entry),
            os.path.join(self._settings.cache_dir, _name(entry)),
            self._progress)

    def _space(self) -> selection.Space:
        try:
            self._progress.at(self._settings.cache_dir)
            seen = os.statvfs(self._settings.cache_dir)
        except OSError:
            # As if all of it were free: nothing needs to go.
            return selection.Space(1, 0)
        return selection.Space(
            seen.f_blocks * seen.f_frsize,
            (seen.f_blocks - seen.f_bavail) * seen.f_frsize,
            sum(one.bytes for one in self._scan.trash.values()))

    def _restored(self, decided: reports.Decided) -> list[acts.Act]:
        # Of several under one name, the newest.
        return [self._acts.restore(entry, self._scan.trash[entry])
                for entry in sorted(
                    decided.trash, key=lambda entry: _since(entry),
                    reverse=True)
                if decided.of_trash(entry).action is Action.RESTORE]

    def _purged(self, decided: reports.Decided, world: verdict.World,
                after: ledgers.Ledger) -> list[acts.Act]:
        def again(entry: str) -> tuple[decision.Decision, Any]:
            fresh = self._fresh(world)
            seen = fresh.scan.trash.get(entry)
            if seen is None:
                return decision.Decision(Action.KEEP, Reason.CHANGED), None
            return decision.decide(
                verdict.of_pass(fresh, verdict.refusals(fresh)),
                verdict.of_trash(
                    fresh, after, entry, {entry}
                    if decided.trash[entry].duplicate
                    and self._is_there_twice(entry) else ())), seen

        return [self._acts.purge(entry, self._scan.trash[entry], again)
                for entry in decided.trash
                if decided.of_trash(entry).action is Action.PURGE]

    def _trashed(self, decided: reports.Decided, world: verdict.World,
                 after: ledgers.Ledger) -> list[acts.Act]:
        def again(name: str) -> tuple[decision.Decision, Any]:
            fresh = self._fresh(world)
            seen = fresh.scan.cache.get(name)
            if seen is None:
                return decision.Decision(Action.KEEP, Reason.CHANGED), None
            return decision.decide(
                verdict.of_pass(fresh, verdict.refusals(fresh)),
                verdict.of_file(fresh, after, name)), seen

        return [self._acts.trash(name, self._scan.cache[name], again)
                for name in decided.files
                if decided.of_file(name).action is Action.TRASH]

    def _fresh(self, world: verdict.World) -> verdict.World:
        """Look at everything again, just before a removal.

        But for who has the file open, which is asked of that one alone.
        """
        return world._replace(
            scan=self._survey.scan(), findings=(
                *(one for one in world.findings if one.kind in (
                    'busy', 'unreadable', 'clock')),
                *self._survey.storage(),
                *self._survey.hosts(world.known.hosts)))

    def _unreadable(self, error: Exception) -> None:
        self._found('unreadable', self._state.directory, str(error))

    def _found(self, kind: str, path: str, why: str) -> None:
        self._findings.append(finding.Finding(kind, path, why))


def _names_of_removals(acknowledged: Collection[str]) -> set[str]:
    return {one.partition(':')[2] for one in acknowledged
            if one.startswith('removal:')}


def _name(entry: str) -> str:
    parsed = trash_names.parse(entry)
    return parsed.name if parsed else entry


def _since(entry: str) -> int:
    parsed = trash_names.parse(entry)
    return parsed.since if parsed else 0


def _with_trashed(ledger: ledgers.Ledger, done: Collection[acts.Act],
                  scan: references.Scan, now: float) -> ledgers.Ledger:
    trash = dict(ledger.trash)
    files = dict(ledger.files)
    for act in done:
        if act.action is Action.TRASH:
            files.pop(act.name, None)
            trash[act.entry] = ledgers.Entry(scan.cache[act.name].ino, now)
        elif act.action in (Action.PURGE, Action.RESTORE):
            trash.pop(act.entry, None)
    return ledger._replace(files=files, trash=trash)
