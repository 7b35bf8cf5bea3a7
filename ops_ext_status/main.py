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

"""The command line of ``ops-ext-status``."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from collections.abc import Sequence
import json
import logging
import os
import sys
import traceback
from typing import NoReturn
import warnings

from nova_ops_ext.cmd import command_line
from nova_ops_ext.cmd import output
from ops_ext_status import codes
from ops_ext_status import files
from ops_ext_status import inspection
from ops_ext_status import report
from ops_ext_status.role import Role
from ops_ext_status import table

_UNEXPECTED = 255
_WORDS = ((), ('check',), ('upgrade', 'check'))
_EXITS = '''exit codes, as of nova-status upgrade check:
  0    Success  all that was looked at is as it should be
  1    Warning  something is weaker than it may seem
  2    Failure  something does not start, is not in force, or cannot be read
  255  an error of this command, or a wrong command line
'''


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    :param arguments: of the command line; those of this process by default
    :returns: the exit code
    """
    try:
        asked = _parser().parse_args(arguments)
        _check_words(asked.words)
        code, lines = _run(asked)
        return code if output.write(lines) else _UNEXPECTED
    except command_line.UsageError as error:
        print('ops-ext-status: %s' % error, file=sys.stderr)
    except KeyboardInterrupt:
        print('ops-ext-status: interrupted', file=sys.stderr)
    except Exception:
        # As oslo.upgradecheck does.
        print('Error:\n%s' % traceback.format_exc())
    return _UNEXPECTED


def _run(asked: argparse.Namespace) -> tuple[int, Iterable[str]]:
    if asked.list:
        return 0, _listed(as_json=asked.json)
    # Of the libraries of the services, and nothing that an operator mends.
    warnings.simplefilter('ignore')
    logging.getLogger().addHandler(logging.NullHandler())
    chosen = files.choose(files.Named(
        *(_absolute(paths) for paths in (
            asked.config_file, asked.config_dir, asked.nova_conf,
            asked.api_paste, asked.proxy_conf, asked.qemu_conf))))
    checks = inspection.Inspection(
        chosen, [Role(word) for word in asked.role],
        frozenset(asked.ignore)).run()
    return int(report.worst(checks)), (
        [json.dumps(report.document(checks))] if asked.json
        else table.lines(checks))


def _absolute(paths: Sequence[str]) -> list[str]:
    if '' in paths:
        _refuse('a path is empty')
    return [os.path.abspath(path) for path in paths]


def _check_words(words: Sequence[str]) -> None:
    if tuple(words) not in _WORDS:
        _refuse('expected nothing, "check" or "upgrade check", but found '
                '"%s"' % ' '.join(words))


def _refuse(text: str) -> NoReturn:
    raise command_line.UsageError(text)


def _listed(*, as_json: bool) -> Iterable[str]:
    if as_json:
        return [json.dumps(dict(codes.CODES), indent=2)]
    width = max(map(len, codes.CODES))
    return [line for group, known in codes.GROUPS.items() for line in (
        '%s:' % group,
        *('  %-*s  %s' % (width, code, text) for code, text in known.items()))]


def _parser() -> argparse.ArgumentParser:
    parser = command_line.Parser(
        prog='ops-ext-status', epilog=_EXITS,
        description='Check whether what this node has configured of '
        'openstack-ops-ext is really in force.',
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('words', nargs='*', metavar='[upgrade] check',
                        help='may be left out')
    for option, what in (
            ('--config-file', 'a file of a service, recognised by what is in '
             'it: nova.conf, api-paste.ini, proxy-server.conf, an ini file of '
             'uWSGI, qemu.conf; may be repeated, and of several nova.conf '
             'the later ones override (where the services look)'),
            ('--config-dir', 'a directory of such files: of nova.conf, or '
             'proxy-server.conf.d; may be repeated'),
            ('--nova-conf', 'a nova.conf, whatever is in it'),
            ('--api-paste', 'an api-paste.ini, whatever is in it'),
            ('--proxy-conf', 'a proxy-server.conf or .conf.d, whatever is in '
             'it'),
            ('--qemu-conf', 'libvirt\'s qemu.conf')):
        parser.add_argument(option, metavar='PATH', action='append',
                            default=[], help=what)
    parser.add_argument('--role', action='append', default=[],
                        choices=[one.value for one in Role],
                        help='a service of this node; may be repeated (those '
                        'that the files show)')
    parser.add_argument('--ignore', metavar='CODE', action='append',
                        default=[], choices=sorted(codes.CODES),
                        help='show findings of this code, but do not count '
                        'them; may be repeated')
    parser.add_argument('--list', action='store_true',
                        help='list all codes')
    parser.add_argument('--json', action='store_true',
                        help='write JSON, as oslo.upgradecheck does')
    return parser


if __name__ == '__main__':
    sys.exit(main())
