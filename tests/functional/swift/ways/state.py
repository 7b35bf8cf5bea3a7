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

"""What is in a restricted container, as seen without the filter."""

import json
import pathlib

from tests.functional.swift.ways import place as place_module
from tests.harness import swift_client

_AS_IT_IS = 'multipart-manifest=get&symlink=get'
_OF_NOW = frozenset(('date', 'x-trans-id', 'x-openstack-request-id'))
_PARTS = '+segments'

State = dict[tuple[str, str], bytes]


def of(place: place_module.Place, workdir: pathlib.Path,
       parts: bool) -> State:
    """Everything that a change could have changed."""
    seen: State = {}
    containers = [place.secret]
    if parts:
        containers.append(place.secret + _PARTS)
    if 'twin' in vars(place):
        containers.append(place.twin)
    for container in containers:
        _add(seen, place, container)
    if place.account.endswith(place.tag):
        answer = place.plain.get('', query='format=json')
        seen['', ''] = _headers(answer) + answer.body
    if place.queue:
        seen['', 'queue'] = _queued(place, workdir)
    return seen


def of_open(place: place_module.Place) -> State:
    """What is in the open container, if there is one."""
    seen: State = {}
    if 'open' in vars(place):
        _add(seen, place, place.open)
    return seen


def _add(seen: State, place: place_module.Place, container: str) -> None:
    query = 'format=json'
    listing = place.plain.get(container, query=query)
    if listing.status == 404:
        return
    if listing.headers['X-Versions-Enabled']:
        query += '&versions'
        listing = place.plain.get(container, query=query)
    seen[container, ''] = _headers(listing) + listing.body
    for entry in json.loads(listing.body):
        name = entry['name']
        version = entry.get('version_id')
        which = '&version-id=' + version if version else ''
        answer = place.plain.get(
            container + '/' + name, query=_AS_IT_IS + which)
        seen[container, name + which] = _headers(answer) + answer.body


def _headers(answer: swift_client.Answer) -> bytes:
    return '\n'.join(
        '%s: %s' % item for item in sorted(answer.headers.items())
        if item[0].lower() not in _OF_NOW).encode() + b'\n'


def _queued(place: place_module.Place, workdir: pathlib.Path) -> bytes:
    # Nobody may ask a proxy for that account.
    name = ('%s%s/' % (place.account, place.secret)).encode()
    return b'queued' if any(
        path.stat().st_mtime >= place.made and name in path.read_bytes()
        for path in workdir.glob('srv/*/containers/**/*.db')) else b''
