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

"""The newest part of a log, beside a model that has all of it."""

import itertools
import json
import tracemalloc

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.console import tail

LEAST = 1024
# The longest character is a surrogate pair, 12 bytes.
MOST_LOST = 14

CHARACTERS = strategies.sampled_from([
    'a', 'n', 'u', '"', '\\', '\n', '\t', '/', ' ', '}', '\0', '\x7f',
    '\x80', '\xff', '\ufffd', '\u20ac', '\U0001f600', '\\n', '\\u', '\\"',
    '\\ud83d', '\\\n', '"}', '{"output": "'])
LONE_SURROGATES = strategies.sampled_from(
    ['\ud83d', '\udfff', '\ud800', '\udc00', '\ud83d\ud83d\ude00'])
SIZES = strategies.lists(strategies.integers(1, 2000), min_size=1, max_size=4)


def texts(characters):
    """Give texts of some thousand characters that repeat themselves."""
    pieces = strategies.tuples(
        strategies.lists(characters, min_size=1, max_size=5).map(''.join),
        strategies.sampled_from([1, 2, 3, 7, 100, 333, 1001]))
    return strategies.lists(pieces, max_size=6).map(
        lambda given: ''.join(piece * times for piece, times in given))


def normal(text):
    """Let halves of surrogate pairs that have met be one character."""
    return json.loads(json.dumps(text))


def encoded(text, ascii_only=True):
    return json.dumps({'output': text}, ensure_ascii=ascii_only).encode()


def fed(answer, sizes, max_bytes):
    kept = tail.Tail(max_bytes)
    start = 0
    for size in itertools.cycle(sizes):
        kept.feed(answer[start:start + size])
        start += size
        if start >= len(answer):
            return kept


def output(body):
    answer = json.loads(body.decode())
    assert list(answer) == ['output']
    return answer['output']


def check_ended(text, answer, sizes, max_bytes):
    kept = fed(answer, sizes, max_bytes)
    assert kept.total == len(answer)
    assert kept.too_long == (len(answer) > max_bytes)
    if not kept.too_long:
        assert kept.whole() == answer
        return
    cut = kept.cut(ended=True)
    end = output(cut.body)
    assert end
    assert text.endswith(end)
    assert max_bytes - MOST_LOST < len(cut.body) <= max_bytes
    gone = text[:len(text) - len(end)]
    assert cut == tail.Cut(
        cut.body, len(cut.body), len(answer) - len(cut.body),
        end.count('\n') + 1, gone.count('\n'))
    assert cut.lines_kept + cut.lines_dropped == tail.lines(answer)


@hypothesis.settings(max_examples=150, deadline=None)
@hypothesis.given(
    texts(CHARACTERS | LONE_SURROGATES | strategies.characters(codec='utf-8')),
    SIZES, strategies.integers(LEAST, 3000),
    strategies.sampled_from([1, 5, 600, 1 << 20]))
def test_answers(text, sizes, max_bytes, slice_size):
    with pytest.MonkeyPatch.context() as patch:
        # How much is taken at once; otherwise more than these tests have.
        patch.setattr(tail, '_SLICE', slice_size)
        check_ended(normal(text), encoded(text), sizes, max_bytes)


@hypothesis.settings(max_examples=100, deadline=None)
@hypothesis.given(
    texts(CHARACTERS | strategies.characters(codec='utf-8')), SIZES,
    strategies.integers(LEAST, 3000))
def test_answers_in_utf8(text, sizes, max_bytes):
    check_ended(text, encoded(text, ascii_only=False), sizes, max_bytes)


@hypothesis.settings(deadline=None)
@hypothesis.given(
    texts(CHARACTERS), strategies.text(' \t\r\n', max_size=5),
    strategies.text(' \t\r\n', max_size=5), SIZES)
def test_spaces_around(text, before, after, sizes):
    answer = '%s{%s"output"%s:%s%s%s}%s' % (
        before, before, after, before, json.dumps(text), after, after)
    check_ended(text, answer.encode(), sizes, LEAST)


@pytest.mark.parametrize('offset', range(13))
@pytest.mark.parametrize(('character', 'ascii_only'), [
    *itertools.product([
        'a', '"', '\\', '\n', '\xff', '\u20ac', '\U0001f600', '\\n',
        '\\u0041', '"}', '\\\\"'], [True, False]),
    # These are not in UTF-8.
    ('\ud83d', True), ('\ude00', True)])
def test_every_place_of_the_cut(character, offset, ascii_only):
    text = character * 1200 + 'x' * offset
    for size in (1, 10 ** 6):
        check_ended(text, encoded(text, ascii_only), [size], LEAST + offset)


@pytest.mark.parametrize('count', [1000000, 1000001])
@pytest.mark.parametrize('end', ['', 'n', '\n', '"', 'u0041', '"}'])
@pytest.mark.parametrize('max_bytes', [1025, 65536])
def test_backslashes(count, end, max_bytes):
    text = '\\' * count + end
    check_ended(text, encoded(text), [100003], max_bytes)


@pytest.mark.parametrize('text', [
    '', 'a', 'a\n', '\n', 'a\nb', '\\n', 'a\\n\n', '\\\n', '\\\\n\n\\n'])
def test_lines(text):
    assert tail.lines(encoded(text)) == len(text.split('\n'))


@pytest.mark.parametrize('end', ['', '\n', '\n\n', '\\n', '\\\\n', '\\\n'])
def test_lines_are_counted_alike(end):
    """Whether an answer was cut, or was short enough."""
    text = 'line\n' * 400 + 'x' * 20 + end
    answer = encoded(text)
    cut = fed(answer, [len(answer)], LEAST).cut(ended=True)
    assert cut.lines_kept + cut.lines_dropped == len(text.split('\n'))
    assert cut.lines_kept == tail.lines(cut.body)


def spelled_lengths(text):
    return [len(json.dumps(character)) - 2 for character in text]


@hypothesis.settings(max_examples=150, deadline=None)
@hypothesis.given(
    texts(CHARACTERS | LONE_SURROGATES), SIZES, strategies.data())
def test_answers_without_an_end(text, sizes, data):
    text = normal(text)
    answer = encoded(text)
    start = len('{"output": "')
    shown = data.draw(strategies.integers(start, len(answer)))
    kept = fed(answer[:shown], sizes, LEAST)
    cut = kept.cut(ended=False)
    end = output(cut.body)
    assert len(cut.body) <= LEAST
    assert (cut.bytes_kept, cut.bytes_dropped, cut.lines_dropped) == (
        len(cut.body), None, None)
    assert cut.lines_kept == end.count('\n') + 1
    ends = list(itertools.accumulate(spelled_lengths(text), initial=start))
    complete = sum(place <= shown for place in ends) - 1
    # One may be left out, and a half that might have met the other one.
    assert any(text[:most].endswith(end)
               for most in range(max(0, complete - 2), complete + 1))
    if shown > LEAST:
        assert len(cut.body) > LEAST - 3 * MOST_LOST


@pytest.mark.parametrize('end', [
    '', '"', '" ', '"}', '"}\n', '"\r\n}\t ', '\\"', '\\"}', '\\\\"}', '\\',
    '\\u', '\\ud83d', '\\ud83d\\', '\\ud83d\\ude0', '\\ud83d\\ude00',
    '\\\\ud83d', '\\\\ud83dx', '\\\\\\ud83d', '\\\\\\ud83dx', '\\u00e',
    '\u20ac', '\xff'])
@pytest.mark.parametrize('length', [0, 3, 1000, 1012, 5000])
def test_broken_off(length, end):
    """At the end of everything, too, if nobody said that it was the end."""
    answer = b'{"output": "' + b'x' * length + end.encode()
    for shown in range(len(answer) - len(end.encode()), len(answer) + 1):
        cut = fed(answer[:shown], [700], LEAST).cut(ended=False)
        assert output(cut.body).strip('x') in (
            '', '"', '\\', '\\u', '\\ud', '\\ud8', '\\ud83', '\\ud83d',
            '\\ud83dx', '\U0001f600', '\u20ac', '\xff', '"}', '\\ud83d')
        assert len(cut.body) <= LEAST


@pytest.mark.parametrize('end', [
    b'', b'"', b'}', b'\\"}', b'\\\\\\"}', b'"}}', b'"]', b'"}x', b'",}',
    b'"}' + b' ' * 300, b'\\'])
def test_odd_ends(end):
    kept = tail.Tail(LEAST)
    kept.feed(b'{"output": "' + b'x' * 5000 + end)
    with pytest.raises(ValueError, match='does not end'):
        kept.cut(ended=True)


@pytest.mark.parametrize('more', [
    b'", "more": "', b'"}{"output": "', b'" "', b'\\\\", "more": "'])
@pytest.mark.parametrize('place', [1, 3500, 4900])
@pytest.mark.parametrize('ended', [True, False])
def test_more_than_a_log(more, place, ended):
    """What is left of it would be no JSON, or something else."""
    kept = tail.Tail(LEAST)
    answer = b'x' * place + more + b'x' * (5000 - place)
    with pytest.raises(ValueError):
        kept.feed(b'{"output": "' + answer + b'"}'[:2 * ended])
        kept.cut(ended=ended)


@pytest.mark.parametrize('beginning', [
    b'', b'{}', b'[]', b'{"output": 1}', b'{"output": null}', b'x{"output":"',
    b'{"Output": "', b'{"a": 1, "output": "', b'{"output', b'"output": "'])
def test_other_answers(beginning):
    assert not tail.begins_console_log(beginning)
    kept = tail.Tail(LEAST)
    kept.feed(beginning)
    with pytest.raises(ValueError, match='does not begin'):
        kept.cut(ended=True)


@pytest.mark.parametrize('beginning', [
    b'{"output": "', b'{"output":"', b' \t\r\n{\n"output" :\t"abc'])
def test_answers_with_a_log(beginning):
    assert tail.begins_console_log(beginning)


@hypothesis.settings(max_examples=150, deadline=None)
@hypothesis.given(
    strategies.sampled_from([b'', b'{"output": "']),
    strategies.lists(strategies.tuples(
        strategies.one_of(
            strategies.binary(min_size=1, max_size=4),
            strategies.sampled_from([b'\\', b'"', b'}', b'\x80', b'\xe2\x82',
                                     b'\\u12', b'\\ud83d'])),
        strategies.sampled_from([1, 2, 700, 3000])), max_size=5),
    strategies.booleans(), SIZES)
def test_garbage(beginning, repeated, ended, sizes):
    answer = beginning + b''.join(
        piece * times for piece, times in repeated)
    try:
        kept = fed(answer, sizes, LEAST)
        cut = kept.cut(ended=ended)
    except ValueError as error:
        assert 'the answer does not ' in str(error)
    else:
        assert len(cut.body) <= LEAST or not kept.too_long
        assert cut.body.startswith(b'{"output": "')
        assert cut.body.endswith(b'"}')


@pytest.mark.parametrize(('size', 'times'), [
    (64 << 20, 1), ((3 << 20) + 1, 20), (1 << 20, 64), (7777, 8000)])
def test_memory(size, times):
    """It needs some times max_bytes, however long the answer is."""
    piece = (b'line\\n\\ufffd' * (size // 12 + 1))[:size // 12 * 12]
    kept = tail.Tail(1 << 20)
    tracemalloc.start()
    try:
        kept.feed(b'{"output": "')
        for _each in range(times):
            kept.feed(piece)
        kept.feed(b'"}')
        cut = kept.cut(ended=True)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert kept.total > 50 << 20
    assert len(cut.body) <= 1 << 20
    assert peak < 12 << 20
