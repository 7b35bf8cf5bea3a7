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

"""Puts one mistake into a sample, and has the command find it."""

import json
import pathlib
from typing import NamedTuple

from ops_ext_status import main

ETC = pathlib.Path(__file__).resolve().parents[3] / 'etc'
NOTE, WARNING, FAILURE = 0, 1, 2


class Planted(NamedTuple):
    """A mistake.

    :ivar code: that has to be found
    :ivar sample: below etc/; what is changed
    :ivar changes: what is replaced by what
    :ivar beside: further files, by name; ``{}`` is their directory
    :ivar arguments: of the command, besides --config-file SAMPLE
    """

    title: str
    code: str
    level: int
    sample: str
    changes: tuple = ()
    beside: dict = {}
    arguments: tuple = ()


def plant(planted, folder):
    """Write the files; give the arguments of the command."""
    text = (ETC / planted.sample).read_text()
    for old, new in planted.changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / pathlib.Path(planted.sample).name
    path.write_text(text)
    for name, more in planted.beside.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(more.replace('{}', str(folder)))
    return ['--config-file', str(path), *(
        one.replace('{}', str(folder)) for one in planted.arguments)]


def run(arguments, capsys):
    """Run the command; give the exit code, and the checks of its JSON."""
    code = main.main([*arguments, '--json'])
    said = capsys.readouterr()
    assert said.err == ''
    document = json.loads(said.out)
    assert document['name'] == 'Upgrade Check Results'
    assert code == max(one['result'] for one in document['checks'])
    return code, document['checks']


def check(planted, folder, capsys):
    """The mistake is found, by its code and level, and nothing worse is."""
    code, checks = run(plant(planted, folder), capsys)
    found = [one for one in checks if one.get('code') == planted.code]
    assert found, checks
    assert max(one['result'] for one in found) == planted.level, found
    for one in found:
        assert all(one[key] for key in ('where', 'problem', 'remedy'))
        for text in one['problem'], one['remedy']:
            assert text in one['details']
    if planted.level:
        assert code >= planted.level
    return found
