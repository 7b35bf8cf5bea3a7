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

"""A record comes back as it was written, and nothing else is taken for one."""

import dataclasses
import json

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
import pytest

from demo import record

# JSON can have lone surrogates, and what a service says may have them.
TEXTS = st.text(st.characters())
NUMBERS = st.integers(0, 10 ** 15) | st.floats(0, 1e15)
FIGURES = st.builds(
    record.Figure, TEXTS, TEXTS, st.lists(st.builds(
        record.Bar, TEXTS, NUMBERS, TEXTS), max_size=3).map(tuple),
    most=NUMBERS, logarithmic=st.booleans(), note=TEXTS)
LINES = st.lists(TEXTS, max_size=3).map(tuple)
RECORDS = st.builds(
    record.Record, TEXTS, TEXTS, title=TEXTS, tale=TEXTS, about=LINES,
    began=TEXTS, seconds=NUMBERS, outcome=TEXTS, error=TEXTS, log=LINES,
    versions=st.dictionaries(TEXTS, TEXTS, max_size=3),
    requests=st.integers(0, 99), stock=TEXTS, ours=TEXTS,
    figures=st.lists(FIGURES, max_size=2),
    steps=st.lists(st.builds(record.Step, TEXTS, LINES, st.lists(st.builds(
        record.Line, TEXTS, TEXTS, TEXTS, TEXTS), max_size=3)), max_size=2),
    checks=st.lists(st.builds(record.Check, TEXTS, TEXTS, TEXTS,
                              st.booleans()), max_size=3))
SMALL = record.Record(
    'swift', 'swift', figures=[record.Figure('f', 'u', (record.Bar(
        'b', 1),))], steps=[record.Step('s', ('m',), [record.Line(
            'act', 'w')])], checks=[record.Check('c', 'e', 'e', True)],
    versions={'Python': '3'})


@settings(max_examples=50)
@given(RECORDS)
def test_back(one):
    assert record.from_json(one.to_json()) == one


@settings(max_examples=30)
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8))
def test_anything_else(value):
    with pytest.raises(record.Unreadable):
        record.from_json(json.dumps(value))


@pytest.mark.parametrize('text', ['', '{', '[' * 100000, '{"format": 2}'])
def test_no_json(text):
    with pytest.raises(record.Unreadable):
        record.from_json(text)


def places(value, path=()):
    """Where in it there is a value."""
    yield path
    inner = (value.items() if isinstance(value, dict)
             else enumerate(value) if isinstance(value, list) else ())
    for key, one in inner:
        yield from places(one, (*path, key))


@pytest.mark.parametrize('wrong', [
    None, -1, 1e18, float('nan'), float('inf'), {'x': 'y'}, [[1]]])
def test_a_value_that_does_not_fit_is_never_taken_over(wrong):
    """It is refused, or it is what its place is for."""
    text = SMALL.to_json()
    for path in places(json.loads(text)):
        found = whole = json.loads(text)
        for key in path[:-1]:
            found = found[key]
        if path:
            found[path[-1]] = wrong
        else:
            whole = wrong
        try:
            read = record.from_json(json.dumps(whole))
        except record.Unreadable:
            continue
        # It can only be where any text may be a key.
        assert path == ('versions',), path
        assert read.versions == wrong


@pytest.mark.parametrize('field', [
    field.name for field in dataclasses.fields(record.Record)])
def test_a_field_is_missing(field):
    found = json.loads(SMALL.to_json())
    del found[field]
    with pytest.raises(record.Unreadable):
        record.from_json(json.dumps(found))
