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
import types
import urllib.parse

from ops_ext_status import ini_file
from ops_ext_status import resolved
from ops_ext_status.resolved import Resolved
from ops_ext_status import text_file

FILTER = ('filter',)
APP = ('app', 'application', 'composite', 'composit', 'pipeline',
       'filter-app')
#: What PasteDeploy looks for, in its order.
FACTORIES = {
    FILTER: ('paste.filter_factory', 'paste.filter_app_factory'),
    APP: ('paste.app_factory', 'paste.composite_factory',
          'paste.composit_factory'),
}
_SCHEME = re.compile(r'[A-Za-z]+:')
_EXTRAS = re.compile(r'\s*\[[^]]*\]\s*$')
_DEEPEST = 20
_NOTHING: Mapping[str, str] = types.MappingProxyType({})
_NOT_LOOKED_UP = ('here', '__file__')

#: Reads another file, with the options of [DEFAULT] that it is given.
Read = Callable[[str, Mapping[str, str]], ini_file.Ini]


def resolve(ini: ini_file.Ini, kinds: tuple[str, ...], word: str, read: Read,
            given: Mapping[str, str] = _NOTHING, depth: int = 0) -> Resolved:
    """Follow a word of a pipeline.

    :param kinds: of the section, FILTER or APP
    :param read: reads another file
    :param given: options of [DEFAULT], as the section sees them that names
        this one
    """
    if depth > _DEEPEST:
        return _failed(ini, word, 'its sections use one another in a circle')
    if _SCHEME.match(word):
        found = _absolute(ini, kinds, word, read, given, depth)
        # Of a function, the kind of the section tells what it makes.
        return found._replace(
            problem='a word of its own cannot be a call:'
        ) if not depth and found.name and not found.protocol else found
    sections = ini.named(kinds, word)
    if len(sections) != 1:
        return _failed(ini, word, 'there are several sections of this name, '
                       '[%s]' % '] and ['.join(sections) if sections else
                       'there is no section [%s:%s]' % (kinds[0], word))
    if sections[0] in ini.broken:
        return _failed(ini, word, ini.broken[sections[0]])
    written = {**ini.defaults, **ini.sections[sections[0]]}
    added = {option[4:].strip(): value for option, value in written.items()
             if option.startswith('set ')}
    everywhere = {**ini.defaults, **given, **added}
    local = {option: value for option, value in written.items()
             if not option.startswith(('set ', 'get '))
             and (option not in ini.defaults)}
    for option, value in written.items():
        if option.startswith('get '):
            if value not in everywhere:
                return _failed(ini, word, 'it has "%s = %s", and there is no '
                               '%s' % (option, value, value))
            local[option[4:].strip()] = everywhere[value]
    around = local.pop('filter-with', '')
    required = tuple(local.pop('require', '').split())
    return _loaded(ini, kinds, sections[0], local, everywhere, added, read,
                   depth)._replace(around=around, required=required)


def _loaded(ini: ini_file.Ini, kinds: tuple[str, ...], section: str,
            local: dict[str, str], everywhere: dict[str, str],
            added: dict[str, str], read: Read, depth: int) -> Resolved:
    where = ini.at(section)
    kind = section.partition(':')[0]
    if kind == 'pipeline':
        more = sorted(set(local) - {'pipeline'})
        return Resolved(
            '', 'pipeline', local, everywhere, where,
            'it has no pipeline' if 'pipeline' not in local else
            'it has %s, and only pipeline is allowed there' %
            ', '.join(more) if more else '', 'pipeline')
    use = local.pop('use', None)
    if use is not None:
        used = resolve(ini, kinds, use, read, everywhere, depth + 1)
        return used._replace(
            local={**used.local, **local},
            everywhere={**used.everywhere, **added}, where=where,
            protocol=used.protocol or 'paste.%s_factory' % (
                ini_file.SAME.get(kind, kind)))
    for protocol in FACTORIES[kinds]:
        if protocol in local:
            factory = _EXTRAS.sub('', local.pop(protocol)).replace(' ', '')
            return Resolved('', factory, local, everywhere, where,
                            protocol=protocol)
    return Resolved('', '', local, everywhere, where,
                    'it has neither "use" nor a factory')


def _absolute(ini: ini_file.Ini, kinds: tuple[str, ...], word: str,
              read: Read, given: Mapping[str, str], depth: int) -> Resolved:
    scheme, _colon, rest = word.partition(':')
    spec, _hash, name = rest.partition('#')
    if scheme.lower() == 'egg':
        return Resolved(resolved.normalised(spec), name or 'main', {},
                        dict(given), word, protocol='egg')
    if scheme.lower() == 'call':
        return Resolved('', rest, {}, dict(given), word)
    if scheme.lower() == 'config':
        path = os.path.join(os.path.dirname(ini.path),
                            urllib.parse.unquote(spec))
        try:
            if os.path.isdir(path):
                raise text_file.CannotReadError('%s: it is a directory' % path)
            other = read(path, {option: value for option, value in
                                given.items() if option not in _NOT_LOOKED_UP})
        except text_file.CannotReadError as error:
            return _failed(ini, word, str(error))
        return resolve(other, kinds, name or 'main', read, given, depth + 1)
    return _failed(ini, word, 'PasteDeploy knows no %s:' % scheme)


def _failed(ini: ini_file.Ini, word: str, problem: str) -> Resolved:
    return Resolved('', '', {}, dict(ini.defaults),
                    '%s (%s)' % (ini.path, word), problem)
