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

"""What the files of a nova-api say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ops_ext_status import api_line
from ops_ext_status import entry_points
from ops_ext_status import ini_file
from ops_ext_status import node
from ops_ext_status import nova_conf
from ops_ext_status import paste_section
from ops_ext_status.resolved import Resolved
from ops_ext_status import text_file

NAMES = ('client_address', 'client_stamp', 'console_limit')


class Api(NamedTuple):
    """All that is checked.

    :ivar sections: of ours, by section, with what they load
    :ivar whole: whether it is all of an api-paste.ini, or a part of one
    :ivar configuration: of nova-api; None if it was not to be had
    :ivar workers: of the WSGI server, and where that is said
    """

    ini: ini_file.Ini
    lines: tuple[api_line.Line, ...]
    sections: Mapping[str, Resolved]
    whole: bool
    configuration: nova_conf.Configuration | None
    installed: node.Node
    workers: tuple[str, int] | None = None

    def uses(self, name: str) -> bool:
        """Tell whether a filter of ours is in any line."""
        return any(line.places(name) for line in self.lines)

    def of(self, name: str) -> list[tuple[str, Resolved]]:
        """Give the sections of a filter, and where they are."""
        return [(self.ini.at(section), loaded)
                for section, loaded in self.sections.items()
                if entry_points.of(loaded) == name]


def read(path: str, configuration: nova_conf.Configuration | None,
         of: node.Node, workers: tuple[str, int] | None = None) -> Api:
    """Read a file.

    :raises CannotReadError: and why
    """
    ini = ini_file.read(path)
    sections = {}
    for section, options in ini.sections.items():
        if section.startswith('filter:'):
            loaded = paste_section.resolve(
                ini, paste_section.FILTER, section.partition(':')[2].strip(),
                ini_file.read)
            if is_ours(section, options, loaded):
                sections[section] = loaded
    strategy = (configuration.get('api', 'auth_strategy')
                if configuration is not None else None) or 'keystone'
    return Api(ini, tuple(api_line.lines(ini, strategy)), sections,
               api_line.is_whole(ini), configuration, of, workers)


def is_ours(section: str, options: Mapping[str, str],
            loaded: Resolved) -> bool:
    """Tell whether a section is one of ours, if only by its name."""
    return (section.partition(':')[2].strip() in NAMES
            or entry_points.of(loaded) is not None
            or entry_points.misspelt(loaded) is not None)


def concerns(ini: ini_file.Ini) -> bool:
    """Tell whether anything in a file is about our filters."""
    return any(
        section.startswith('filter:') and (
            section.partition(':')[2].strip() in NAMES
            or 'ops_ext' in ' '.join(options.values()).replace('-', '_'))
        or set(NAMES) & {word for value in options.values()
                         for word in value.split()}
        for section, options in ini.sections.items())


def may_concern(path: str) -> bool:
    """Tell whether a file is about our filters, or cannot be read."""
    try:
        return concerns(ini_file.read(path))
    except text_file.CannotReadError:
        # Then nobody knows, and that is told.
        return True
