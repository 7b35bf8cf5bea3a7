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

"""What the figures show agrees with what is known otherwise."""

import csv
import io

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.console import bus
from swift_ops_ext import operation
from tools.figures import blast_radius
from tools.figures import pipelines
from tools.figures import rabbit_hole
from tools.figures import sampled_options
from tools.figures import whitelist_decisions

DECIDED = {row.case: dict(zip((one.head.replace('/', ' ') for one in
                               whitelist_decisions.COLUMNS), row.answers,
                              strict=True))
           for row in whitelist_decisions.rows()}


@pytest.mark.parametrize(('case', 'column', 'answer'), [
    # The lines of the table in the manual, by their numbers.
    ('Allow names him', 'always_deny names him', '403'),                 # 1
    ('rules cannot be looked up now', 'as it comes', '503'),             # 2
    ('rules cannot be looked up now', 'always_allow names him', '503'),  # 2
    ('Allow and Deny name him', 'as it comes', '403'),                   # 3
    ('Deny that cannot be read', 'always_allow names him', '403'),       # 3
    ('Allow names others', 'always_allow names him', 'in'),              # 4
    ('Allow names him', 'his address is not known', '403'),              # 5
    ('no rule', 'his address is not known', 'in'),                       # 5
    ('Allow names others', 'as it comes', '403'),                        # 6
    ('Allow-Read names him; he writes', 'as it comes', '403'),           # 6
    ('no rule', 'default = closed', '403'),                              # 7
    ('no such container', 'default = closed', '404'),                    # 7
    ('no rule', 'as it comes', 'in'),                                    # 8
    ('Allow names others', 'mode = log', 'in, logged')])
def test_verdicts_of_the_manual(case, column, answer):
    assert DECIDED[case][column] == answer


def test_mode_log_refuses_nobody():
    assert all(row['mode = log'].startswith(('in', '404'))
               for row in DECIDED.values())


def test_whom_rules_name_is_asked_with_the_operation_that_is_meant():
    reading, writing = (DECIDED['Allow-Read names him; he ' + what][
        'as it comes'] for what in ('reads', 'writes'))
    assert (reading, writing) == ('in', '403')
    assert {one.value for one in operation.BOTH} == {'read', 'write'}


def test_the_radius_is_bounded_where_it_is_said_to_be():
    for row in blast_radius.rows():
        assert row.nova == row.breaker_batches == row.hosts
        assert row.shards == row.both_batches == blast_radius.SHARD
        assert 2 <= row.breaker <= 3
        assert row.both <= row.breaker


def test_bytes_of_the_manual():
    """Those that console_compute.rst has."""
    found = list(csv.reader(io.StringIO(
        rabbit_hole.table(rabbit_hole.rows()))))
    assert ['716 800', '102 400'] in [row[2:] for row in found]
    assert ['7 340 032', '262 144'] in [row[2:] for row in found]
    assert ['700 000 000', '262 144'] in [row[2:] for row in found]


@hypothesis.given(strategies.binary(max_size=300), strategies.integers(1, 5))
def test_the_cost_of_a_log_is_that_of_its_pieces(unit, count):
    # So a piece stands for gigabytes.
    assert rabbit_hole.stock_cost(unit * count) == (
        count * rabbit_hole.stock_cost(unit))


@hypothesis.given(strategies.binary(max_size=2000),
                  strategies.integers(1, 2000))
def test_what_is_guarded_costs_no_more_than_it_may(log, most):
    assert rabbit_hole.stock_cost(bus.bounded(log, most)) <= most


def test_a_default_that_is_not_there_is_no_default():
    assert sampled_options.default('ops_cascade_breaker', 'incidents') == '2'
    with pytest.raises(LookupError):
        sampled_options.default('ops_cascade_breaker', 'incident')
    # Of another group, which comes later.
    with pytest.raises(LookupError):
        sampled_options.default('ops_client_network', 'incidents')


def test_the_pipelines_are_those_of_the_samples():
    assert pipelines.swift().count('ip_whitelist') == 2
    api = pipelines.nova_api()
    assert api.index('client_address') + 1 == api.index('http_proxy_to_wsgi')
    assert api[-3:] == ['client_stamp', 'console_limit',
                        'osapi_compute_app_v21']
