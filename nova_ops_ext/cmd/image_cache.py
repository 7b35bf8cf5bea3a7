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


"""``nova-ops-image-cache``: the image cache of a compute node."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
import json
import os
import sys
import time
from typing import Any
from typing import NamedTuple

from nova_ops_ext.cmd import command_line
from nova_ops_ext.cmd import output
from nova_ops_ext.console_audit import display
from nova_ops_ext.console_audit.finding import Finding
from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache_command import acting
from nova_ops_ext.imagecache_command import child
from nova_ops_ext.imagecache_command import configuration
from nova_ops_ext.imagecache_command import done
from nova_ops_ext.imagecache_command import listing
from nova_ops_ext.imagecache_command import progress_line
from nova_ops_ext.imagecache_command import record
from nova_ops_ext.imagecache_command import scan
from nova_ops_ext.imagecache_command import status
from nova_ops_ext.imagecache_command import status_shown
from nova_ops_ext.imagecache_command import subject
from nova_ops_ext.imagecache_command import why

_VERSION = 1
_UNKNOWN = int(Level.UNKNOWN)
# NRPE's own patience.
_TIMEOUT = 10.0
_LONGEST = 86400.0
_EXITS = '''exit codes, as of Nagios plugins:
  0  OK        done; of status and scan: nothing found
  1  WARNING   of an act: part of it, or all, was refused
  2  CRITICAL
  3  UNKNOWN   it could not be done or looked at; also a wrong command line
'''


class _Shown(NamedTuple):
    """What a command has to say."""

    level: Level
    lines: Iterable[str]
    document: dict[str, Any]


class _Run(NamedTuple):
    """What a command knows when it begins."""

    asked: argparse.Namespace
    configured: configuration.Configuration
    who: str
    now: float

    @property
    def settings(self) -> shapes.Settings:
        return self.configured.settings

    def file(self) -> str:
        return subject.file_name(self.asked.file, self.settings)


_Command = Callable[[child.Child, _Run], _Shown]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    :param arguments: of the command line; those of this process by default
    :returns: the exit code
    """
    as_json = '--json' in (sys.argv[1:] if arguments is None else arguments)
    try:
        try:
            asked = _parser().parse_args(arguments)
            shown = _run(asked)
        except (configuration.CannotReadError, subject.NotUnderstoodError,
                child.CannotAskError, command_line.UsageError,
                OSError) as error:
            shown = _failed(str(error))
        except KeyboardInterrupt:
            shown = _failed('interrupted')
        except Exception as error:
            # A traceback would end as WARNING, which it is not.
            shown = _failed('a fault of this command: %s: %s' % (
                type(error).__name__, error))
        lines = shown.lines
        if as_json:
            lines = [json.dumps({'version': _VERSION, **shown.document},
                                indent=2)]
        return int(shown.level) if output.write(lines) else _UNKNOWN
    except KeyboardInterrupt:
        return _UNKNOWN


def _run(asked: argparse.Namespace) -> _Shown:
    configured = configuration.read([
        _absolute(path) for path in (*asked.config_file_before,
                                     *asked.config_file)])
    run = _Run(asked, configured, acting.who(), time.time())
    # What is wrong with the command line needs no child.
    asked.check(run)
    acting.become_owner(run.settings.state_dir)
    patience, deadline = _patience(run)
    line = progress_line.ProgressLine(sys.stderr)
    try:
        with child.started(run.settings, patience, deadline, line) as asks:
            shown: _Shown = asked.command(asks, run)
            return shown
    except child.HangsError as error:
        if asked.command is not _status:
            raise
        return _hung(error)
    finally:
        line.close()


def _patience(run: _Run) -> tuple[float, float]:
    """Tell how many seconds a path may take, and all of it."""
    timeout: float | None = run.asked.timeout
    if run.asked.quick:
        timeout = timeout or _TIMEOUT
        # Of what hangs, the path is to be told.
        return timeout / 2, timeout
    return (timeout or run.configured.patience,
            max(timeout or 0, run.configured.deadline))


def _status(asks: child.Child, run: _Run) -> _Shown:
    state = asks.state()
    judged = status.judge(state, status.Expected(
        run.settings.removal, run.configured.interval,
        run.settings.retention), run.now, frozenset(run.asked.ignore))
    return _Shown(judged.level, status_shown.lines(judged, state, run.now),
                  status_shown.document(judged, state, run.now))


def _hung(error: child.HangsError) -> _Shown:
    judged = status.Judged(Level.CRITICAL, (Finding(
        Level.CRITICAL, 'hung', '', str(error)),))
    nothing: dict[str, Any] = {}
    return _Shown(judged.level, status_shown.lines(judged, nothing, 0),
                  status_shown.document(judged, nothing, 0))


def _list(asks: child.Child, run: _Run) -> _Shown:
    state = asks.state()
    # Of one that cannot be read, an empty list would be a lie.
    level = Level.OK if record.report(state) or (
        record.no_report(state) == record.NOT_YET) else Level.UNKNOWN
    return _Shown(level, listing.lines(state, run.now),
                  {'state': level.name, 'exit_code': int(level),
                   **listing.document(state)})


def _why(asks: child.Child, run: _Run) -> _Shown:
    state, name = asks.state(), run.file()
    level = Level.OK if why.found(state, name) else Level.UNKNOWN
    return _Shown(level, why.lines(state, name, run.settings, run.now),
                  {'state': level.name, 'exit_code': int(level),
                   **why.document(state, name)})


def _scan(asks: child.Child, run: _Run) -> _Shown:
    state = asks.state()
    report = asks.look(run.now, scan.known(state, run.now))
    return _Shown(scan.level(report), scan.lines(report, state, run.now),
                  scan.document(report, state, run.now))


def _restore(asks: child.Child, run: _Run) -> _Shown:
    return _done('restored', run, asks.act(
        'restore', what=run.file(), now=run.now, who=run.who))


def _purge(asks: child.Child, run: _Run) -> _Shown:
    return _done('purged', run, asks.act(
        'purge', entries=_entries(run), now=run.now, who=run.who))


def _pin(asks: child.Child, run: _Run) -> _Shown:
    return _done('pinned', run, asks.act(
        'pin', name=run.file(), now=run.now, who=run.who))


def _unpin(asks: child.Child, run: _Run) -> _Shown:
    return _done('unpinned', run, asks.act(
        'unpin', name=run.file(), now=run.now, who=run.who))


def _ack(asks: child.Child, run: _Run) -> _Shown:
    return _done('acknowledged', run, asks.act(
        'ack', what=subject.acknowledged(run.asked.subject), now=run.now,
        who=run.who))


def _done(verb: str, run: _Run, answer: dict[str, Any]) -> _Shown:
    return _Shown(done.level(answer), done.lines(verb, answer, run.who),
                  done.document(verb, answer, run.who))


def _entries(run: _Run) -> list[str] | None:
    if bool(run.asked.files) == run.asked.expired:
        raise command_line.UsageError('purge needs either FILE or --expired')
    return None if run.asked.expired else [
        subject.file_name(one, run.settings) for one in run.asked.files]


def _failed(text: str) -> _Shown:
    text = display.safe(text)
    return _Shown(Level.UNKNOWN, [status_shown.first_line(
        Level.UNKNOWN, text, [])], {
            'state': Level.UNKNOWN.name, 'exit_code': _UNKNOWN,
            'summary': text})


def _absolute(path: str) -> str:
    if path == '':
        raise command_line.UsageError('a path is empty')
    return os.path.abspath(path)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.5 <= seconds <= _LONGEST:
        raise argparse.ArgumentTypeError(
            '%.40r is not a number of seconds from 0.5 to %d' % (
                text, _LONGEST))
    return seconds


def _nothing(_run: _Run) -> None:
    """Nothing to check."""


def _parser() -> argparse.ArgumentParser:
    parser = command_line.Parser(
        prog='nova-ops-image-cache', epilog=_EXITS,
        description='Look after the image cache of a compute node, whether '
        'nova-compute runs or not.',
        formatter_class=argparse.RawDescriptionHelpFormatter)
    # Before the name of a command and behind it.
    _common(parser, 'config_file_before', None)
    commands = parser.add_subparsers(required=True, metavar='COMMAND')

    def add(name: str, command: _Command, text: str, *, quick: bool = False,
            check: Callable[[_Run], object] = _nothing) -> command_line.Parser:
        one: command_line.Parser = commands.add_parser(
            name, help=text, description=text)
        _common(one, 'config_file', argparse.SUPPRESS)
        one.set_defaults(command=command, quick=quick, check=check)
        return one

    one = add('status', _status, 'whether all is well, as a Nagios plugin',
              quick=True)
    one.add_argument('--ignore', metavar='CODE', action='append', default=[],
                     choices=status.CODES,
                     help='show findings of this code, but do not count '
                     'them; may be repeated: ' + ', '.join(status.CODES))
    add('list', _list, 'the files of the cache and of the trash', quick=True)
    one = add('why', _why, 'why a file is kept, or is not', quick=True,
              check=_Run.file)
    one.add_argument('file', metavar='FILE')
    one = add('scan', _scan, 'look at all disks now, and change nothing')
    one.add_argument('--dry-run', action='store_true', required=True,
                     help='needed, since only nova-compute knows the servers '
                     'and may remove anything')
    one = add('restore', _restore, 'give a file back from the trash',
              check=_Run.file)
    one.add_argument('file', metavar='FILE')
    one = add('purge', _purge, 'remove files from the trash for good',
              check=_entries)
    one.add_argument('files', metavar='FILE', nargs='*')
    one.add_argument('--expired', action='store_true',
                     help='all that have been there for longer than '
                     'trash_retention')
    one = add('pin', _pin, 'never remove a file', check=_Run.file)
    one.add_argument('file', metavar='FILE')
    one = add('unpin', _unpin, 'take that back', check=_Run.file)
    one.add_argument('file', metavar='FILE')
    one = add('ack', _ack, 'acknowledge what stands against removals',
              check=lambda run: subject.acknowledged(run.asked.subject))
    one.add_argument('subject', metavar='SUBJECT',
                     help='removals, clock, directory:NAME or host:NAME')
    return parser


def _common(parser: argparse.ArgumentParser, files: str, default: Any
            ) -> None:
    parser.add_argument('--config-file', metavar='FILE', action='append',
                        default=[], dest=files,
                        help='configuration of Nova; may be repeated (where '
                        'nova-compute looks)')
    parser.add_argument('--json', action='store_true',
                        default=default or False, help='write JSON')
    parser.add_argument('--timeout', metavar='SECONDS', type=_seconds,
                        default=default,
                        help='for which the storage may not answer (%g for '
                        'status, list and why, else [ops_image_cache] '
                        'patience)' % _TIMEOUT)


if __name__ == '__main__':
    sys.exit(main())
