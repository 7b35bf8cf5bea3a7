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

"""A cloud with client_address, client_stamp and a filter that trusts it."""

from collections import abc
import gzip
import json
import os
import pathlib
import random
from typing import Any
from typing import NamedTuple

import fixtures
from nova import context
from nova import objects

from tests.harness import api_paste
from tests.harness import nova_cloud

ETC = pathlib.Path(__file__).resolve().parents[3] / 'etc' / 'nova'
PASTE = ETC / 'api-paste-client-network.ini'
NAME = 'ops_client_network'
PROXIES = '127.0.9.0/24'
#: of the networks of doc, of ops, and of none
DOC, OPS, OTHER = '127.1.0.5', '127.2.0.5', '127.3.0.5'

SERVER = {'name': 'forged', 'imageRef': nova_cloud.IMAGE,
          'flavorRef': nova_cloud.FLAVOR}


class StampedCloud(nova_cloud.NovaCloud):
    """The guide's cloud; only addresses differ from what etc/ has."""

    SAMPLE = ETC / 'client-network.conf'
    HOSTS: tuple[str, ...] = ('doc-1', 'ops-1', 'dev-1')

    def setUp(self) -> None:
        self.REPLACEMENTS = {
            '10.1.0.0/16': '127.1.0.0/16', '10.2.0.0/16': '127.2.0.0/16',
            '#stamp = trust': 'stamp = trust',
            'ServerGroupAffinityFilter,ClientNetworkFilter':
                'ServerGroupAffinityFilter,SameHostFilter,'
                'DifferentHostFilter,ClientNetworkFilter'}
        self.place = pathlib.Path(self.useFixture(fixtures.TempDir()).path)
        self.API_PASTE = self.paste('x-forwarded-for')
        super().setUp()
        for label in 'doc', 'ops', 'dev':
            self.aggregate(label, [host for host in self.HOSTS
                                   if host.startswith(label)],
                           {'ops_client_networks': label})

    def paste(self, header: str) -> pathlib.Path:
        """Write an api-paste.ini with the proxies of the tests."""
        written = self.place / f'{header}.ini'
        written.write_text(api_paste.laid_over(
            PASTE, {'trusted_proxies': PROXIES, 'header': header}))
        return written

    def hints(self, server: dict[str, Any]) -> dict[str, Any]:
        """The scheduler hints that Nova keeps of a server."""
        return self.spec(server).scheduler_hints

    def spec(self, server: dict[str, Any]) -> objects.RequestSpec:
        return objects.RequestSpec.get_by_instance_uuid(
            context.get_admin_context(), server['id'])


class Way(NamedTuple):
    """A way to send a hint of ours, and what is to come of it.

    :ivar status: of the answer; 202: a server is created, where it would be
        without the hint
    :ivar others: the other hints that it then has
    """

    name: str
    body: bytes
    status: int = 202
    others: abc.Mapping[str, Any] = {}
    path: str = '/v2.1/servers'
    method: str = 'POST'
    headers: abc.Mapping[str, str | None] = {}


def _json(hints: str, server: Any = SERVER) -> bytes:
    networks = {} if server is not SERVER else {'networks': []}
    return ('{"server": %s, %s}' % (
        json.dumps({**server, **networks}), hints)).encode()


PLAIN = _json('"os:scheduler_hints": {"%s": ["doc"]}' % NAME)
_VERSION, _TYPE = 'OpenStack-API-Version', 'Content-Type'
_A = {'a': ['1']}


def _hints(text: str, key: str = 'os:scheduler_hints') -> bytes:
    return _json('"%s": %s' % (key, text % NAME))


_VALUES = [
    Way('list', PLAIN),
    Way('text', _hints('{"%s": "doc"}')),
    Way('two labels', _hints('{"%s": ["doc", "ops"]}')),
    Way('null', _hints('{"%s": null}')),
    Way('number', _hints('{"%s": 1}')),
    Way('object', _hints('{"%s": {"doc": "doc"}}')),
    Way('empty list', _hints('{"%s": []}')),
    Way('beside others', _hints('{"a": "1", "%s": "doc"}'), others=_A),
]
_KEYS = [
    Way('second key', _hints('{"%s": "doc"}', 'OS-SCH-HNT:scheduler_hints')),
    Way('second key beside others', _hints(
        '{"a": "1", "%s": "doc"}', 'OS-SCH-HNT:scheduler_hints'), others=_A),
    Way('both keys', _json(
        '"OS-SCH-HNT:scheduler_hints": {"%s": "doc", "b": "2"}, '
        '"os:scheduler_hints": {"%s": "doc", "a": "1"}' % (NAME, NAME)),
        others=_A),
    Way('first key empty', _json(
        '"OS-SCH-HNT:scheduler_hints": {"%s": "doc"}, '
        '"os:scheduler_hints": {}' % NAME)),
    Way('key twice', _json(
        '"os:scheduler_hints": {"a": "1"}, "os:scheduler_hints": '
        '{"%s": "doc"}' % NAME)),
    Way('hint twice', _json('"os:scheduler_hints": {"%s": "ops", "%s": "doc"}'
                            % (NAME, NAME))),
]
_SPELLINGS = [
    Way('key escaped', _hints(
        '{"%s": "doc"}', '\\u006fs\\u003Ascheduler\\u005fhints')),
    Way('hint escaped', _hints('{"%s": "doc"}').replace(
        b'ops_client', b'o\\u0070s\\u005Fclient')),
    Way('server escaped', PLAIN.replace(b'"server"', b'"\\u0073erver"')
        .replace(b'"flavorRef"', b'"\\u0066lavorRef"')),
    Way('in capitals', _hints('{"%s": "doc"}').replace(
        b'ops_client', b'OPS_CLIENT'), others={'OPS_CLIENT_network': ['doc']}),
    Way('beside other letters', _hints(
        '{"\u00e9": "\U0001f600", "%s": "doc"}'),
        others={'\u00e9': ['\U0001f600']}),
]
_ENCODINGS = [
    Way('begin with a byte order mark', b'\xef\xbb\xbf' + PLAIN, 400),
    Way('UTF-16', PLAIN.decode().encode('utf-16'), 500),
    Way('UTF-7', PLAIN.replace(b'"', b'+ACI-'), 400,
        headers={_TYPE: 'application/json; charset=utf-7'}),
    Way('Latin-1', PLAIN,
        headers={_TYPE: 'application/json; charset=latin-1'}),
    Way('compressed', gzip.compress(PLAIN), 500,
        headers={'Content-Encoding': 'gzip'}),
]
_BODIES = [
    Way('a second document', PLAIN + PLAIN, 400),
    Way('too deep', _json('"x": %s%s' % ('[' * 50000, ']' * 50000)), 400),
    Way('hints are a list', _json('"os:scheduler_hints": [{"%s": "doc"}]'
                                  % NAME), 400),
    Way('hints are null', _json('"os:scheduler_hints": null'), 400),
    Way('no prefix', _json('"scheduler_hints": {"%s": "doc"}' % NAME), 400),
    Way('no prefix, /v2', _json('"scheduler_hints": {"%s": "doc"}' % NAME),
        path='/v2/servers'),
    Way('in the server', _json('"x": 1', {
        **SERVER, 'os:scheduler_hints': {NAME: 'doc'}}), 400),
    Way('in the server, /v2', _json('"x": 1', {
        **SERVER, 'os:scheduler_hints': {NAME: 'doc'}}), path='/v2/servers'),
    Way('two servers', _hints('{"%s": "doc"}').replace(
        b'"name"', b'"min_count": 2, "name"')),
]
_TYPES = [
    Way('vendor type', PLAIN,
        headers={_TYPE: 'application/vnd.openstack.compute+json'}),
    Way('plain text', PLAIN, headers={_TYPE: 'text/plain'}),
    Way('no type', PLAIN, headers={_TYPE: None}),
    Way('form', PLAIN, 415,
        headers={_TYPE: 'application/x-www-form-urlencoded'}),
    Way('XML', PLAIN, 415, headers={_TYPE: 'application/xml'}),
]
_PATHS = [
    Way('project in the path', PLAIN,
        path=f'/v2.1/{nova_cloud.PROJECT}/servers'),
    Way('/v2', PLAIN, path='/v2/servers'),
    Way('/v2, second key', _hints(
        '{"%s": "doc"}', 'OS-SCH-HNT:scheduler_hints'), path='/v2/servers'),
    Way('/v2, project in the path', PLAIN,
        path=f'/v2/{nova_cloud.PROJECT}/servers'),
    Way('format in the path', PLAIN, 404, path='/v2.1/servers.json'),
    Way('slash after the path', PLAIN, 404, path='/v2.1/servers/'),
    Way('two slashes', PLAIN, path='/v2.1//servers'),
    Way('another method', PLAIN, path='/v2.1/servers?_method=post',
        method='PUT'),
    Way('update', PLAIN, 404, method='PUT', path='/v2.1/servers'),
]
_VERSIONS = [
    Way('oldest version', PLAIN, headers={_VERSION: 'compute 2.1'}),
    Way('version 2.37', PLAIN.replace(b'"networks": []',
                                      b'"networks": "none"'),
        headers={_VERSION: 'compute 2.37'}),
    Way('latest version', PLAIN.replace(b'"networks": []',
                                        b'"networks": "none"'),
        headers={'X-OpenStack-Nova-API-Version': 'latest'}),
    Way('unknown version', PLAIN, 406, headers={_VERSION: 'compute 2.999'}),
]

#: Every spelling that Nova might take for a hint, and what it says to it.
KINDS = [_VALUES, _KEYS, _SPELLINGS, _ENCODINGS, _BODIES, _TYPES, _PATHS,
         _VERSIONS]


def ways() -> list[Way]:
    """Every way, or so many of each kind as OPS_EXT_FORGED_HINTS says.

    They are chosen anew each time, so that in the end all are tried.
    """
    most = int(os.environ.get('OPS_EXT_FORGED_HINTS', '1000'))
    return [way for kind in KINDS
            for way in random.sample(kind, min(most, len(kind)))]
