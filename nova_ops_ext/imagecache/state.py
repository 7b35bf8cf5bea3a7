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


"""The record of earlier passes, beside the storage.

A record of its own for each storage, in which nobody else writes while its
lock is held.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
import contextlib
import errno
import fcntl
import hashlib
import json
import os
import stat
import time
from typing import Any

from nova_ops_ext.imagecache import durable
from nova_ops_ext.imagecache import ledger as ledgers
from nova_ops_ext.imagecache import progress as progresses
from nova_ops_ext.imagecache import shapes

_MODE = 0o700
_LOCK_STEP = 0.05
# An audit log that is larger, in bytes, becomes the older one of two.
_AUDITED = 16 << 20


class BusyError(Exception):
    """Another pass or command is at work."""


class UnreadableError(Exception):
    """A file of the record cannot be read or written."""


class State:
    """The record of one storage.

    :param settings: where it is
    """

    def __init__(self, settings: shapes.Settings,
                 progress: progresses.Progress) -> None:
        self.progress = progress
        self.directory = os.path.join(
            settings.state_dir, hashlib.sha1(  # noqa: S324 - a name
                os.fsencode(settings.instances_path)).hexdigest()[:12])
        self.metrics_path = settings.metrics_file or self._path(
            'image_cache.prom')

    @contextlib.contextmanager
    def held(self, wait: float) -> Iterator[None]:
        """Make the directory if need be, and keep others out.

        :raises BusyError: if that takes longer than ``wait`` seconds
        :raises UnreadableError: if there can be no record
        """
        try:
            self.progress.at(self.directory)
            durable.make_directory(self.directory, _MODE)
            lock = os.open(self._path('pass.lock'), os.O_RDWR | os.O_CREAT
                           | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise UnreadableError(_said(error)) from None
        try:
            end = time.monotonic() + wait
            while True:
                self.progress.at(self._path('pass.lock'))
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= end:
                        raise BusyError(self._path('pass.lock')) from None
                    time.sleep(_LOCK_STEP)
                except OSError as error:
                    raise UnreadableError(_said(error)) from None
            yield
        finally:
            os.close(lock)

    def ledger(self, now: float, *, mend: bool = False
               ) -> tuple[ledgers.Ledger, str]:
        """Read the ledger.

        :param mend: move one aside that cannot be understood
        :returns: it, and why it begins anew, or ''
        :raises UnreadableError: if it cannot be told what is in it
        """
        text = self._read('ledger.json')
        if text is None:
            return ledgers.Ledger(), ''
        try:
            return ledgers.decode(text), ''
        except ValueError as error:
            why = ('%s cannot be understood, so it is put aside and all ages '
                   'begin anew: %s' % (self._path('ledger.json'), error))
            if mend:
                try:
                    os.replace(self._path('ledger.json'), self._path(
                        'ledger.json.broken-%d' % now))
                except OSError as failed:
                    raise UnreadableError(_said(failed)) from None
            return ledgers.Ledger(), why

    def write_ledger(self, ledger: ledgers.Ledger) -> None:
        """Replace the ledger."""
        self.write('ledger.json', ledgers.encode(ledger))

    def names(self, which: str) -> dict[str, str]:
        """Read ``pins`` or ``acks``: what, and who said so when.

        :raises UnreadableError: if they cannot be told
        """
        return self._names(self._path(which + '.json'))

    def pins_of_all(self) -> dict[str, str]:
        """Read the pins of all records of this machine.

        The storage may be called otherwise now, and so may the host.

        :raises UnreadableError: if they cannot be told
        """
        pins: dict[str, str] = {}
        for directory in self.siblings():
            pins.update(self._names(os.path.join(directory, 'pins.json')))
        pins.update(self.names('pins'))
        return pins

    def unpin(self, name: str) -> bool:
        """Take a pin out of all records; tell whether there was one.

        :raises UnreadableError: if one cannot be read or written
        """
        found = False
        for directory in self.siblings():
            path = os.path.join(directory, 'pins.json')
            pins = self._names(path)
            if pins.pop(name, None) is not None:
                self._replace(path, json.dumps(pins, sort_keys=True))
                found = True
        return found

    def siblings(self) -> list[str]:
        """Give the directories of all records of this machine.

        :raises UnreadableError: if they cannot be told
        """
        above = os.path.dirname(os.path.dirname(self.directory))
        found = [self.directory]
        try:
            for host in os.listdir(above):
                path = os.path.join(above, host)
                self.progress.at(path)
                if os.path.isdir(path):
                    found += [one for one in (
                        os.path.join(path, name) for name in os.listdir(path))
                        if os.path.isdir(one)]
        except FileNotFoundError:
            pass
        except OSError as error:
            raise UnreadableError(_said(error)) from None
        return sorted(set(found))

    def _names(self, path: str) -> dict[str, str]:
        read = self._json(path)
        if read is None:
            return {}
        if not isinstance(read, dict) or not all(
                isinstance(value, str) for value in read.values()):
            raise UnreadableError('%s: it has another form' % path)
        return read

    def write_names(self, which: str, names: Mapping[str, str]) -> None:
        """Replace them."""
        self.write(which + '.json', json.dumps(names, sort_keys=True))

    def last_pass(self) -> dict[str, Any] | None:
        """Read the report of the last pass; None if there is none.

        :raises UnreadableError: if it cannot be told what is in it
        """
        read = self._json('last_pass.json')
        if read is None or isinstance(read, dict):
            return read
        raise UnreadableError('%s: it has another form' % self._path(
            'last_pass.json'))

    def write(self, name: str, text: str) -> None:
        """Replace a file of the record.

        :raises UnreadableError: if that fails
        """
        self._replace(self._path(name), text)

    def write_metrics(self, text: str) -> None:
        """Replace the metrics."""
        self._replace(self.metrics_path, text)

    def audit(self, line: Mapping[str, Any]) -> None:
        """Append to the audit log what is about to be done, or was."""
        path = self._path('audit.log')
        try:
            self.progress.at(path)
            with contextlib.suppress(FileNotFoundError):
                if os.lstat(path).st_size > _AUDITED:
                    os.replace(path, path + '.1')
            log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND
                          | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK,
                          0o600)
            text = (json.dumps(line, sort_keys=True) + '\n').encode()
            try:
                if os.write(log, text) < len(text):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC),
                                  path)
            finally:
                os.close(log)
        except OSError as error:
            raise UnreadableError(_said(error, path)) from None

    def _path(self, name: str) -> str:
        return os.path.join(self.directory, name)

    def _replace(self, path: str, text: str) -> None:
        self.progress.at(path)
        try:
            durable.replace(path, text)
        except (OSError, ValueError) as error:
            raise UnreadableError(_said(error, path)) from None

    def _read(self, name: str) -> str | None:
        path = self._path(name)
        self.progress.at(path)
        try:
            with open(os.open(path, os.O_RDONLY | os.O_CLOEXEC
                              | os.O_NONBLOCK | os.O_NOFOLLOW), 'rb') as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise OSError('%s is not a regular file' % path)
                return file.read().decode('utf-8', 'replace')
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnreadableError(_said(error)) from None

    def _json(self, name: str) -> Any:
        text = self._read(name)
        if text is None:
            return None
        try:
            read = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise UnreadableError('%s: %s' % (self._path(name), error)
                                  ) from None
        if read is None:
            # Not the same as no file.
            raise UnreadableError('%s: it has another form' % self._path(
                name))
        return read


def _said(error: Exception, path: str = '') -> str:
    """Say what went wrong, and where.

    :param path: what was at work, for errors that name no file, such as that
        of a full disk
    """
    if isinstance(error, OSError) and error.strerror and (
            error.filename or path):
        return '%s: %s' % (error.filename or path, error.strerror)
    return str(error)
