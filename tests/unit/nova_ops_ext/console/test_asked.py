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

"""What a request asks for, beside Nova's own reading of it."""

import json

import hypothesis
from hypothesis import strategies
from nova.api.openstack.compute.schemas import console_output as schema
from nova.api.openstack import wsgi
from nova.api.validation import validators
from nova.compute import manager
from oslo_serialization import jsonutils
import pytest

from nova_ops_ext.console import asked

ACTION = 'os-getConsoleOutput'
LOG_LINES = 40
LOG = b'\n'.join(b'%d' % number for number in range(LOG_LINES))
VALIDATORS = {
    relaxed: validators._SchemaValidator(schema.get_console_output, relaxed)
    for relaxed in (False, True)}
REFUSED = object()


def ours(body):
    """Read as the filter does."""
    return asked.read(body) if asked.may_name_action(body) else None


def nova_reads(body, relaxed):
    """Give the length that nova-api sends to nova-compute."""
    try:
        if wsgi.action_peek(body) != ACTION:
            return REFUSED
        decoded = jsonutils.loads(body)
        VALIDATORS[relaxed].validate(decoded)
    except Exception:
        # Whatever it is, the user gets an error.
        return REFUSED
    return decoded[ACTION].get('length')


def nova_serves(length):
    """Give the lines that nova-compute sends."""
    if length is None:
        return LOG.split(b'\n')
    tail = manager.ComputeManager._tail_log(None, LOG, length)
    return tail.split(b'\n') if tail else []


def check(body):
    """Compare the two readings, and what is served with what is known."""
    found = ours(body)
    length = nova_reads(body, relaxed=True)
    if length is REFUSED:
        assert found is None
        return
    assert found is not None
    assert found.strict == (nova_reads(body, relaxed=False) is not REFUSED)
    served = nova_serves(length)
    if found.lines is None:
        # -1 is all but the first.
        assert len(served) >= LOG_LINES - 1
    else:
        assert len(served) == min(found.lines, LOG_LINES)
        assert served == LOG.split(b'\n')[LOG_LINES - len(served):]


SPACES = strategies.text(' \t\r\n', max_size=3)


@strategies.composite
def spelled(draw, text):
    """Spell a string in JSON, any character as it is or escaped."""
    escaped = draw(strategies.sets(strategies.integers(0, len(text) or 1)))
    form = draw(strategies.sampled_from(['\\u%04x', '\\u%04X']))
    return '"%s"' % ''.join(
        form % ord(character)
        if place in escaped or character in '"\\' or character < ' '
        else character for place, character in enumerate(text))


DIGITS = strategies.one_of(
    strategies.integers(-3, 50).map(str),
    strategies.integers().map(str),
    strategies.sampled_from([
        '-1', '-0', '-2', '0', '00', '007', '-01', '+5', '1_000', '1000',
        '1001', '10\n', '10\n\n', '\n10', ' 10', '10 ', '', '-', '--1',
        '\u0661\u0660', 'abc', '1e3', '0x10', '10.0', 'inf', 'nan', 'true']))
LONG_DIGITS = strategies.builds(
    lambda sign, digit, count, last: sign + digit * (count - 1) + last,
    strategies.sampled_from(['', '-']), strategies.sampled_from('019'),
    strategies.sampled_from([4299, 4300, 4301, 5000]),
    strategies.sampled_from('0129'))
NUMBERS = strategies.one_of(
    strategies.integers(-3, 50).map(str), strategies.integers().map(str),
    strategies.floats().map(json.dumps),
    strategies.integers(-3, 50).map('{}.0'.format), LONG_DIGITS,
    strategies.sampled_from([
        '-1.0', '-0.0', '-0', '1e1', '1E+1', '10e-1', '1e3', '1e300', '1e400',
        '-1e0', '-1e400', '1e-400', '0.5', '-1.5', '-1.0000000000000000001',
        '01', '+1', '.5', '1.', '0x1', 'NaN', 'Infinity', '-Infinity']))
ATOMS = strategies.one_of(
    NUMBERS, strategies.one_of(DIGITS, LONG_DIGITS).flatmap(spelled),
    strategies.sampled_from(['null', 'true', 'false', 'None', '']))


def objects(keys, values):
    """Give JSON objects, also with equal keys, and with spaces."""
    members = strategies.tuples(
        SPACES, keys.flatmap(spelled), SPACES, values, SPACES).map(
            lambda part: '%s%s%s:%s%s' % part)
    return strategies.lists(members, max_size=3).map(
        lambda given: '{%s}' % ','.join(given))


def mostly(usual, *others):
    return strategies.one_of(
        strategies.just(usual), strategies.just(usual),
        strategies.sampled_from(others))


ACTIONS = objects(
    mostly('length', 'Length', 'length ', '', 'extra', '\ud800', '\u017f'),
    ATOMS | strategies.sampled_from(['[]', '{}', '[10]', '{"length": 1}']))
BODIES = strategies.tuples(
    SPACES, objects(
        mostly(ACTION, 'os-getConsoleoutput', ACTION + ' ', 'reboot',
               'os-get\u0421onsoleOutput'),
        strategies.one_of(ACTIONS, ACTIONS, ACTIONS, ATOMS)),
    SPACES, mostly('', '\0', ',', '}', '{}', '\x1a')).map(''.join)


@hypothesis.settings(max_examples=1500, deadline=None)
@hypothesis.given(BODIES.filter(lambda text: '\ud800' not in text))
def test_reads_as_nova_does(text):
    check(text.encode())


@hypothesis.settings(max_examples=500, deadline=None)
@hypothesis.given(strategies.one_of(NUMBERS, DIGITS.flatmap(spelled),
                                    LONG_DIGITS.flatmap(spelled)))
def test_lengths(written):
    check(('{"%s": {"length": %s}}' % (ACTION, written)).encode())


@pytest.mark.parametrize('count', [4299, 4300, 4301, 5000])
@pytest.mark.parametrize('sign', ['', '-'])
@pytest.mark.parametrize('digits', ['0', '1', '9'])
@pytest.mark.parametrize('last', ['0', '1', '2', '2\\n'])
@pytest.mark.parametrize('quote', ['', '"'])
def test_long_lengths(count, sign, digits, last, quote):
    """Python does not convert more than 4300 digits; Nova then guesses."""
    check(('{"%s": {"length": %s}}' % (
        ACTION, quote + sign + digits * (count - 1) + last + quote)).encode())


@hypothesis.settings(deadline=None)
@hypothesis.given(
    BODIES.filter(lambda text: '\ud800' not in text),
    strategies.sampled_from(['utf-8-sig', 'utf-16', 'utf-16-le', 'utf-32',
                             'cp037']))
def test_encodings(text, encoding):
    try:
        body = text.encode(encoding)
    except UnicodeEncodeError:
        hypothesis.reject()
    check(body)


@hypothesis.given(
    strategies.integers(0, 60),
    strategies.sampled_from([b'\xff', b'\xed\xa0\x80', b'\xc0\xaf', b'\0',
                             b'\xef\xbb\xbf', b'\xe2\x80\xa8', b'\xc2\xa0']))
def test_strange_bytes_anywhere(place, strange):
    body = b'{"os-getConsoleOutput": {"length": null, "a": "b"}}'
    check(body[:place] + strange + body[place:])


@hypothesis.given(strategies.binary())
def test_any_bytes(body):
    check(body)


@pytest.mark.parametrize('form', ['\\u%04x', '\\u%04X'])
@pytest.mark.parametrize('place', range(len(ACTION)))
def test_each_letter_escaped(form, place):
    name = (ACTION[:place] + form % ord(ACTION[place]) + ACTION[place + 1:])
    body = b'{"%s": {"length": 7}}' % name.encode()
    assert json.loads(body) == {ACTION: {'length': 7}}
    assert ours(body) == asked.Asked(7, True)


@hypothesis.given(spelled(ACTION))
def test_any_letters_escaped(name):
    assert ours(('{%s: {}}' % name).encode()) == asked.Asked(None, True)


@pytest.mark.parametrize('name', [
    'os-getConsoleOutputs', 'reboot', 'os-getconsoleoutput',
    r'os\\u002dgetConsoleOutput', r'os-\\u0067etConsoleOutput'])
def test_other_actions(name):
    body = ('{"%s": {}}' % name).encode()
    assert json.loads(body) != {ACTION: {}}
    assert ours(body) is None


@pytest.mark.parametrize('body', [
    b'', b'{"reboot": {"type": "HARD"}}', b'{"server": {"name": "\\u0041"}}',
    b'{"createImage": {"name": "C:\\\\users"}}'])
def test_others_are_not_parsed(body):
    assert not asked.may_name_action(body)


@pytest.mark.parametrize('nesting', ['[', '{"a":'])
@pytest.mark.parametrize('depth', [10, 300])
def test_nesting(nesting, depth):
    deep = nesting * depth + '1' + {'[': ']'}.get(nesting, '}') * depth
    check(('{"%s": {"length": %s, "length": 5}}' % (ACTION, deep)).encode())
    check(('{"%s": {"length": 5, "x": %s}}' % (ACTION, deep)).encode())
    check(('{"%s": {"length": %s}}' % (ACTION, deep)).encode())


@pytest.mark.parametrize('depth', [*range(900, 1010, 5), 50000])
def test_nested_too_deeply(depth):
    """Where Python gives up depends on how deep in calls it is."""
    body = ('{"%s": {"length": %s, "length": 5}}' % (
        ACTION, '[' * depth + ']' * depth)).encode()
    assert asked.read(body) in (None, asked.Asked(5, True))
    # Since 3.12 it counts its own calls only, and allows more of them.
    if depth > 1010:
        assert asked.read(body) is None


@pytest.mark.parametrize('body', [
    b'{"os-getConsoleOutput": {}}', b' {"os-getConsoleOutput":{"a": 1} } \n',
    b'{"os-getConsole\\u004futput": {"length": null, "length": 5}}'])
@hypothesis.given(lines=strategies.integers(1, 2 ** 31 - 1))
def test_reduced(body, lines):
    reduced = asked.reduced(body, lines)
    assert asked.read(reduced) == asked.Asked(lines, True)
    assert nova_reads(reduced, relaxed=False) == lines


def test_reduced_is_as_hard_to_read():
    """What is nested too deeply for Nova still is."""
    body = b'{"os-getConsoleOutput": %s, "os-getConsoleOutput": {}}' % (
        b'[' * 50000 + b']' * 50000)
    with pytest.raises(RecursionError):
        json.loads(asked.reduced(body, 5))


@pytest.mark.parametrize(('lines', 'exceeds'), [
    (None, True), (0, False), (9, False), (10, False), (11, True)])
def test_exceeds(lines, exceeds):
    assert asked.Asked(lines, True).exceeds(10) is exceeds
