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

"""``nova-ops-console-audit``: the console logs of a compute node."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
import json
import os
import sys
import textwrap
import time
from typing import Union

from nova_ops_ext.cmd import command_line
from nova_ops_ext.cmd import output
from nova_ops_ext.console_audit import display
from nova_ops_ext.console_audit import document
from nova_ops_ext.console_audit import finding
from nova_ops_ext.console_audit import judgement
from nova_ops_ext.console_audit import perfdata
from nova_ops_ext.console_audit import report
from nova_ops_ext.console_audit import scanner
from nova_ops_ext.console_audit import sizes
from nova_ops_ext.console_audit import thresholds

_UNKNOWN = int(finding.Level.UNKNOWN)
_NONE = 'none'
_DAY = 86400
_EXITS = '''exit codes, as of Nagios plugins:
  0  OK        nothing found
  1  WARNING
  2  CRITICAL
  3  UNKNOWN   something could not be looked at, and nothing critical is known;
               also a wrong command line
'''

# Wrapped here, since argparse would break them at their hyphens.
_CODES = textwrap.fill(
    'codes for --ignore: ' + ', '.join(finding.CODES), 76,
    subsequent_indent='  ', break_on_hyphens=False) + '\n\n'

_Limit = Union[float, None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    :param arguments: of the command line; those of this process by default
    :returns: the exit code
    """
    began = time.monotonic()
    as_json = '--json' in (sys.argv[1:] if arguments is None else arguments)
    try:
        try:
            code, lines = _run(_parser().parse_args(arguments), began)
        except (scanner.CannotLookError, command_line.UsageError) as error:
            code, lines = _UNKNOWN, _failed(str(error), as_json=as_json)
        except KeyboardInterrupt:
            code, lines = _UNKNOWN, _failed('interrupted', as_json=as_json)
        except Exception as error:
            # A traceback would end as WARNING, which it is not.
            code, lines = _UNKNOWN, _failed(
                'a fault of this command: %s: %s' % (
                    type(error).__name__, error), as_json=as_json)
        return code if output.write(lines) else _UNKNOWN
    except KeyboardInterrupt:
        return _UNKNOWN


def _run(asked: argparse.Namespace, began: float
         ) -> tuple[int, Iterable[str]]:
    limits = thresholds.Thresholds(
        thresholds.Threshold(asked.warning, asked.critical),
        thresholds.Threshold(asked.warning_growth, asked.critical_growth),
        thresholds.Threshold(asked.warning_full, asked.critical_full,
                             below=True))
    for name, one in zip(('', '-growth', '-full'), limits, strict=True):
        if not one.sensible:
            raise command_line.UsageError(
                '--warning%s must not be %s --critical%s; give both, or none '
                'for one of them' % (name, 'less than' if one.below
                                     else 'more than', name))
    seen = scanner.look(scanner.Wanted(
        _optional(asked.instances_path), tuple(map(
            _absolute, asked.config_file or ())), asked.timeout,
        asked.path_timeout or asked.timeout / 5, asked.interval,
        _optional(asked.state), _absolute(asked.etc_libvirt),
        _absolute(asked.run_libvirt)))
    judged = judgement.judge(seen, limits, frozenset(asked.ignore or ()))
    by_growth = asked.sort == 'growth'
    data = list(perfdata.data(judged, time.monotonic() - began))
    lines = ([json.dumps(document.document(judged, data, by_growth=by_growth),
                         indent=2)] if asked.json else
             list(report.lines(judged, data, top=asked.top,
                               by_growth=by_growth)))
    return int(judged.level), lines


def _failed(text: str, *, as_json: bool) -> list[str]:
    text = display.safe(text)
    return [json.dumps(document.failed(text), indent=2) if as_json else
            report.first_line(finding.Level.UNKNOWN, text)]


def _absolute(path: str) -> str:
    if path == '':
        raise command_line.UsageError('a path is empty')
    try:
        return os.path.abspath(path)
    except FileNotFoundError:
        raise command_line.UsageError(
            '%s is relative to a directory that is gone' % path) from None


def _optional(path: str | None) -> str:
    return '' if path is None else _absolute(path)


def _or_none(read: Callable[[str], float]) -> Callable[[str], _Limit]:
    def reader(text: str) -> _Limit:
        if text.lower() == _NONE:
            return None
        try:
            return read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
    return reader


def _number(least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise argparse.ArgumentTypeError('%.40r is not a number from %g '
                                             'to %g' % (text, least, most))
        return number
    return read


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise argparse.ArgumentTypeError('%.40r is not a number' % text)
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = command_line.Parser(
        prog='nova-ops-console-audit', epilog=_CODES + _EXITS,
        description='List the console logs of a compute node: how large they '
        'are, how they\ngrow, whose they are, and whether they are rotated.',
        formatter_class=argparse.RawDescriptionHelpFormatter)
    where = parser.add_argument_group('where to look')
    where.add_argument('--instances-path', metavar='DIR',
                       help='where Nova keeps its instances; by default '
                       'instances_path of nova.conf')
    where.add_argument('--config-file', metavar='FILE', action='append',
                       help='configuration of Nova; may be repeated '
                       '(/etc/nova/nova.conf, and nova-compute.conf beside '
                       'it if there is one)')
    where.add_argument('--etc-libvirt', metavar='DIR', default='/etc/libvirt',
                       help='configuration of libvirt (%(default)s)')
    where.add_argument('--run-libvirt', metavar='DIR', default='/run/libvirt',
                       help='state of libvirt (%(default)s)')

    limit = parser.add_argument_group(
        'limits', 'SIZE is such as 500K, 100M or 2G, in powers of 1024; RATE '
        'is such as\n100M/h, 2G/d or 50K/s; none switches a limit off.')
    defaults = thresholds.Thresholds()
    size, rate = _or_none(sizes.parse_size), _or_none(sizes.parse_rate)
    hours = _or_none(_number(0, 1e6))
    for short, name, metavar, reader, default, shown, what in (
            ('-w', '--warning', 'SIZE', size, defaults.size.warning, '100M',
             'WARNING for a log that is larger, backups included'),
            ('-c', '--critical', 'SIZE', size, defaults.size.critical, '1G',
             'CRITICAL for such a one'),
            ('', '--warning-growth', 'RATE', rate, defaults.growth.warning,
             '100M/h', 'WARNING for a log that grows faster'),
            ('', '--critical-growth', 'RATE', rate, defaults.growth.critical,
             '1G/h', 'CRITICAL for such a one'),
            ('', '--warning-full', 'HOURS', hours, defaults.full.warning,
             '72', 'WARNING for a file system that is full in fewer '
             'hours'),
            ('', '--critical-full', 'HOURS', hours, defaults.full.critical,
             '24', 'CRITICAL for such a one')):
        limit.add_argument(*filter(None, (short, name)), metavar=metavar,
                           type=reader, default=default,
                           help='%s (%s)' % (what, shown))
    limit.add_argument('--ignore', metavar='CODE', action='append',
                       choices=finding.CODES,
                       help='show findings of this code, but do not count '
                       'them; may be repeated')

    growth = parser.add_argument_group('growth (not known without one)')
    growth.add_argument('--interval', metavar='SECONDS', default=0.0,
                        type=_number(0, _DAY),
                        help='look twice, so far apart')
    growth.add_argument('--state', metavar='FILE',
                        help='compare with the run that wrote the file, and '
                        'write it')

    bound = parser.add_argument_group('time')
    bound.add_argument('-t', '--timeout', metavar='SECONDS', default=10.0,
                       type=_number(0.5, _DAY),
                       help='for all of it, beside --interval (10)')
    bound.add_argument('--path-timeout', metavar='SECONDS', default=0.0,
                       type=_number(0.1, _DAY),
                       help='for one path (a fifth of --timeout)')

    shown_as = parser.add_argument_group('output')
    shown_as.add_argument('--top', metavar='N', type=_count, default=10,
                          help='so many findings and logs; 0 for all (10)')
    shown_as.add_argument('--sort', choices=('size', 'growth'),
                          default='size', help='order of the logs (size)')
    shown_as.add_argument('--json', action='store_true',
                          help='write JSON, with all logs and findings')
    return parser


if __name__ == '__main__':
    sys.exit(main())
