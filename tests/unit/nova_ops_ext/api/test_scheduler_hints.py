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

"""Whatever a body says, what is ours is gone, and the rest is as it was."""

import json

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.api import scheduler_hints

NAME = 'ops_client_network'
OURS = scheduler_hints.Hints(NAME)
WRITTEN = {NAME: ['doc']}
FIRST, SECOND = scheduler_hints.HINT_KEYS
SERVER = {'name': 'a', 'flavorRef': '1'}
UUID = 'b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a1'


def hints_by_nova(request):
    """Give the hints as ServersController.create finds them."""
    hints = {}
    if 'os:scheduler_hints' in request:
        hints = request['os:scheduler_hints']
    elif 'OS-SCH-HNT:scheduler_hints' in request:
        hints = request['OS-SCH-HNT:scheduler_hints']
    return hints


def without_ours(request):
    """The request as it would be had the user sent nothing of ours."""
    return {key: {name: hint for name, hint in value.items() if name != NAME}
            if key in (FIRST, SECOND) and isinstance(value, dict) else value
            for key, value in request.items()}


def replaced(body, hints=WRITTEN):
    """Give the request that Nova gets, and what was done to it."""
    if not OURS.may_be_in(body):
        return json.loads(body), scheduler_hints.Result()
    result = OURS.replace(body, hints)
    return json.loads(body if result.body is None else result.body), result


@strategies.composite
def spelled(draw, text):
    """A JSON string in any of its spellings."""
    spellings = []
    for character in text:
        code = '%04x' % ord(character) if ord(character) < 0x10000 else None
        spellings.append(draw(strategies.sampled_from([
            json.dumps(character)[1:-1],
            json.dumps(character, ensure_ascii=False)[1:-1],
            *(['\\u' + code, '\\u' + code.upper()] if code else [])])))
    return '"%s"' % ''.join(spellings)


LEAVES = strategies.sampled_from([
    'null', 'true', '1', '-0.5', '1e999', 'NaN', '""', '"x"', '"\\ud800"',
    '"\u00e9\U0001f600"', '[]', '{}', '["doc"]', '[""]', '"doc"',
    '[null, {"a": []}]'])
BLANKS = strategies.sampled_from(['', ' ', '\n\t', '\r'])


@strategies.composite
def objects(draw, keys, values, most=5):
    """A JSON object; of a key there may be several."""
    pairs = draw(strategies.lists(
        strategies.tuples(keys.flatmap(spelled), values), max_size=most))
    blank = draw(BLANKS)
    return '{%s}' % (',' + blank).join(
        '%s%s:%s%s' % (blank, key, blank, value) for key, value in pairs)


HINTS = objects(strategies.sampled_from(
    [NAME, NAME, NAME.upper(), ' ' + NAME, NAME + 's', 'same_host', 'group']),
    LEAVES)
SERVERS = objects(strategies.sampled_from(
    ['name', 'flavorRef', 'flavorRef', NAME, FIRST]), LEAVES)
BODIES = objects(
    strategies.sampled_from([FIRST, SECOND, 'server', 'resize', NAME]),
    strategies.one_of(HINTS, HINTS, SERVERS, SERVERS, LEAVES))


@hypothesis.settings(max_examples=100, deadline=None)
@hypothesis.given(BODIES, BLANKS, strategies.booleans())
def test_any_object(text, blank, writes):
    body = (blank + text + blank).encode()
    sent = json.loads(body)
    got, result = replaced(body, WRITTEN if writes else {})
    allowed = without_ours(sent)
    server = sent.get('server')
    hints = hints_by_nova(allowed)
    is_create = isinstance(server, dict) and 'flavorRef' in server
    expected = allowed
    if writes and is_create and isinstance(hints, dict):
        key = FIRST if FIRST in sent or SECOND not in sent else SECOND
        expected = {**allowed, key: {**hints, **WRITTEN}}
        assert hints_by_nova(got)[NAME] == ['doc']
        assert result.written
    else:
        assert not result.written
    # By text, because there is NaN, and because Nova reads the text.
    assert json.dumps(got, sort_keys=True) == json.dumps(
        expected, sort_keys=True)
    assert bool(result.removed) is (
        json.dumps(sent) != json.dumps(allowed))
    if not result.removed and not result.written:
        assert result.body is None


@pytest.mark.parametrize('text', [
    '{"server": %s, "%s": {"%s": ["ops"]}}',
    '{"server": %s, "%s": {"%s": "ops"}}',
    '{"server": %s, "%s": {"same_host": [], "%s": null}}'])
@pytest.mark.parametrize('key', [
    FIRST, SECOND, '\\u006fs:scheduler_hints',
    'OS-SCH-HNT:scheduler\\u005Fhints'])
@pytest.mark.parametrize('name', [
    NAME, '\\u006fps_client_network', 'ops\\u005fclient_network',
    'ops\\u005Fclient_networ\\u006b'])
def test_spellings(text, key, name):
    got, _result = replaced((text % (json.dumps(SERVER), key, name)).encode())
    assert hints_by_nova(got)[NAME] == ['doc']
    got, result = replaced(
        (text % (json.dumps(SERVER), key, name)).encode(), {})
    assert NAME not in hints_by_nova(got)
    assert result == (result.body, (NAME,), False)


def test_the_last_of_two_keys_counts():
    body = ('{"server": %s, "%s": {"a": "1"}, "%s": {"%s": "ops", "%s": '
            '"dev"}}' % (json.dumps(SERVER), FIRST, FIRST, NAME, NAME))
    got, _result = replaced(body.encode())
    assert got == {'server': SERVER, FIRST: WRITTEN}


def test_both_keys():
    body = json.dumps({'server': SERVER, SECOND: {NAME: 'ops', 'a': '1'},
                       FIRST: {}})
    got, _result = replaced(body.encode())
    # It is the first that counts, also when it is empty.
    assert got == {'server': SERVER, SECOND: {'a': '1'}, FIRST: WRITTEN}


@pytest.mark.parametrize('hints', [None, 'text', [], [{NAME: 'ops'}], 1])
def test_hints_that_nova_refuses(hints):
    body = json.dumps({'server': SERVER, FIRST: hints, SECOND: {'a': '1'}})
    assert OURS.replace(body.encode(), WRITTEN) == (None, (), False)


@pytest.mark.parametrize('body', [
    b'', b'not JSON', b'[]', b'null', b'"flavorRef"', b'{', b'{}{}',
    b'\xff{"server": {"flavorRef": 1}}',
    b'\xef\xbb\xbf{"server": {"flavorRef": 1}}',
    '{"server": {"flavorRef": 1}}'.encode('utf-16'),
    '{"server": {"flavorRef": 1}}'.encode('utf-32-be'),
    b'{"server": {"flavorRef": %s}}' % (b'1' * 5000),
    b"{'server': {'flavorRef': 1}}", b'{"server": {"flavorRef": 1},}'])
def test_what_nova_cannot_read_is_left_to_it(body):
    assert OURS.replace(body, WRITTEN) == (None, (), False)


@pytest.mark.parametrize('server', [
    {'name': 'a'}, [], None, 'flavorRef', ['flavorRef'],
    {'metadata': {'flavorRef': 'a'}}])
def test_no_create(server):
    body = json.dumps({'server': server}).encode()
    assert OURS.replace(body, WRITTEN) == (None, (), False)
    body = json.dumps({'resize': SERVER}).encode()
    assert OURS.replace(body, WRITTEN) == (None, (), False)


@pytest.mark.parametrize('error', [RecursionError, MemoryError])
@pytest.mark.parametrize('what', ['loads', 'dumps'])
def test_what_it_has_no_room_for(monkeypatch, what, error):
    def fails(*args, **kwargs):
        raise error
    monkeypatch.setattr(json, what, fails)
    with pytest.raises(scheduler_hints.Unreadable, match=error.__name__):
        OURS.replace(b'{"server": {"flavorRef": 1}}', WRITTEN)


def test_too_deep():
    body = b'{"server": {"flavorRef": %s}}' % (b'[' * 200000 + b']' * 200000)
    with pytest.raises(scheduler_hints.Unreadable, match='RecursionError'):
        OURS.replace(body, WRITTEN)


@pytest.mark.parametrize('body', [
    b'{"reboot": {"type": "HARD"}}', b'{"os-getConsoleOutput": {}}',
    b'{"server": {"name": "a\\n"}}'])
def test_others_are_not_even_parsed(body):
    assert not OURS.may_be_in(body)
