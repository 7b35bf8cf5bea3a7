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


"""The ledger: ages, and what cannot be read."""

import json

from hypothesis import given
from hypothesis import strategies as st
import pytest

from nova_ops_ext.imagecache import ledger as ledgers

NAMES = st.text(min_size=1, max_size=8)
ENTRIES = st.dictionaries(NAMES, st.builds(
    ledgers.Entry, st.integers(0, 2 ** 64), st.floats(0, 1e10),
    st.integers(0, 1000)))
LEDGERS = st.builds(ledgers.Ledger, ENTRIES, ENTRIES, st.floats(0, 1e10),
                    st.integers(0, 10 ** 6))


def after(ledger, now, files, *, used=(), complete=True, trash=None):
    return ledgers.after_pass(ledger, now, complete=complete, files=files,
                              trash=trash or {}, in_use=set(used))


def test_a_file_ages_from_when_it_was_first_seen():
    ledger = after(ledgers.Ledger(), 1000.0, {'a': 1})
    assert ledger.files['a'] == (1, 1000.0, 1)
    ledger = after(ledger, 2000.0, {'a': 1, 'b': 2})
    assert ledger.files == {'a': (1, 1000.0, 2), 'b': (2, 2000.0, 1)}
    assert ledger.passes == 2


def test_use_makes_it_young_again():
    ledger = after(ledgers.Ledger(), 1000.0, {'a': 1})
    ledger = after(ledger, 2000.0, {'a': 1}, used=['a'])
    assert ledger.files['a'] == (1, 2000.0, 0)


def test_a_pass_that_has_not_seen_all_does_not_count():
    ledger = after(ledgers.Ledger(), 1000.0, {'a': 1}, complete=False)
    assert ledger.files['a'] == (1, 1000.0, 0)
    assert ledger.passes == 0
    ledger = after(ledger, 2000.0, {'a': 1}, complete=False, used=['a'])
    assert ledger.files['a'] == (1, 2000.0, 0)


def test_another_file_of_the_name_begins_anew():
    ledger = after(ledgers.Ledger(), 1000.0, {'a': 1})
    assert after(ledger, 5000.0, {'a': 7}).files['a'] == (7, 5000.0, 1)


def test_what_is_gone_is_forgotten():
    ledger = after(ledgers.Ledger(), 1000.0, {'a': 1}, trash={'t': 2})
    assert ledger.trash == {'t': (2, 1000.0, 1)}
    ledger = after(ledger, 2000.0, {})
    assert (ledger.files, ledger.trash) == ({}, {})


def test_a_clock_that_went_back():
    ledger = after(ledgers.Ledger(), 1000.0, {'a': 1})
    assert not ledgers.clock_is_behind(ledger, 1000.0 - 300)
    assert ledgers.clock_is_behind(ledger, 1000.0 - 301)
    # Within the tolerance nothing becomes older than it was.
    again = after(ledger, 900.0, {'a': 1}, used=['a'])
    assert (again.last, again.files['a'].since) == (1000.0, 1000.0)


def test_anew():
    ledger = after(ledgers.Ledger(), 9e9, {'a': 1}, trash={'t': 2})
    ledger = ledgers.anew(ledger, 1000.0)
    assert not ledgers.clock_is_behind(ledger, 1000.0)
    assert ledger.files == {'a': (1, 1000.0, 0)}
    assert ledger.trash == {'t': (2, 1000.0, 0)}


@given(LEDGERS)
def test_it_is_read_as_it_was_written(ledger):
    assert ledgers.decode(ledgers.encode(ledger)) == ledger


@given(LEDGERS, st.data())
def test_a_truncated_one_is_none(ledger, data):
    text = ledgers.encode(ledger)
    cut = data.draw(st.integers(0, len(text) - 1))
    with pytest.raises(ValueError):
        ledgers.decode(text[:cut])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.sampled_from(['version', 'files', 'trash', 'last', 'passes', 'a']),
        inner), max_leaves=12)


@given(st.text() | JSON.map(json.dumps))
def test_whatever_is_no_ledger_is_told(text):
    try:
        assert isinstance(ledgers.decode(text), ledgers.Ledger)
    except ValueError as error:
        assert str(error)


@pytest.mark.parametrize('change, why', [
    ({'version': 2}, 'version 2 is unknown'),
    ({'last': -1}, '-1 is no time'),
    ({'last': True}, 'True is no time'),
    ({'passes': 1.5}, '1.5 is no count'),
    ({'files': {'a': [1, 2]}}, 'not enough values'),
    ({'files': {'a': [1, 1e12, 0]}}, 'is no time'),
    ({'files': []}, 'another form'),
])
def test_what_is_wrong_is_named(change, why):
    read = json.loads(ledgers.encode(ledgers.Ledger()))
    with pytest.raises(ValueError, match=why):
        ledgers.decode(json.dumps({**read, **change}))


@given(st.lists(st.tuples(
    st.floats(1, 1e6), st.booleans(), st.booleans()), max_size=30))
def test_ages_never_run_ahead(steps):
    """No file is older, or seen more often, than since its last use."""
    ledger, now, used_at, count = ledgers.Ledger(), 1000.0, None, 0
    for step, complete, used in steps:
        now += step
        ledger = after(ledger, now, {'a': 1}, complete=complete,
                       used=['a'] if used else [])
        if used or used_at is None:
            used_at, count = now, 0
        if not used:
            count += complete
        assert ledger.files['a'] == (1, used_at, count)
