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

"""Which server a path names, in any spelling that Nova takes for an id."""

import uuid

import hypothesis
from hypothesis import strategies
from oslo_utils import uuidutils
import pytest

from nova_ops_ext.console import server_id

SERVER = '5a3f9c1e-77b0-4d2e-9f10-0c8a6f1d2b34'
PROJECT = '0123456789abcdef0123456789abcdef'


@pytest.mark.parametrize('path', [
    '/servers/%s/action', '/%%s/servers/%s/action' % SERVER,
    '/v2.1/servers/%s/action', '//v2.1///servers//%s///action//',
    '/servers/%s/action.json', '/servers/%s/action/', 'servers/%s/action',
    '/servers/%s'])
def test_paths(path):
    path = path % (PROJECT if SERVER in path else SERVER)
    assert server_id.of(path) == SERVER


@pytest.mark.parametrize('path', [
    '', '/', '/servers', '/servers/detail', '/servers/%s0/action' % SERVER,
    '/servers/%s/action' % SERVER[1:], '/servers/%sg/action' % SERVER[1:],
    '/servers/%s\n/action' % SERVER])
def test_no_id(path):
    assert server_id.of(path) == ''


@strategies.composite
def spellings(draw):
    server = draw(strategies.uuids())
    spelled = draw(strategies.sampled_from([str(server), server.hex]))
    around = draw(strategies.sampled_from(
        ['%s', '{%s}', '{%s', '{{%s}}', 'urn:uuid:%s', 'uuid:%s', 'urn:%s']))
    upper = draw(strategies.sets(strategies.integers(0, 35)))
    spelled = ''.join(
        letter.upper() if place in upper else letter
        for place, letter in enumerate(spelled))
    for place in draw(strategies.lists(strategies.integers(0, 32),
                                       max_size=2)):
        spelled = spelled[:place] + '-' + spelled[place:]
    return server, around % spelled


@hypothesis.given(spellings(), strategies.sampled_from(['', '/' + PROJECT]))
def test_spellings_of_one_server(spelling, project):
    server, spelled = spelling
    hypothesis.assume(uuidutils.is_uuid_like(spelled))
    assert server_id.of('%s/servers/%s/action' % (
        project, spelled)) == str(server)


@hypothesis.given(strategies.text())
def test_any_path(path):
    found = server_id.of(path)
    assert found == '' or str(uuid.UUID(found)) == found
