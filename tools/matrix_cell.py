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

"""What tox runs in each cell of the matrix: its tests, and a record of them.

Run as ``python -m tools.matrix_cell nova31-py310``, in the environment of the
cell.
"""

from __future__ import annotations

import datetime
from importlib import metadata
import os
import pathlib
import platform
import sys
import tempfile
import time

from tools import commands
from tools import counts
from tools import environments
from tools import matrix

_UNIT = {'nova': ('tests/unit/nova_ops_ext',),
         'swift': ('tests/unit/ops_ext_net', 'tests/unit/swift_ops_ext',
                   'tests/functional/swift')}
#: Tests that answer the kernel, as a file system does, do so from a thread,
#: which must not be eventlet's.  What is functional runs as the release does.
_NATIVE_THREADS = {'OS_NOVA_DISABLE_EVENTLET_PATCHING': 'True'}


def run(name: str) -> int:
    """Run the tests of a cell."""
    (cell,) = (one for one in matrix.ALL if one.name == name)
    found = '%s %s, Python %s' % (
        cell.service.title(), metadata.version(cell.service),
        platform.python_version())
    if not (metadata.version(cell.service) + '.').startswith(
            cell.release + '.') or not platform.python_version().startswith(
                cell.python + '.'):
        print('%s is no place for this: it has %s' % (name, found))
        return 1
    began = time.monotonic()
    total = _pytest(cell)
    if cell.service == 'nova':
        total = total.plus(_stestr())
    matrix.write(name, matrix.Record(
        *total, versions=found, seconds=round(time.monotonic() - began),
        commit=_commit(), date=datetime.date.today().isoformat()))
    print('%s: %d passed, %d failed, %d skipped' % (name, *total))
    return 1 if total.failed else 0


def _pytest(cell: matrix.Cell) -> counts.Count:
    with tempfile.TemporaryDirectory() as scratch:
        report = pathlib.Path(scratch) / 'report.xml'
        code, _output = commands.run([
            sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider',
            '-W', 'ignore::DeprecationWarning', '--junitxml', str(report),
            *_UNIT[cell.service]], environ=_NATIVE_THREADS)
        return counts.of_pytest(report, code)


def _stestr() -> counts.Count:
    code, output = commands.run(
        [sys.executable, '-m', 'stestr', 'run', '--concurrency',
         str(os.cpu_count() or 1)], quiet=True)
    count = counts.of_stestr(output, code)
    if count.failed:
        print(output)
    return count


def _commit() -> str:
    """Name the commit, and whether more was changed than records."""
    git = ['git', '-C', str(environments.ROOT)]
    name = commands.run([*git, 'describe', '--always', '--exclude', '*'],
                        quiet=True)[1].strip()
    changed = commands.run(
        [*git, 'status', '--porcelain', '--', '.',
         *(':!' + os.path.relpath(path, environments.ROOT)
           for path in (matrix.RECORDS, matrix.PAGE))], quiet=True)[1]
    return name + ('-dirty' if changed.strip() else '')


if __name__ == '__main__':
    sys.exit(run(sys.argv[1]))
