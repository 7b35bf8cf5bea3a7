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


"""Removes and gives back single files; each is looked at again before."""

from __future__ import annotations

from collections.abc import Callable
import contextlib
import os
from typing import NamedTuple

from nova_ops_ext.imagecache import decision
from nova_ops_ext.imagecache import nova_lock
from nova_ops_ext.imagecache import open_files
from nova_ops_ext.imagecache.reason import Action
from nova_ops_ext.imagecache.reason import Reason
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache import state as states
from nova_ops_ext.imagecache import trash
from nova_ops_ext.imagecache import trash_names


class Act(NamedTuple):
    """What was done with a file, or why it was not.

    :ivar action: TRASH, PURGE or RESTORE if it was done, else KEEP
    :ivar name: in the cache
    :ivar entry: in the trash, '' if it has none
    :ivar error: of the operating system
    """

    action: Action
    name: str
    entry: str
    bytes: int
    reason: Reason
    error: str = ''


#: Decides once more, by what is on the disk now, and says what it now is.
Again = Callable[[str], tuple[decision.Decision, 'shapes.CacheFile | None']]


class Acts:
    """Acts.

    :param who: for the audit log
    """

    def __init__(self, settings: shapes.Settings, state: states.State,
                 now: float, who: str) -> None:
        self._settings = settings
        self._state = state
        self._now = now
        self._who = who

    def trash(self, name: str, seen: shapes.CacheFile, again: Again) -> Act:
        """Rename an unused file into the trash.

        :param seen: what it was when that was decided
        """
        path = os.path.join(self._settings.cache_dir, name)

        def act() -> Act:
            decided, now_seen = again(name)
            if decided.action is not Action.TRASH:
                return self._kept(name, '', seen, decided.reason)
            if now_seen is None or now_seen[:4] != seen[:4]:
                return self._kept(name, '', seen, Reason.CHANGED)
            if self._is_open(path, seen):
                return self._kept(name, '', seen, Reason.OPEN)
            token = os.urandom(3).hex()
            entry = trash_names.entry(name, self._now, token)
            self._audit(Action.TRASH, name, entry, Reason.UNUSED, seen.bytes)
            # Nova touches what it is about to use, and takes no lock for it.
            if _mtime(path) != seen.mtime:
                return self._kept(name, '', seen, Reason.CHANGED)
            trash.put(self._settings.cache_dir, name, self._now, token)
            if _mtime(os.path.join(self._settings.trash_dir, entry)
                      ) != seen.mtime:
                trash.restore(self._settings.cache_dir, entry)
                return self._kept(name, '', seen, Reason.CHANGED)
            return Act(Action.TRASH, name, entry, seen.bytes, Reason.UNUSED)

        return self._under_lock(name, '', seen, act)

    def purge(self, entry: str, seen: shapes.CacheFile, again: Again,
              reason: Reason = Reason.EXPIRED) -> Act:
        """Remove a file from the trash for good."""
        name = _name(entry)

        def act() -> Act:
            decided, now_seen = again(entry)
            if decided.action is not Action.PURGE:
                return self._kept(name, entry, seen, decided.reason)
            if now_seen is None or now_seen[:2] != seen[:2]:
                return self._kept(name, entry, seen, Reason.CHANGED)
            if self._is_open(os.path.join(self._settings.trash_dir, entry),
                             seen):
                return self._kept(name, entry, seen, Reason.OPEN)
            try:
                self._audit(Action.PURGE, name, entry, reason, seen.bytes)
            except states.UnreadableError:
                # A full disk is what this mends; the log of the service
                # has it as well.
                pass
            freed = trash.purge(self._settings.cache_dir, entry)
            return Act(Action.PURGE, name, entry, freed, reason)

        return self._under_lock(name, entry, seen, act)

    def restore(self, entry: str, seen: shapes.CacheFile,
                reason: Reason = Reason.REFERENCED_AGAIN) -> Act:
        """Give a file back, unless there is another of its name."""
        name = _name(entry)

        def act() -> Act:
            try:
                self._audit(Action.RESTORE, name, entry, reason, seen.bytes)
            except states.UnreadableError:
                # A disk that needs it cannot wait for the log.
                pass
            try:
                trash.restore(self._settings.cache_dir, entry)
            except FileExistsError:
                return self._kept(name, entry, seen, Reason.NAME_TAKEN)
            # It is as old as ever, and others may take it for unused.
            with contextlib.suppress(OSError):
                os.utime(os.path.join(self._settings.cache_dir, name))
            return Act(Action.RESTORE, name, entry, seen.bytes, reason)

        return self._under_lock(name, entry, seen, act)

    def _under_lock(self, name: str, entry: str, seen: shapes.CacheFile,
                    act: Callable[[], Act]) -> Act:
        self._state.progress.at(os.path.join(self._settings.lock_dir,
                                             'nova-' + name))
        try:
            with nova_lock.held(self._settings.lock_dir, name,
                                self._settings.lock_wait):
                return act()
        except nova_lock.Busy:
            return self._kept(name, entry, seen, Reason.LOCK_BUSY)
        except (OSError, states.UnreadableError) as error:
            return self._kept(name, entry, seen, Reason.FAILED, str(error))

    def _is_open(self, path: str, seen: shapes.CacheFile) -> bool:
        self._state.progress.at(path)
        leased = open_files.leased(path)
        if leased is not None:
            return leased
        return bool(open_files.among({path: seen}, self._state.progress))

    def _audit(self, action: Action, name: str, entry: str, reason: Reason,
               size: int) -> None:
        self._state.audit({
            'time': self._now, 'who': self._who, 'action': action.value,
            'reason': reason.value, 'name': name, 'entry': entry,
            'cache': self._settings.cache_dir, 'bytes': size})

    @staticmethod
    def _kept(name: str, entry: str, seen: shapes.CacheFile, reason: Reason,
              error: str = '') -> Act:
        return Act(Action.KEEP, name, entry, seen.bytes, reason, error)


def _mtime(path: str) -> float:
    return os.lstat(path).st_mtime


def _name(entry: str) -> str:
    parsed = trash_names.parse(entry)
    if parsed is None:
        raise ValueError('%r is no name in the trash' % entry)
    return parsed.name
