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

"""The entry points of setup.cfg: what loads which object."""

from __future__ import annotations

import configparser

from tools.reference import docstrings
from tools.reference import markup

_CFG = docstrings.ROOT / 'setup.cfg'


def groups() -> dict[str, dict[str, str]]:
    """Give name and object of each entry point, by group."""
    # An entry point may have a colon, and so may its group.
    setup = configparser.ConfigParser(delimiters=('=',))
    setup.read(_CFG)
    # Each has two parts, as it has the sign; a type does not say so.
    return {group: dict(
        (part.strip() for part in line.split('=', 1))  # type: ignore[misc]
        for line in lines.split('\n') if line)
        for group, lines in setup['entry_points'].items()}


def section(*packages: str) -> str:
    """Give the entry points into packages."""
    return markup.section('Entry points', markup.wrapped(
        'What services and tools find by themselves, by the metadata of the '
        'installed package.  No other module of Python is an interface '
        '(:doc:`deprecation`).'), markup.definitions(
            (markup.literal(group), [markup.bullets(
                '%s: %s' % (markup.literal(name), markup.literal(target))
                for name, target in chosen.items())])
            for group, points in groups().items() if (chosen := {
                name: target for name, target in points.items()
                if target.partition('.')[0] in packages})))
