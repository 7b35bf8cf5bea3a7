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

"""Whose a domain of libvirt is, by its XML.  Pure.

The XML is libvirt's and Nova's, but a user chose the name of the instance in
it.  A document with a DOCTYPE is refused, so there are no entities to expand.
"""

from __future__ import annotations

from typing import NamedTuple
from xml.parsers import expat

# libvirt's own documents are less than ten elements deep.
_DEEP = 64
_NOVA = 'http://openstack.org/xmlns/libvirt/nova/'
_LONG = 4096
_STATUS = ['domstatus', 'domain']
_CONSOLES = frozenset({('devices', 'console'), ('devices', 'serial')})
_INSTANCE = ('metadata', 'nova instance')
_TEXTS: dict[tuple[str, ...], str] = {
    ('uuid',): 'uuid', ('name',): 'name', (*_INSTANCE, 'nova name'): 'title'}
_OWNERS: dict[tuple[str, ...], str] = {
    (*_INSTANCE, 'nova owner', 'nova user'): 'user',
    (*_INSTANCE, 'nova owner', 'nova project'): 'project'}


class Domain(NamedTuple):
    """A domain.

    :ivar name: libvirt's, such as ``instance-0000001f``
    :ivar title: Nova's name of the instance
    :ivar paths: where its consoles are logged
    :ivar runs: whether the XML is that of a running guest
    """

    uuid: str
    name: str
    title: str = ''
    user_id: str = ''
    user: str = ''
    project_id: str = ''
    project: str = ''
    paths: tuple[str, ...] = ()
    runs: bool = False


def read(text: bytes, *, runs: bool) -> Domain:
    """Read the XML of a domain, or the status file of a running one.

    :raises ValueError: if it is neither
    """
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=' ')
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, LookupError, UnicodeError) as error:
        raise ValueError('it is not XML: %s' % error) from None
    found = reader.found
    if not found.get('uuid') or not found.get('name'):
        raise ValueError('it is not the XML of a domain')
    return Domain(
        found['uuid'].lower(), found['name'], found.get('title', ''),
        found.get('user_id', ''), found.get('user', ''),
        found.get('project_id', ''), found.get('project', ''),
        tuple(dict.fromkeys(reader.paths)), runs)


def _refuse(*_declaration: object) -> None:
    raise ValueError('it has a DOCTYPE, which libvirt does not write')


class _Reader:
    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self.paths: list[str] = []
        self._stack: list[str] = []
        self._text: list[str] = []
        self._device = ''

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._stack.append(_short(tag))
        if len(self._stack) > _DEEP:
            raise ValueError('it is nested deeper than any domain')
        self._text.clear()
        inside = self._inside()
        if inside in _CONSOLES:
            self._device = attributes.get('type', '')
        elif inside[:2] in _CONSOLES and len(inside) == 3:
            path = (attributes.get('file') if tag == 'log' else
                    attributes.get('path') if tag == 'source'
                    and self._device == 'file' else None)
            if path and path.startswith('/') and '\0' not in path:
                self.paths.append(path[:_LONG])
        elif inside in _OWNERS:
            self._keep(_OWNERS[inside] + '_id', attributes.get('uuid', ''))

    def end(self, _tag: str) -> None:
        inside = self._inside()
        key = _TEXTS.get(inside) or _OWNERS.get(inside)
        if key:
            self._keep(key, ''.join(self._text).strip())
        self._text.clear()
        self._stack.pop()

    def data(self, text: str) -> None:
        self._text.append(text)

    def _keep(self, key: str, text: str) -> None:
        self.found.setdefault(key, text[:_LONG])

    def _inside(self) -> tuple[str, ...]:
        """Give where the reader is, from the domain on."""
        stack = self._stack
        if stack[0] == 'domain':
            return tuple(stack[1:6])
        return tuple(stack[2:7]) if stack[:2] == _STATUS else ()


def _short(tag: str) -> str:
    if ' ' not in tag:
        return tag
    space, _blank, name = tag.rpartition(' ')
    return 'nova ' + name if space.startswith(_NOVA) else tag
