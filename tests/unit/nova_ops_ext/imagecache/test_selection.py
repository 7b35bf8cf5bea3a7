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


"""Which unused files go: the circuit breaker and the watermark."""

from hypothesis import given
from hypothesis import strategies as st

from nova_ops_ext.imagecache import selection

FULL = selection.Space(total=1000, used=1000)
WIDE = selection.Limits(files=1000, percent=100, floor=0)


def files(*sizes):
    return [selection.Candidate('f%02d' % number, size, 1000.0 - number)
            for number, size in enumerate(sizes)]


def select(candidates, *, limits=WIDE, space=FULL, low=0, in_cache=100,
           acknowledged=()):
    return selection.select(candidates, in_cache, limits, space, low,
                            acknowledged)


def test_without_a_watermark_all_go_oldest_first():
    assert select(files(1, 2, 3)).chosen == ('f02', 'f01', 'f00')


def test_the_watermark_is_where_it_ends():
    chosen = select(files(100, 100, 100), low=85)
    assert chosen.chosen == ('f02', 'f01')
    assert chosen.enough_free == ('f00',)
    assert select(files(100), low=100).chosen == ()
    assert select(files(100), low=80, space=selection.Space(
        1000, 1000, pending=200)).chosen == ()
    assert select(files(100), low=80, space=selection.Space(
        1000, 1000, pending=199)).chosen == ('f00',)


def test_too_many_files():
    limits = selection.Limits(files=2, percent=100, floor=0)
    assert select(files(1, 1), limits=limits).too_many == ()
    assert select(files(1, 1, 1), limits=limits) == (
        (), ('f02', 'f01', 'f00'), ())


def test_too_many_percent():
    limits = selection.Limits(files=100, percent=50, floor=0)
    assert len(select(files(1, 1), limits=limits, in_cache=4).chosen) == 2
    assert len(select(files(1, 1), limits=limits, in_cache=3).too_many) == 2


def test_a_few_may_always_go():
    limits = selection.Limits(files=0, percent=0, floor=1)
    assert select(files(1), limits=limits, in_cache=1).chosen == ('f00',)
    assert select(files(1, 1), limits=limits, in_cache=9).chosen == ()


def test_what_is_acknowledged_goes():
    limits = selection.Limits(files=1, percent=100, floor=0)
    assert select(files(1, 1), limits=limits,
                  acknowledged={'f00', 'f01'}).chosen == ('f01', 'f00')
    some = select(files(1, 1, 1), limits=limits, acknowledged={'f00'})
    assert (some.chosen, some.too_many) == (('f00',), ('f02', 'f01'))


CANDIDATES = st.lists(st.builds(
    selection.Candidate, st.text(min_size=1, max_size=3),
    st.integers(0, 100), st.floats(0, 10)), max_size=20,
    unique_by=lambda one: one.name)


@given(CANDIDATES, st.builds(selection.Limits, st.integers(0, 30),
                             st.integers(0, 100), st.integers(0, 20)),
       st.integers(0, 2000), st.integers(0, 100), st.integers(0, 30),
       st.sets(st.text(min_size=1, max_size=3)))
def test_each_file_is_in_one_lot(candidates, limits, used, low, more, acked):
    chosen = selection.select(candidates, len(candidates) + more, limits,
                              selection.Space(1000, used), low, acked)
    lots = [*chosen.chosen, *chosen.too_many, *chosen.enough_free]
    assert sorted(lots) == sorted(one.name for one in candidates)
    new = [name for name in chosen.chosen if name not in acked]
    if new:
        assert len(new) <= max(limits.floor, limits.files)
        assert len(chosen.chosen) <= limits.floor or (
            len(chosen.chosen) * 100 <= limits.percent * (
                len(candidates) + more))
    by_name = {one.name: one for one in candidates}
    # Nobody stays who was unused for longer than one who goes.
    going = [by_name[name].since for name in chosen.chosen
             if not chosen.too_many]
    assert all(by_name[name].since >= max(going, default=0.0)
               for name in chosen.enough_free)
    if low and chosen.chosen and not chosen.too_many:
        *others, _last = chosen.chosen
        assert (used - sum(by_name[name].bytes for name in others)
                ) * 100 > low * 1000
