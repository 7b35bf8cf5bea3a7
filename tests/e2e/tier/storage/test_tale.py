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

"""The guide's containers for some addresses only, on three Swifts."""

import collections

import pytest

from tests.e2e.storage import pipeline
from tests.e2e.storage import tale
from tests.e2e.tier import report

TITLE = 'Containers for some addresses only'
STOCK, GUIDE, OURS = (pipeline.Filter.STOCK, pipeline.Filter.GUIDE,
                      pipeline.Filter.OURS)
TOLD_BY = {STOCK: 'Swift as it comes', GUIDE: 'the guide\'s example',
           OURS: 'with ours'}


@pytest.fixture(scope='module')
def asked(swift, cast, ground):
    return list(tale.people(swift, cast, ground))


@pytest.fixture(scope='module')
def tried(swift, cast, ground):
    return list(tale.requests(swift, cast, ground))


def _got(asked, which, admitted, door=None):
    """How many got the secret, and of how many."""
    these = [one for one in asked
             if one.which is which and one.admitted is admitted
             and door in (None, one.door)]
    return sum(one.got for one in these), len(these)


def test_table_of_people(asked, tables):
    table = tables['storage-people'] = report.Table('storage-people', (
        'way in', 'from', *TOLD_BY.values()))
    for door in dict.fromkeys(one.door for one in asked):
        for admitted, whence in ((True, 'an address that is named'),
                                 (False, 'elsewhere')):
            cells = ['%d of %d' % _got(asked, which, admitted, door)
                     for which in TOLD_BY]
            table.add(door, whence,
                      *('' if cell == '0 of 0' else cell for cell in cells))


def test_table_of_requests(tried, tables):
    rows = collections.defaultdict(dict)
    for one in tried:
        rows[one.name][one.which] = 'let in' if one.let_in else 'kept out'
    table = tables['storage-requests'] = report.Table('storage-requests', (
        'request from elsewhere', *TOLD_BY.values()))
    for name, cells in rows.items():
        table.add(name, *(cells[which] for which in TOLD_BY))


def test_tale(asked, tried, tables):
    table = tables.setdefault('tales', report.Table('tales', (
        'tale', 'told by', 'outcome', 'it happens')))
    for which, told_by in TOLD_BY.items():
        kinds = [one.let_in for one in tried if one.which is which]
        served, of_served = _got(asked, which, True)
        let_in, of_let_in = _got(asked, which, False)
        table.add(
            TITLE, told_by, '%d of %d kinds of request from elsewhere succeed;'
            ' of people with each permission, by each way in, %d of %d from '
            'elsewhere and %d of %d who are named get in' % (
                sum(kinds), len(kinds), let_in, of_let_in, served, of_served),
            'yes' if any(kinds) or let_in else 'no')


def test_ours_keeps_out_and_lets_in(asked, tried):
    wrong = [one for one in asked
             if one.which is OURS and one.got is not one.admitted]
    wrong += [one for one in tried if one.which is OURS and (
        one.let_in or one.served is False)]
    assert not wrong


def test_there_is_something_to_keep_out(asked, tried):
    # Else the rest of this would show nothing.
    assert all(one.got for one in asked if one.which is STOCK)
    assert all(one.let_in for one in tried if one.which is STOCK)
    assert any(one.let_in for one in tried if one.which is GUIDE)
    assert not all(one.got for one in asked
                   if one.which is GUIDE and one.admitted)
