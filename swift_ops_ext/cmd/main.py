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

"""The command line of ``swift-ops-ip-whitelist``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
import os
import sys
import warnings

from swift_ops_ext.cmd import outcome

_EXITS = '''exit codes:
  0  admitted; listed; no error or warning found; enforces
  1  refused; an error or a warning found; does not enforce
  2  cannot be known, for the reason on stderr; wrong command line
'''
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    :param arguments: of the command line; those of this process by default
    :returns: the exit code
    """
    asked = _parser().parse_args(arguments)
    try:
        code = int(_run(asked))
        sys.stdout.flush()
        return code
    except outcome.CannotTellError as error:
        outcome.complain(str(error))
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read has enough; Python would complain when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return int(outcome.Exit.UNKNOWN)


def _run(asked: argparse.Namespace) -> outcome.Exit:
    # Of no use to an operator; newer Swifts do the same.
    warnings.filterwarnings('ignore', message=r'\s*Eventlet is deprecated')
    # Swift takes its time to import, and reads its configuration then.
    if asked.command == 'check':
        from swift_ops_ext.cmd import check
        return check.run(asked.target, asked.address, asked.method,
                         asked.proxy_conf, as_json=asked.json)
    if asked.command == 'list':
        from swift_ops_ext.cmd import listing
        return listing.run(asked.account, asked.proxy_conf,
                           as_json=asked.json)
    if asked.command == 'lint':
        from swift_ops_ext.cmd import lint
        return lint.run(asked.accounts, asked.devices, asked.proxy_conf,
                        as_json=asked.json)
    from swift_ops_ext.cmd import pipeline
    return pipeline.run(asked.conf, as_json=asked.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='swift-ops-ip-whitelist', epilog=_EXITS,
        description='Explain and examine the address rules of a Swift.',
        formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(
        dest='command', required=True, metavar='COMMAND')
    shown = argparse.ArgumentParser(add_help=False)
    shown.add_argument('--json', action='store_true',
                       help='write JSON instead of text')
    configured = argparse.ArgumentParser(add_help=False)
    configured.add_argument(
        '--proxy-conf', metavar='PATH',
        help='configuration of the proxy, a file or a directory '
        '(/etc/swift/proxy-server.conf or .conf.d)')

    check = commands.add_parser(
        'check', parents=[shown, configured],
        help='what the filter says to an address, and why')
    check.add_argument('target', metavar='URL-or-container',
                       help='such as AUTH_test/private')
    check.add_argument('--from', dest='address', required=True,
                       metavar='ADDRESS', help='of the client')
    check.add_argument('--method', help='of the request; reading and writing '
                       'are both judged without it')

    listing = commands.add_parser(
        'list', parents=[shown, configured],
        help='all rules of an account and its containers')
    listing.add_argument('account', metavar='ACCOUNT')

    lint = commands.add_parser(
        'lint', parents=[shown, configured],
        help='what may be wrong with stored rules')
    lint.add_argument('accounts', metavar='ACCOUNT', nargs='*')
    lint.add_argument('--devices', metavar='DIRECTORY',
                      help='look at all databases of a storage node instead, '
                      'such as /srv/node')

    pipeline = commands.add_parser(
        'pipeline', parents=[shown],
        help='whether a proxy configuration enforces on every route')
    pipeline.add_argument('conf', metavar='CONF')
    return parser


if __name__ == '__main__':
    sys.exit(main())
