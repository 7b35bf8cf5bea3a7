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

from collections.abc import Iterator
from collections.abc import Mapping
from typing import NamedTuple

from ops_ext_status import entry_points
from ops_ext_status import ini_file
from ops_ext_status import node
from ops_ext_status import nova_conf
from ops_ext_status import paste_section

NAMES = ('client_address', 'client_stamp', 'console_limit')
_COMPOSITES = ('composite', 'composit')
_ENTRANCE = 'osapi_compute'
_PIPELINES = 'pipeline_factory_v21'
_ROUTER = 'APIRouterV21'
_CONTEXT = 'keystonecontext'


class Line(NamedTuple):
    """A line of the compute API.

    :ivar where: file, section and option
    :ivar words: as they are written
    :ivar ours: the entry point of ours that a word loads, by its place
    """

    where: str
    words: tuple[str, ...]
    ours: Mapping[int, str]

    def places(self, name: str) -> list[int]:
        """Give the places of one of our filters."""
        return [place for place, one in self.ours.items() if one == name]

    def place(self, word: str) -> int | None:
        """Give the place of a word, None if it is not there."""
        return self.words.index(word) if word in self.words else None


class Api(NamedTuple):
    """All that is checked.

    :ivar sections: of ours, by section, with what they load
    :ivar whole: whether it is all of an api-paste.ini, or a part of one
    :ivar configuration: of nova-api; None if it was not to be had
    :ivar text: of the file
    :ivar workers: of the WSGI server, and where that is said
    """

    ini: ini_file.Ini
    lines: tuple[Line, ...]
    sections: Mapping[str, paste_section.Resolved]
    whole: bool
    configuration: nova_conf.Configuration | None
    installed: node.Node
    text: str
    workers: tuple[str, int] | None = None

    def uses(self, name: str) -> bool:
        """Tell whether a filter of ours is in any line."""
        return any(line.places(name) for line in self.lines)

    def of(self, name: str) -> list[tuple[str, paste_section.Resolved]]:
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
    return Api(ini, tuple(_lines(ini, strategy)), sections,
               ini.find(_COMPOSITES, _ENTRANCE) is not None, configuration,
               of, ini_file.text(path), workers)


def is_ours(section: str, options: Mapping[str, str],
            loaded: paste_section.Resolved) -> bool:
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
    except ini_file.CannotReadError:
        # Then nobody knows, and that is told.
        return True


def _lines(ini: ini_file.Ini, strategy: str) -> Iterator[Line]:
    """Find the lines by which a request gets to the compute API."""
    sections = list(_reached(ini)) or [
        section for section, options in ini.sections.items()
        if options.get('use', '').endswith(_PIPELINES)]
    for section in dict.fromkeys(sections):
        options = ini.sections[section]
        if options.get('use', '').endswith(_PIPELINES):
            # Nova asks for this one alone; 31 has another for its tests.
            text, option = options.get(strategy, ''), strategy
        else:
            text, option = options.get('pipeline', ''), 'pipeline'
            if _CONTEXT not in text.split() and not _ends_in_nova(ini, text):
                continue
        yield _line(ini, section, option, tuple(text.split()))


def _line(ini: ini_file.Ini, section: str, option: str,
          words: tuple[str, ...]) -> Line:
    ours = {}
    for place, word in enumerate(words[:-1]):
        name = entry_points.of(paste_section.resolve(
            ini, paste_section.FILTER, word, ini_file.read))
        if name is not None:
            ours[place] = name
    return Line(ini.at(section, option), words, ours)


def _reached(ini: ini_file.Ini) -> Iterator[str]:
    entrance = ini.find(_COMPOSITES, _ENTRANCE)
    if entrance is None:
        return
    for option, value in ini.sections[entrance].items():
        if option.startswith(('/', 'http')):
            found = ini.find(paste_section.APP, value.strip())
            if found is not None:
                yield found


def _ends_in_nova(ini: ini_file.Ini, text: str) -> bool:
    last = (text.split() or [''])[-1]
    found = ini.find(paste_section.APP, last)
    return found is not None and _ROUTER in ini.sections[found].get(
        'paste.app_factory', '')
