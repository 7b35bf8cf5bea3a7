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

"""Each way, by a client that is admitted and by one that is not.

Both have the same full credentials.  What counts is the effect and not the
status: what arrived, and what is seen to have changed through a proxy
without the filter.
"""

from concurrent import futures
from typing import NamedTuple

import pytest

from tests.functional.swift.ways import catalogue
from tests.functional.swift.ways import laboratory
from tests.functional.swift.ways import registry
from tests.functional.swift.ways import restrictions

ADMITTED = '127.0.0.2'
REFUSED = '127.0.0.3'

# While one waits for a disk, another can go on.
AT_A_TIME = 3


@pytest.fixture(scope='session')
def lab(cluster):
    return laboratory.Laboratory(cluster)


class Trial(NamedTuple):
    """What came of a way."""

    refused: laboratory.Outcome
    admitted: laboratory.Outcome
    without_filter: laboratory.Outcome
    unrestricted: laboratory.Outcome


def trial(lab, way, restriction):
    """Try it four times; a place that nothing happened to is used again."""
    def new_place(there=restriction):
        return lab.place(way, there, restriction.of_account)

    place = new_place()
    refused = lab.attempt(way, place, lab.filtered, REFUSED)
    if way.once:
        place = new_place()
    admitted = lab.attempt(way, place, lab.filtered, ADMITTED)
    reusable = way.kind is registry.Kind.READS and not way.once
    if not reusable:
        place = new_place()
    without_filter = lab.attempt(way, place, lab.plain, REFUSED)
    if reusable:
        place.lift()
    else:
        place = new_place(None)
    unrestricted = lab.attempt(way, place, lab.filtered, REFUSED)
    return Trial(refused, admitted, without_filter, unrestricted)


@pytest.fixture(scope='session')
def trials(lab, request):
    """All that are selected, several at a time, begun in their order."""
    wanted = [(item.callspec.params['way'],
               item.callspec.params['restriction'])
              for item in request.session.items
              if 'trials' in getattr(item, 'fixturenames', ())]
    with futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        yield {key: pool.submit(trial, lab, *key) for key in wanted}
        pool.shutdown(cancel_futures=True)


#: One or two of each class, for the other kinds of rules.
SAMPLE = frozenset((
    'Direct: get', 'Direct: put_over', 'Listings: json', 'Spellings: host',
    'Copies: copy_out', 'Large objects: slo_second_part',
    'Symlinks: symlink_head', 'Versions: version', 'Bulk: delete',
    'Signed: tempurl', 'Signed: form', 'S3: get', 'S3: part_in_swift',
    'Static web: listing', 'Guesses: if_match'))


WAYS = [pytest.param(
    way,
    restrictions.ACCOUNT if way.of_account else restrictions.CONTAINER,
    id=str(way)) for way in catalogue.ALL]
WAYS += [pytest.param(way, restriction,
                      id='%s, %s' % (way, restriction.name))
         for way in catalogue.ALL if str(way) in SAMPLE
         for restriction in restrictions.OTHERS]


@pytest.mark.parametrize(('way', 'restriction'), WAYS)
def test_way(trials, way, restriction):
    refused, admitted, without_filter, unrestricted = trials[
        way, restriction].result()
    # Else it would be no way at all.
    assert bool(without_filter.effect) is not way.closed_by_swift
    assert unrestricted.effect == without_filter.effect
    assert unrestricted.achieved == without_filter.achieved
    assert admitted.effect == without_filter.effect
    assert admitted.achieved == without_filter.achieved
    assert not refused.effect, refused.statuses


def test_the_sample_is_there():
    assert SAMPLE <= set(map(str, catalogue.ALL))
