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

"""The manuals' table of what each filter makes of a host is what it does."""

import csv
import datetime
import io
import logging
import pathlib
from unittest import mock

from nova import exception
from nova import objects
from nova.scheduler import filters as nova_filters
import pytest

from nova_ops_ext.scheduler import cascade_deaths
from nova_ops_ext.scheduler import cascade_evidence
from nova_ops_ext.scheduler import filters
from tests.unit.nova_ops_ext.scheduler.filters import rule_worlds

TABLE = (pathlib.Path(__file__).resolve().parents[5] / 'doc' / 'source'
         / 'figures' / 'filter_outcomes.csv')
COLUMNS = ('no rule is about it', 'the rule lets it', 'the rule does not',
           'value cannot be read', 'fact is not known', 'own fault',
           'own fault, refuse', 'mode = log')
NOON = datetime.datetime(2026, 2, 14, 12)
SEED = 'sixteen characters or more'
IMAGE = objects.ImageMeta(id='image')
LIKES = {'ops_client_networks': 'dev'}
DISLIKES = {'ops_client_networks': 'doc'}


def at(address):
    """A request of somebody at an address."""
    made = rule_worlds.spec()
    made._context.remote_address = address
    return made


def host(metadata, **fields):
    aggregates = [rule_worlds.aggregate(metadata, ['a'])] if metadata else []
    return rule_worlds.host('a', *aggregates, **fields)


def placed(count):
    return {'num_proj_p': count, 'num_instances': count}


def silent(metadata):
    made = host(metadata)
    del made.stats
    return made


def racks(first, second=None):
    """Two hosts in racks of their own; a member of the group is on b."""
    other = rule_worlds.host('b', rule_worlds.aggregate(
        {'ops_failure_domain': 'r1'}, ['b']))
    third = rule_worlds.host('c', rule_worlds.aggregate(
        second or {'ops_failure_domain': 'r2'}, ['c']))
    metadata = None if first is None else {'ops_failure_domain': first}
    return [host(metadata), other, third]


def member(policy='anti-affinity'):
    return rule_worlds.spec(
        group=rule_worlds.group(policy, ['b'], ['m']))


def of_image():
    made = rule_worlds.spec()
    made.image = IMAGE
    return made


@pytest.fixture
def cells(monkeypatch):
    """Give what the cells' databases say: so many hosts died of the pair."""
    def make(deaths):
        down, servers = [], []
        for number in range(deaths or 0):
            when = NOON + datetime.timedelta(hours=number)
            begun = when - datetime.timedelta(minutes=1)
            name = 'dead-%d' % number
            down.append(cascade_deaths.DownHost(name, when))
            servers.append(cascade_deaths.Server(
                'r-%d' % number, begun, name, name, launched=begun))
        answers = cascade_evidence.Answers
        for name, found in (('down_hosts', answers([down], 1)),
                            ('servers', answers([(servers, 0)], 1))):
            monkeypatch.setattr(
                cascade_evidence, name, mock.Mock(return_value=found) if
                deaths is not None else mock.Mock(
                    side_effect=exception.CellTimeout))
        from nova_ops_ext.scheduler.filters import cascade_breaker
        monkeypatch.setattr(cascade_breaker.timeutils, 'utcnow',
                            lambda: NOON + datetime.timedelta(hours=9))
    return make


def cases():
    """The first five columns: hosts, of which the first counts; a request.

    A number is of deaths, for what only the databases know.
    """
    dev, nobody = at('192.0.2.1'), at(None)
    cap, burn = 'ops_max_instances_per_project', 'ops_burn_in'
    new = {burn: '24'}
    plain = rule_worlds.spec()
    return {
        'ClientNetworkFilter': (
            ([host(None)], dev), ([host(LIKES)], dev), ([host(DISLIKES)], dev),
            ([host({'ops_client_networks': 'doc;dev'})], dev),
            ([host(DISLIKES)], nobody)),
        'NewHostFilter': (
            ([host(None, hours=1)], plain), ([host(new, hours=25)], plain),
            ([host(new, hours=23)], plain),
            ([host({burn: 'x'}, hours=99)], plain), ([host(new)], plain)),
        'ProjectPerHostFilter': (
            ([host(None, stats=placed(9))], plain),
            ([host({cap: '2'}, stats=placed(1))], plain),
            ([host({cap: '2'}, stats=placed(2))], plain),
            ([host({cap: 'x'}, stats=placed(0))], plain),
            ([silent({cap: '2'})], plain)),
        'FailureDomainFilter': (
            (racks('r1'), rule_worlds.spec()), (racks('r3'), member()),
            (racks('r1'), member()), (racks(' '), member()),
            (racks(None), member())),
        'CascadeBreakerFilter': (
            ([host(None)], of_image(), 0), ([host(None)], of_image(), 1),
            ([host(None)], of_image(), 2),
            ([host({'ops_quarantine': 'perhaps'})], of_image(), 2),
            ([host(None)], of_image(), None)),
        'ShuffleShardFilter': (
            ([host(None)], plain),
            ([host({'ops_shard_size': '1'})], plain),
            ([host({'ops_shard_size': '0'})], plain),
            ([host({'ops_shard_size': 'x'})], plain), None),
    }


OPTIONS = {
    'ClientNetworkFilter': {'networks': ['doc: 10.1.0.0/16'],
                            'default_label': 'dev'},
    'ShuffleShardFilter': {'seed': SEED}}


@pytest.fixture
def outcome(options, cells, caplog):
    caplog.set_level(logging.CRITICAL)

    def make(made, case, **values):
        if case is None:
            return '-'
        hosts, request, *deaths = case
        cells(deaths[0] if deaths else 0)
        options.config(group=made.GROUP, **{
            'mode': 'enforce', 'fail_policy': 'pass', **values})
        found = nova_filters.HostFilterHandler().get_filtered_objects(
            [made()], list(hosts), request)
        return 'passes' if hosts[0] in (found or []) else 'refused'
    return make


def row(made, outcome):
    name = made.__name__
    values = OPTIONS.get(name, {})
    found = cases()[name]
    refused = found[2]
    cells = [outcome(made, case, **values) for case in found]
    with mock.patch.object(made, 'decide', autospec=True,
                           side_effect=MemoryError):
        cells += [outcome(made, refused, fail_policy=policy, **values)
                  for policy in ('pass', 'refuse')]
    return [name, *cells, outcome(made, refused, mode='log', **values)]


def test_the_table_is_what_the_filters_do(outcome):
    written = io.StringIO()
    out = csv.writer(written, lineterminator='\n')
    out.writerow(('Filter', *COLUMNS))
    out.writerows(row(made, outcome) for made in sorted(
        filters.all_filters(), key=lambda made: list(cases()).index(
            made.__name__)))
    assert TABLE.read_text() == written.getvalue(), written.getvalue()


def test_no_dimension_is_decided_by_chance(outcome):
    """The hosts that a rule refuses pass where no rule is about them."""
    for made in filters.all_filters():
        cells = row(made, outcome)
        assert cells[1:4] == ['passes', 'passes', 'refused'], cells
