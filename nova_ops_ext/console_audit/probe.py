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

"""The child process that touches the file system, so that its parent does not.

It reads one request a line, ``[number, kind, path, ...]`` in JSON, and writes
``["at", number, path]`` before it touches a path and ``["did", number,
result]`` or ``["failed", number, name, reason]`` afterwards.  If nothing
comes any more, the last path that it named is the one that hangs.

Files are only looked at with stat; what is read are the configuration and the
domains of libvirt, and a state file.  It never opens what is not a regular
file, which could block or do something.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
import contextlib
import errno
import json
import os
import stat
import sys
import tempfile
from typing import Any

from nova_ops_ext.console_audit import domains
from nova_ops_ext.console_audit import logs

#: What the process is called, so that those of earlier runs are recognised.
NAME = 'console-probe'
# Far above what a node has; more would only cost time and memory.
_MANY = 200000
_CHAIN = 64
# The same for the files that are read, in bytes.
_CONF = 1 << 20
_DOMAIN = 4 << 20
_STATE = 64 << 20
_WRITES = os.O_WRONLY | os.O_RDWR

At = Callable[[str], None]


def main() -> None:
    """Answer requests until there are no more."""
    with contextlib.suppress(OSError), open('/proc/self/comm', 'w') as comm:
        comm.write(NAME)
    _say('ready')
    for line in sys.stdin.buffer:
        number, kind, path, *more = json.loads(line)

        def at(path: str, number: int = number) -> None:
            _say('at', number, path)

        at(path)
        try:
            _say('did', number, _KINDS[kind](at, path, *more))
        except OSError as error:
            _say('failed', number, errno.errorcode.get(error.errno or 0, ''),
                 error.strerror or str(error))
        except ValueError as error:
            _say('failed', number, 'ValueError', str(error))


def _say(*words: Any) -> None:
    try:
        sys.stdout.write(json.dumps(words) + '\n')
        sys.stdout.flush()
    except OSError:
        # Nobody listens any more.
        os._exit(0)


def _directories(_at: At, path: str) -> list[str]:
    """Name the directories of instances."""
    found = []
    with os.scandir(path) as entries:
        for entry in entries:
            if logs.INSTANCE.match(entry.name):
                found.append(entry.name)
                if len(found) == _MANY:
                    break
    return found


def _log_files(at: At, path: str) -> list[Any]:
    """Stat a console log and its backups, whatever they are called."""
    names = []
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.name.startswith('console.log'):
                names.append(entry.name)
                if len(names) == _CHAIN * 4:
                    break
    return [one for name in names if (one := _file(at, path, name))]


def _chain(at: At, path: str) -> list[Any]:
    """Stat a log in a directory that may hold much else."""
    directory, _slash, name = path.rpartition('/')
    found = []
    for number in range(-1, _CHAIN):
        one = _file(at, directory, name if number < 0 else '%s.%d' % (
            name, number))
        if one is None and number >= 0:
            break
        if one is not None:
            found.append(one)
    return found


def _file(at: At, directory: str, name: str) -> list[Any] | None:
    path = directory + '/' + name
    at(path)
    try:
        seen = os.stat(path)
    except FileNotFoundError:
        # A link that leads nowhere is no log; a file may just have gone.
        return None
    return [name, *_numbers(seen), _kind(seen.st_mode)]


def _numbers(seen: os.stat_result) -> list[int]:
    return [seen.st_size, seen.st_blocks * 512, seen.st_dev, seen.st_ino]


def _kind(mode: int) -> str:
    for is_it, name in ((stat.S_ISREG, 'file'), (stat.S_ISDIR, 'directory'),
                        (stat.S_ISFIFO, 'FIFO'), (stat.S_ISSOCK, 'socket'),
                        (stat.S_ISCHR, 'character device'),
                        (stat.S_ISBLK, 'block device')):
        if is_it(mode):
            return name
    return 'special file'


def _stat(_at: At, path: str) -> list[int]:
    return _numbers(os.stat(path))


def _space(_at: At, path: str) -> list[int]:
    space = os.statvfs(path)
    return [space.f_bavail * space.f_frsize, space.f_blocks * space.f_frsize]


def _xml_files(_at: At, path: str) -> list[str]:
    with os.scandir(path) as entries:
        return sorted(entry.name for entry in entries
                      if entry.name.endswith('.xml'))[:_MANY]


def _domain(_at: At, path: str, runs: bool) -> list[Any]:
    return list(domains.read(_read(path, _DOMAIN), runs=runs))


def _text(_at: At, path: str, most: int) -> str:
    return _read(path, most).decode('utf-8', 'surrogateescape')


def _read(path: str, most: int) -> bytes:
    # Not blocking, because opening a FIFO otherwise waits for a writer.
    opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    with open(opened, 'rb') as file:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise ValueError('it is not a regular file')
        text = file.read(most + 1)
    if len(text) > most:
        raise ValueError('it is larger than %d bytes' % most)
    return text


def _processes(_at: At, path: str) -> list[int]:
    return [int(name) for name in os.listdir(path) if name.isdigit()]


def _stuck(at: At, path: str) -> int:
    """Count probes of earlier runs that still cannot end."""
    count = 0
    for number in _processes(at, path):
        with contextlib.suppress(OSError, IndexError):
            with open('%s/%d/stat' % (path, number), 'rb') as file:
                before, _bracket, after = file.read(4096).rpartition(b')')
            if before.partition(b'(')[2] == NAME.encode() and (
                    after.split()[0] == b'D'):
                count += 1
    return count


def _descriptors(_at: At, path: str, names: list[str]) -> list[Any]:
    """Find what a process writes that may be a console log.

    Only the names of what is open are read, which no file system is asked
    for.
    """
    try:
        return [[number, target, _comm(path)]
                for number, target in _written(path, frozenset(names))]
    except (FileNotFoundError, ProcessLookupError):
        return []
    except PermissionError:
        # Some processes are closed even to root; only these write logs.
        if _comm(path).startswith(('virtlogd', 'qemu', 'kvm')):
            raise
        return []


def _written(path: str, wanted: frozenset[str]) -> Iterator[tuple[int, str]]:
    for number in os.listdir(path + '/fd'):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            target = os.readlink('%s/fd/%s' % (path, number))
            name = target.rpartition('/')[2].removesuffix(' (deleted)')
            if not (name in wanted or name.startswith('console.log')):
                continue
            with open('%s/fdinfo/%s' % (path, number), 'rb') as file:
                flags = next((int(line.split()[1], 8) for line in file
                              if line.startswith(b'flags:')), 0)
            if flags & _WRITES:
                yield int(number), target


def _comm(path: str) -> str:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError), open(
            path + '/comm', 'rb') as file:
        return os.fsdecode(file.read(64).rstrip(b'\n'))
    return ''


def _replace(_at: At, path: str, text: str) -> None:
    """Write a file so that there is always the old or the new one."""
    directory, _slash, name = path.rpartition('/')
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise ValueError('it is not a regular file')
    opened, new = tempfile.mkstemp(prefix='.' + name[:100] + '.',
                                   dir=directory or '/')
    try:
        with open(opened, 'wb') as file:
            file.write(text.encode())
            file.flush()
            os.fsync(opened)
        os.replace(new, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(new)
        raise


def _nova_conf(at: At, _path: str, files: list[str]) -> str:
    from nova_ops_ext.console_audit import nova_conf
    return nova_conf.instances_path(files, at)


_KINDS: dict[str, Callable[..., Any]] = {
    'directories': _directories, 'log-files': _log_files, 'chain': _chain,
    'stat': _stat, 'space': _space, 'xml-files': _xml_files,
    'domain': _domain, 'processes': _processes, 'stuck': _stuck,
    'descriptors': _descriptors, 'replace': _replace, 'nova-conf': _nova_conf,
    'conf': lambda at, path: _text(at, path, _CONF),
    'state': lambda at, path: _text(at, path, _STATE),
}
