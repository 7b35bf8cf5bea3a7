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

"""By hand: ``python -m tests.e2e.cloud up|env|ps|use|do|down``."""

from __future__ import annotations

import argparse
import pathlib
import shlex
import shutil
import signal
import time
import types

from tests.e2e.cloud import control
from tests.e2e.cloud import whole


def _up(options: argparse.Namespace) -> None:
    # One cloud at a time is in a directory, and nothing of an earlier one.
    shutil.rmtree(options.workdir, ignore_errors=True)
    began = time.monotonic()
    with whole.Cloud(options.workdir, ours=not options.stock,
                     fakes=options.fakes, libvirt=options.libvirt) as cloud:
        print('up after %d s, in %s' % (
            time.monotonic() - began, cloud.place.root), flush=True)
        control.serve(cloud)
    print('down')


def main() -> None:
    parser = argparse.ArgumentParser(
        prog='python -m tests.e2e.cloud', description=__doc__)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument('--workdir', type=pathlib.Path,
                        default=pathlib.Path('.work/cloud'))
    commands = parser.add_subparsers(dest='command', required=True)
    up = commands.add_parser('up', parents=[common],
                             help='start one, and hold it')
    up.add_argument('--stock', action='store_true',
                    help='Nova as it comes, without our plug-ins')
    up.add_argument('--fakes', type=int, default=6)
    up.add_argument('--libvirt', type=int, default=2)
    for name, words, what in (
            ('env', '*', 'OS_* of the administrator, or of USER PROJECT'),
            ('ps', '', 'the services and their memory'),
            ('use', 1, 'ours or stock: our plug-ins in or out'),
            ('do', 2, '%s NAME' % '|'.join(control.ACTIONS)),
            ('down', '', 'end it')):
        command = commands.add_parser(name, parents=[common], help=what)
        if words:
            command.add_argument('words', nargs=words)
    options = parser.parse_args()
    if options.command == 'up':
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            _up(options)
        except KeyboardInterrupt:
            print('interrupted; nothing is left running')
        return
    answer = control.ask(options.workdir, options.command,
                         *getattr(options, 'words', ()))
    if options.command == 'env':
        for name, value in answer.items():
            print('export %s=%s' % (name, shlex.quote(value)))
    elif options.command == 'ps':
        for name, size in answer.items():
            print('%-26s %5d MiB' % (name, size >> 20) if size
                  else '%-26s not running' % name)


def _interrupt(_number: int, _frame: types.FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == '__main__':
    main()
