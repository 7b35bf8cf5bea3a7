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

"""The places of our filters in the pipelines of nova-api and swift-proxy."""

from __future__ import annotations

from collections.abc import Sequence

from ops_ext_conf import entries
from ops_ext_conf import words

_API = 'pipeline_factory_v21'
_PROXY_HEADERS = 'http_proxy_to_wsgi'
_CLIENT_ADDRESS = 'client_address'
_SWIFT = ('pipeline:main', 'pipeline')
_WHITELIST = 'ip_whitelist'
#: What Swift has left of the client's first question to memcached.
_LEFT = frozenset(('catch_errors', 'gatekeeper', 'healthcheck',
                   'proxy_logging', 'memcache'))
#: What may stand right of the second place; all else could ask for a
#: container after the filter has judged.
_RIGHT = frozenset(('encryption', 'keymaster', 'kms_keymaster',
                    'kmip_keymaster', 'proxy_logging'))


def api(text: str, ours: Sequence[str]) -> str:
    """Put filters into every line of the compute API.

    :param text: of api-paste.ini
    :param ours: client_address goes before http_proxy_to_wsgi, all others in
        front of the application, in this order
    :raises ValueError: if a line has no place for one
    """
    read = entries.parse(text)
    lines = [number for number, entry in enumerate(read)
             if entry.option and entry.option != 'use'
             and _use(read, entry.section).endswith(_API)]
    if not lines:
        raise ValueError('no section uses nova.api.auth:%s' % _API)
    for number in lines:
        for word in ours:
            there = words.of(read[number].value)
            if word in there:
                continue
            place = len(there) - 1
            if word == _CLIENT_ADDRESS:
                if _PROXY_HEADERS not in there:
                    raise ValueError('[%s] %s has no %s, before which %s '
                                     'has to stand' % (
                                         read[number].section,
                                         read[number].option,
                                         _PROXY_HEADERS, word))
                place = there.index(_PROXY_HEADERS)
            read[number] = words.before(read[number], word, place)
    return entries.write(read)


def swift(text: str) -> str:
    """Put ip_whitelist into a proxy's pipeline, twice.

    :param text: of proxy-server.conf
    :raises ValueError: if there is no pipeline, or one with a single place
    """
    read = entries.parse(text)
    number = entries.find(read, *_SWIFT)
    there = words.of(read[number].value) if number is not None else []
    if number is None or not there:
        raise ValueError('there is no [pipeline:main] pipeline')
    count = there.count(_WHITELIST)
    if count == 2:
        return text
    if count:
        raise ValueError('pipeline lists %s %d time(s); it has to be there '
                         'twice, or not at all' % (_WHITELIST, count))
    kinds = [_kind(read, word) for word in there]
    second = len(there) - 1
    while second > 0 and kinds[second - 1] in _RIGHT:
        second -= 1
    first = 0
    while first < second and kinds[first] in _LEFT:
        first += 1
    # A pipeline may have more in front of its cache.
    if 'memcache' in kinds[first:second]:
        first = kinds.index('memcache') + 1
    entry = words.before(read[number], _WHITELIST, second)
    read[number] = words.before(entry, _WHITELIST, first)
    return entries.write(read)


def _use(read: Sequence[entries.Entry], section: str) -> str:
    number = entries.find(read, section, 'use')
    return '' if number is None else read[number].value.strip()


def _kind(read: Sequence[entries.Entry], word: str) -> str:
    """Name Swift's entry point for a word of the pipeline."""
    package, _colon, point = _use(read, 'filter:' + word).partition('#')
    return point if package == 'egg:swift' else ''
