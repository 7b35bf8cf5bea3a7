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

"""What plugin.sh calls; a problem is printed, and the code is then 1."""

from __future__ import annotations

from collections.abc import Sequence
import pathlib
import sys

from ops_ext_conf import ledger
from ops_ext_conf import pipelines
from ops_ext_conf import words


def check(virt_driver: str, *variables: str) -> None:
    # Not needed where files are changed, and not there in an old Python.
    from ops_ext_conf import values

    written = {name.removeprefix(values.PREFIX): value for name, _sign, value
               in (variable.partition('=') for variable in variables)}
    problems = values.problems(written, virt_driver)
    if problems:
        raise ValueError('\n'.join(problems))


def section(kind: str, *variables: str) -> None:
    """Print the options of a section, one a line."""
    from ops_ext_conf import values

    written = {name.removeprefix(values.PREFIX): value for name, _sign, value
               in (variable.partition('=') for variable in variables)}
    for option, value in getattr(values, kind)(written).items():
        print('%s=%s' % (option, value))


def record(path: str, changed: str) -> None:
    """Write the changed copy of a file over it, with the record."""
    file = pathlib.Path(path)
    _write(file, ledger.record(_read(file), _read(pathlib.Path(changed))))


def take_back(path: str) -> None:
    """Undo what the record in a file tells."""
    file = pathlib.Path(path)
    _write(file, ledger.take_back(_read(file)))


def append(path: str, where: str, option: str, new: str, default: str,
           *last: str) -> None:
    """Add to a list; words are separated by commas."""
    file = pathlib.Path(path)
    _write(file, words.append(
        _read(file), where, option, new.split(','),
        [word for word in default.split(',') if word], *last))


def api(path: str, *ours: str) -> None:
    file = pathlib.Path(path)
    _write(file, pipelines.api(_read(file), ours))


def swift(path: str) -> None:
    file = pathlib.Path(path)
    _write(file, pipelines.swift(_read(file)))


def _read(file: pathlib.Path) -> str:
    # Bytes that are no UTF-8 come through as they are.
    return file.read_bytes().decode('utf-8', 'surrogateescape')


def _write(file: pathlib.Path, text: str) -> None:
    written = text.encode('utf-8', 'surrogateescape')
    if not file.exists() or file.read_bytes() != written:
        file.write_bytes(written)


_COMMANDS = {command.__name__.replace('_', '-'): command for command in (
    api, append, check, record, section, swift, take_back)}


def main(arguments: Sequence[str]) -> int:
    try:
        _COMMANDS[arguments[0]](*arguments[1:])
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
