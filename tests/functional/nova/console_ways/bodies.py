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

"""Bodies that hypothesis makes up, most of them nearly right."""

import json
from typing import Any

from hypothesis import strategies as st

from tests.functional.nova.console_ways import way

_NAME = 'os-getConsoleOutput'
_NUMBERS = st.one_of(
    st.integers(-3, 3), st.integers(990, 1010), st.integers(),
    st.sampled_from([1000.0, 1001.0, -1.0, 1e300, 0.5, -0.0, 10 ** 40]),
    st.floats(allow_nan=True, allow_infinity=True))
_DIGITS = st.one_of(
    st.from_regex(r'-?[0-9]{1,6}\n?', fullmatch=True),
    st.text('0123456789-+ .\n\u0661e', max_size=6))
_LEAVES = st.one_of(st.none(), st.booleans(), _NUMBERS, _DIGITS,
                    st.text(max_size=5))
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=5)
_LENGTHS = st.one_of(st.none(), _NUMBERS, _DIGITS, _VALUES)
_BLANKS = st.text(' \t\r\n', max_size=3)


@st.composite
def _strings(draw: Any, text: str) -> str:
    """A JSON string of the text, some of its letters as escapes."""
    parts = []
    for letter in text:
        form = draw(st.sampled_from(['plain'] * 8 + ['lower', 'upper']))
        if form == 'plain':
            parts.append(json.dumps(letter, ensure_ascii=False)[1:-1])
        else:
            escaped = json.dumps(letter)[1:-1]
            if len(escaped) == 1:
                escaped = ('\\u%04x' if form == 'lower' else '\\u%04X'
                           ) % ord(letter)
            parts.append(escaped)
    return '"%s"' % ''.join(parts)


@st.composite
def _objects(draw: Any, members: Any) -> str:
    """A JSON object of these members, also several of one key."""
    parts = []
    for key, value in draw(members):
        parts.append('%s%s%s:%s%s%s' % (
            draw(_BLANKS), draw(_strings(key)), draw(_BLANKS),
            draw(_BLANKS), value, draw(_BLANKS)))
    return '{%s}' % ','.join(parts)


def _texts(values: Any) -> Any:
    return values.map(json.dumps)


_INNER = _objects(st.lists(
    st.tuples(st.sampled_from(['length'] * 5 + ['x', 'Length', '']),
              _texts(_LENGTHS)),
    max_size=3))
_ACTIONS = st.one_of(_INNER, _INNER, _INNER, _texts(_VALUES))
_TEXTS = _objects(st.lists(
    st.tuples(st.sampled_from([_NAME] * 9 + ['unpause']), _ACTIONS),
    min_size=1, max_size=3))


@st.composite
def bodies(draw: Any) -> bytes:
    """A body: nearly always JSON, at times with a byte out of place."""
    text = draw(st.one_of(_TEXTS, _TEXTS, _TEXTS, _texts(_VALUES)))
    body = draw(_BLANKS).encode() + text.encode(
        'utf-8', 'surrogatepass') + draw(_BLANKS).encode()
    if draw(st.integers(0, 9)) == 9:
        place = draw(st.integers(0, len(body)))
        body = body[:place] + draw(st.binary(max_size=2)) + body[
            place + draw(st.integers(0, 1)):]
    return body


def paths() -> Any:
    """v2.1, or the legacy v2."""
    return st.sampled_from([way.CURRENT, way.LEGACY])
