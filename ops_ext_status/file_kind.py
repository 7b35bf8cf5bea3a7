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

"""What a file is, by what stands in it.  Pure."""

from __future__ import annotations

from collections.abc import Iterator
import enum
import re

_SECTION = re.compile(r'^\[([^\]\n]+)\]\s*(?:[#;].*)?$', re.MULTILINE)
_USE = re.compile(r'^\s*(?:use|paste\.\w+)\s*[=:]\s*(\S+)', re.MULTILINE)
_SETTING = re.compile(r'^\s*[A-Za-z_][\w.-]*\s*=', re.MULTILINE)
_PASTE = re.compile(r'(?:pipeline|filter|app|application|composite|composit'
                    r'|filter-app):')
_BACK_END = re.compile(r'egg:swift#(account|container|object)\b')


class Kind(enum.Enum):
    """The kinds of files that are known."""

    PROXY = 'proxy-server.conf'
    API_PASTE = 'api-paste.ini'
    NOVA = 'nova.conf'
    UWSGI = 'uwsgi.ini'
    QEMU = 'qemu.conf'


def of(text: str) -> Kind:
    """Recognise a file.

    :raises ValueError: saying what it seems to be
    """
    sections = [name.strip() for name in _SECTION.findall(text)]
    if any(_PASTE.match(name) for name in sections):
        return _paste(sections, text)
    if 'uwsgi' in sections:
        return Kind.UWSGI
    if 'memcache' in sections and len(sections) == 1:
        raise ValueError('it is a memcache.conf, and has nothing of ours')
    if sections:
        return Kind.NOVA
    if re.search(r'^\s*#?\s*(stdio_handler|security_driver|remember_owner)'
                 r'\s*=', text, re.MULTILINE):
        return Kind.QEMU
    if _SETTING.search(text):
        raise ValueError('it has no [section], so it is neither nova.conf, '
                         'api-paste.ini nor proxy-server.conf')
    raise ValueError('nothing is set in it, so it is neither nova.conf, '
                     'api-paste.ini nor proxy-server.conf')


def _paste(sections: list[str], text: str) -> Kind:
    uses = _USE.findall(text)
    names = ' '.join(sections)
    if any('nova.api' in use or 'pipeline_factory_v21' in use
           for use in uses) or 'openstack_compute_api' in names or (
               'composite:osapi_compute' in sections):
        return Kind.API_PASTE
    back_end = next(filter(None, map(_BACK_END.search, uses)), None)
    if back_end is not None:
        raise ValueError('it is of a swift %s server, where no client '
                         'comes' % back_end[1])
    if any(use.startswith('egg:swift#') or 'swift' in use for use in uses) or (
            'pipeline:main' in sections):
        return Kind.PROXY
    ours = set(_ours(uses))
    if ours & {'client_address', 'client_stamp', 'console_limit'}:
        return Kind.API_PASTE
    if 'ip_whitelist' in ours:
        return Kind.PROXY
    raise ValueError('it is for paste, but neither of nova-api nor of '
                     'swift-proxy')


def _ours(uses: list[str]) -> Iterator[str]:
    for use in uses:
        yield use.rpartition('#')[2].partition(':')[0].rpartition('.')[2]
