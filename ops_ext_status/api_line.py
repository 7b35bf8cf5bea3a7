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

"""The lines by which requests get to the compute API.

They are followed as PasteDeploy and Nova do, so it does not matter what the
sections are called.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ops_ext_status import api_word
from ops_ext_status.api_word import Word
from ops_ext_status import ini_file
from ops_ext_status import paste_section
from ops_ext_status.resolved import Resolved

ENTRANCE = 'osapi_compute'
_PIPELINES = 'pipeline_factory_v21'
_ROUTER = 'APIRouterV21'
_MAPS = 'urlmap'
_NOT_COMPOSITE = 'paste.app_factory'
_DEEPEST = 20


class Line(NamedTuple):
    """A line of the compute API.

    :ivar where: file, section and option
    :ivar words: the application is the last
    :ivar problem: why there are none; empty if there are
    """

    where: str
    words: tuple[Word, ...]
    problem: str = ''

    def places(self, entry: str) -> list[int]:
        """Give the places of a filter."""
        return [place for place, word in enumerate(self.words)
                if word.entry == entry]


def lines(ini: ini_file.Ini, strategy: str) -> list[Line]:
    """Find them; in a part of a file, those that look like one.

    :param strategy: the line of a composite that Nova asks for
    """
    if is_whole(ini):
        found = _reached(ini, ENTRANCE, 0)
    else:
        found = iter([
            (section, api_word.application(ini, section.partition(':')[2]))
            for section in ini.sections
            if section.startswith(paste_section.APP) and ':' in section])
    made = {section: _line(ini, section, loaded, strategy)
            for section, loaded in found}
    return [line for line in made.values() if line is not None]


def is_whole(ini: ini_file.Ini) -> bool:
    """Tell whether it is all of an api-paste.ini, or a part of one."""
    return ini.find(paste_section.APP, ENTRANCE) is not None


def _reached(ini: ini_file.Ini, name: str, depth: int
             ) -> Iterator[tuple[str, Resolved]]:
    loaded = api_word.application(ini, name)
    section = ini.find(paste_section.APP, name) or name
    if loaded.problem or _MAPS not in loaded.name or depth > _DEEPEST:
        yield section, loaded
        return
    if loaded.protocol == _NOT_COMPOSITE:
        yield section, loaded._replace(problem='it is no [composite:]')
        return
    for app in loaded.local.values():
        yield from _reached(ini, app.strip(), depth + 1)


def _line(ini: ini_file.Ini, section: str, loaded: Resolved, strategy: str
          ) -> Line | None:
    if loaded.problem:
        return Line(ini.at(section), (), loaded.problem
                    ) if is_whole(ini) else None
    if loaded.name.endswith(_PIPELINES):
        option, pipelines = strategy, True
        if loaded.protocol == _NOT_COMPOSITE:
            return Line(ini.at(section), (), 'it is no [composite:]')
        if option not in loaded.local:
            return Line(ini.at(section), (), 'it has no %s of its own' %
                        option)
    else:
        option, pipelines = 'pipeline', False
    words = loaded.local.get(option, '').split()
    if not words and _ROUTER in loaded.name and is_whole(ini):
        option, words = '', [section.partition(':')[2].strip()]
    found = list(api_word.words(ini, words))
    if loaded.around:
        found[:0] = api_word.filters(ini, loaded.around)
    if not (pipelines or any(word.entry == api_word.CONTEXT for word in found)
            or found and _ROUTER in found[-1].loaded.name):
        return None
    return Line(ini.at(section, option), tuple(found))
