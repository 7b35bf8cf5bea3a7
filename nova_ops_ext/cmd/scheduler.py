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

"""``nova-ops-scheduler``: what the scheduler's rules do, and did."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from collections.abc import Sequence
import json
import os
import sys
from typing import Any

from nova_ops_ext.cmd import command_line
from nova_ops_ext.cmd import output
from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.scheduler_command import check
from nova_ops_ext.scheduler_command import cloud
from nova_ops_ext.scheduler_command import cloud_source
from nova_ops_ext.scheduler_command import configuration
from nova_ops_ext.scheduler_command import dump
from nova_ops_ext.scheduler_command import explain
from nova_ops_ext.scheduler_command import finding
from nova_ops_ext.scheduler_command import paste_file
from nova_ops_ext.scheduler_command import projects
from nova_ops_ext.scheduler_command import shard
from nova_ops_ext.scheduler_command import shown
from nova_ops_ext.scheduler_command import simulate

_VERSION = 1
_UNKNOWN = int(Level.UNKNOWN)
_LOG = '/var/log/nova/nova-scheduler.log'
_EXITS = '''exit codes, as of Nagios plugins:
  0  OK        nothing found, or done
  1  WARNING   something wants mending
  2  CRITICAL  nova-scheduler does not start, or hosts are refused
  3  UNKNOWN   it could not be looked at; also a wrong command line
'''
_Command = Callable[[argparse.Namespace], shown.Shown]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    :param arguments: of the command line; those of this process by default
    :returns: the exit code
    """
    words = sys.argv[1:] if arguments is None else arguments
    as_json = '--json' in words
    try:
        try:
            asked = _parser().parse_args(words)
            told: shown.Shown = asked.command(asked)
        except (configuration.CannotReadError, cloud_source.CannotReadError,
                explain.NotASubjectError, paste_file.CannotReadError,
                projects.CannotTellError, command_line.UsageError,
                OSError) as error:
            told = _failed(str(error))
        except KeyboardInterrupt:
            told = _failed('interrupted')
        except Exception as error:
            # A traceback would end as WARNING, which it is not.
            told = _failed('a fault of this command: %s: %s' % (
                type(error).__name__, error))
        lines = told.lines()
        if isinstance(told, dump.Dumped):
            for line in told.notes():
                print(line, file=sys.stderr)
            lines = iter(told.details)
        elif as_json:
            lines = iter([json.dumps({'version': _VERSION,
                                      **told.document()}, indent=2)])
        return int(told.level) if output.write(lines) else _UNKNOWN
    except KeyboardInterrupt:
        return _UNKNOWN


def _failed(text: str) -> shown.Shown:
    return shown.Shown(Level.UNKNOWN, text, (), {})


def _check(asked: argparse.Namespace) -> shown.Shown:
    paste = (None if asked.api_paste is None
             else paste_file.read(asked.api_paste))
    return check.check(_configured(asked), _cloud(asked), paste,
                       frozenset(asked.ignore))


def _shard(asked: argparse.Namespace) -> shown.Shown:
    of = _cloud(asked)
    return shard.shard(_seed(asked), of, asked.project, shard.Wanted(
        tuple(asked.other), asked.size, tuple(asked.pool),
        tuple(asked.add_host), tuple(asked.remove_host)))


def _explain(asked: argparse.Namespace) -> shown.Shown:
    return explain.explain(explain.subject(asked.subject),
                           asked.log_file or [_LOG])


def _simulate(asked: argparse.Namespace) -> shown.Shown:
    return simulate.simulate(
        _configured(asked), _cloud(asked), simulate.Wanted(
            asked.project, asked.projects, asked.random_seed))


def _dump(asked: argparse.Namespace) -> shown.Shown:
    document, missing = cloud_source.from_cloud(asked.os_cloud)
    # What it writes, it can read.
    try:
        cloud.read(document)
    except cloud.NotACloudError as error:
        raise cloud_source.CannotReadError(
            'the cloud answered what is not understood: %s' % error
        ) from None
    return dump.dump(document, missing, asked.output)


def _cloud(asked: argparse.Namespace) -> cloud.Cloud:
    if asked.dump is not None:
        return cloud_source.from_file(asked.dump)
    document, _missing = cloud_source.from_cloud(asked.os_cloud)
    try:
        return cloud.read(document)
    except cloud.NotACloudError as error:
        raise cloud_source.CannotReadError(
            'the cloud answered what is not understood: %s' % error
        ) from None


def _configured(asked: argparse.Namespace) -> configuration.Configuration:
    files = [*asked.config_file_before, *asked.config_file]
    if '' in files:
        raise command_line.UsageError('a path is empty')
    return configuration.read([os.path.abspath(path) for path in files])


def _seed(asked: argparse.Namespace) -> str | None:
    configured = _configured(asked)
    for one in configured.unreadable:
        if (one.group, one.option) == ('ops_shuffle_shard', 'seed'):
            raise configuration.CannotReadError(str(one))
    seed: str | None = configured.get('ops_shuffle_shard', 'seed')
    return seed


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(
                '%.40r is not a number from %d to %d' % (text, least, most))
        return number
    return read


def _parser() -> argparse.ArgumentParser:
    parser = command_line.Parser(
        prog='nova-ops-scheduler', epilog=_EXITS,
        description='Check the rules of the scheduler, and explain what they '
        'did.', formatter_class=argparse.RawDescriptionHelpFormatter)
    # Before the name of a command and behind it.
    _common(parser, 'config_file_before', False)
    commands = parser.add_subparsers(required=True, metavar='COMMAND')

    def add(name: str, command: _Command, text: str, *, of_cloud: bool = True,
            of_file: bool = True) -> command_line.Parser:
        one: command_line.Parser = commands.add_parser(
            name, help=text, description=text)
        _common(one, 'config_file', argparse.SUPPRESS)
        one.set_defaults(command=command)
        if of_cloud:
            one.add_argument('--os-cloud', metavar='NAME',
                             help='the cloud in clouds.yaml (OS_CLOUD)')
        if of_file:
            one.add_argument('--dump', metavar='FILE',
                             help='what "dump" wrote, instead of a cloud; - '
                             'is standard input')
        return one

    one = add('check', _check, 'look for mistakes in options and aggregates')
    one.add_argument('--ignore', metavar='CODE', action='append', default=[],
                     choices=sorted(finding.CODES),
                     help='show findings of this code, but do not count '
                     'them; may be repeated: ' + ', '.join(
                         sorted(finding.CODES)))
    one.add_argument('--api-paste', metavar='FILE',
                     help='nova-api\'s api-paste.ini, to be looked at, too')
    one = add('shard', _shard, 'the hosts that a project may use')
    one.add_argument('project', metavar='PROJECT', help='id, or name if the '
                     'cloud\'s projects are known')
    one.add_argument('--other', metavar='PROJECT', action='append',
                     default=[], help='compare with this project (those that '
                     'have overrides, or all that are known)')
    one.add_argument('--size', metavar='K', type=_whole(0, 10 ** 6),
                     help='what if each pool had this size')
    one.add_argument('--pool', metavar='AGGREGATE', action='append',
                     default=[], help='only this pool; may be repeated')
    one.add_argument('--add-host', metavar='HOST', action='append',
                     default=[], help='what if the pools had this host, too')
    one.add_argument('--remove-host', metavar='HOST', action='append',
                     default=[], help='what if the pools had it no more')
    one = add('explain', _explain, 'why hosts were refused for a server',
              of_cloud=False, of_file=False)
    one.add_argument('subject', metavar='SERVER-or-REQUEST')
    one.add_argument('--log-file', metavar='FILE', action='append',
                     default=[], help='log of a nova-scheduler, plain or '
                     'gzip; may be repeated; - is standard input (%s)' % _LOG)
    one = add('simulate', _simulate, 'how many hosts a hostile project takes')
    one.add_argument('project', metavar='PROJECT', nargs='?',
                     help='id (random ones)')
    one.add_argument('--projects', metavar='N', type=_whole(1, 10000),
                     default=100, help='so many random projects (100)')
    one.add_argument('--random-seed', metavar='N', type=int, default=0,
                     help='of the random projects and choices (0)')
    one = add('dump', _dump, 'write what the others read, from a cloud',
              of_file=False)
    one.add_argument('--output', metavar='FILE', default='-',
                     help='where to (standard output)')
    return parser


def _common(parser: argparse.ArgumentParser, files: str, default: Any
            ) -> None:
    parser.add_argument('--config-file', metavar='FILE', action='append',
                        default=[], dest=files,
                        help='configuration of Nova; may be repeated (where '
                        'nova-scheduler looks)')
    parser.add_argument('--json', action='store_true', default=default,
                        help='write JSON')


if __name__ == '__main__':
    sys.exit(main())
