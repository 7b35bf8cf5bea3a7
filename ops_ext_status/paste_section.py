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

"""What a section stands for, followed as PasteDeploy does.  Pure.

``use`` may name an entry point of a distribution, a section of the same file,
or one of another file.  Options are inherited on the way, and those of
[DEFAULT] are not options of a section.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
import os
import re
from typing import NamedTuple
import urllib.parse

from ops_ext_status import ini_file

FILTER = ('filter',)
APP = ('app', 'application', 'composite', 'composit', 'pipeline',
       'filter-app')
_FACTORIES = ('paste.filter_factory', 'paste.filter_app_factory',
              'paste.app_factory', 'paste.composite_factory',
              'paste.composit_factory')
_SCHEME = re.compile(r'[A-Za-z]+:')
_DEEPEST = 20

Read = Callable[[str], ini_file.Ini]


class Resolved(NamedTuple):
    """What is loaded in the end.

    :ivar distribution: of the entry point, normalised; empty if there is none
    :ivar name: of the entry point; or the factory, ``module:attribute``
    :ivar local: the options of the section
    :ivar everywhere: those of [DEFAULT], as this section sees them
    :ivar where: the section, or the word if it names an entry point itself
    :ivar problem: why nothing is loaded; empty if something is
    """

    distribution: str
    name: str
    local: Mapping[str, str]
    everywhere: Mapping[str, str]
    where: str
    problem: str = ''


def resolve(ini: ini_file.Ini, kinds: tuple[str, ...], word: str, read: Read,
            depth: int = 0) -> Resolved:
    """Follow a word of a pipeline.

    :param kinds: of the section, FILTER or APP
    :param read: reads another file
    """
    if depth > _DEEPEST:
        return _failed(ini, word, 'its sections use one another in a circle')
    if _SCHEME.match(word):
        return _absolute(ini, kinds, word, read, depth)
    section = ini.find(kinds, word)
    if section is None:
        return _failed(ini, word, 'there is no section [%s:%s]' % (
            kinds[0], word))
    local = {option: value for option, value in ini.sections[section].items()
             if not option.startswith(('set ', 'get '))
             and (option not in ini.defaults)}
    everywhere = dict(ini.defaults)
    for option, value in ini.sections[section].items():
        if option.startswith('set '):
            everywhere[option[4:].strip()] = value
    for option, value in ini.sections[section].items():
        if option.startswith('get '):
            local[option[4:].strip()] = everywhere.get(value, '')
    return _loaded(ini, kinds, section, local, everywhere, read, depth)


def _loaded(ini: ini_file.Ini, kinds: tuple[str, ...], section: str,
            local: dict[str, str], everywhere: dict[str, str], read: Read,
            depth: int) -> Resolved:
    where = ini.at(section)
    if section.startswith('pipeline:'):
        return Resolved('', 'pipeline', local, everywhere, where)
    use = local.pop('use', None)
    if use is not None:
        used = resolve(ini, kinds, use, read, depth + 1)
        return used._replace(
            local={**used.local, **local},
            everywhere={**used.everywhere, **everywhere}, where=where)
    factories = [local.pop(option) for option in _FACTORIES
                 if option in local]
    if not factories:
        return Resolved('', '', local, everywhere, where,
                        'it has neither "use" nor a factory')
    return Resolved('', factories[0].replace(' ', ''), local, everywhere,
                    where)


def _absolute(ini: ini_file.Ini, kinds: tuple[str, ...], word: str,
              read: Read, depth: int) -> Resolved:
    scheme, _colon, rest = word.partition(':')
    spec, _hash, name = rest.partition('#')
    if scheme.lower() == 'egg':
        return Resolved(normalised(spec), name or 'main', {},
                        dict(ini.defaults), word)
    if scheme.lower() == 'call':
        return Resolved('', rest, {}, dict(ini.defaults), word)
    if scheme.lower() in ('config', 'config_dir'):
        path = os.path.join(os.path.dirname(ini.path),
                            urllib.parse.unquote(spec))
        try:
            other = read(path)
        except ini_file.CannotReadError as error:
            return _failed(ini, word, str(error))
        return resolve(other, kinds, name or 'main', read, depth + 1)
    return _failed(ini, word, 'PasteDeploy knows no %s:' % scheme)


def normalised(distribution: str) -> str:
    """Write the name of a distribution as Python compares it."""
    return re.sub(r'[-_.]+', '-', distribution.strip()).lower()


def _failed(ini: ini_file.Ini, word: str, problem: str) -> Resolved:
    return Resolved('', '', {}, dict(ini.defaults),
                    '%s (%s)' % (ini.path, word), problem)
