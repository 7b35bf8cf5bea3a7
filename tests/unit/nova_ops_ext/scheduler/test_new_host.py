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

"""What a host may take at its age."""

import datetime

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.scheduler import new_host

# A busy machine is no fault.
SETTINGS = hypothesis.settings(
    max_examples=100, deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow])

UTC = datetime.timezone.utc
NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=UTC)
RAMP = new_host.Ramp(2, 0.5, 10)


def ago(hours):
    return NOW - datetime.timedelta(hours=hours)


@pytest.mark.parametrize(('hours', 'instances', 'refusal'), [
    (0, 0, 'in burn-in of 72 hours'),
    (71.99, 0, 'in burn-in of 72 hours'),
    (-5, 0, 'in burn-in of 72 hours'),
    (72, 1, None),
    (72, 2, 'on the ramp, at most 2 instances by now'),
    (73.9, 2, 'on the ramp, at most 2 instances by now'),
    (74, 2, None),
    (81.99, 5, None),
    (81.99, 6, 'on the ramp, at most 6 instances by now'),
    (82, 1000, None)])
def test_age(hours, instances, refusal):
    terms = new_host.Terms(72, RAMP, NOW)
    assert terms.refusal(ago(hours), instances) == refusal
    zone = datetime.timezone(datetime.timedelta(hours=-7))
    assert terms.refusal(ago(hours).astimezone(zone), instances) == refusal


@pytest.mark.parametrize('value', [None, '2020-01-01', 0])
def test_an_age_that_is_not_known_is_none(value):
    created = new_host.registered(value)
    assert created is None
    assert new_host.Terms(1, None, NOW).refusal(created, 0) == (
        'in burn-in of 1 hours, for their age is not known')
    assert new_host.Terms(0, RAMP, NOW).refusal(created, 1) is None
    assert new_host.Terms(0, RAMP, NOW).refusal(created, 2) == (
        'on the ramp, at most 2 instances by now, for their age is not known')


def test_a_time_without_zone_is_utc():
    assert new_host.registered(NOW) == NOW
    assert new_host.registered(NOW.replace(tzinfo=None)) == NOW


def test_a_burn_in_longer_than_the_calendar():
    terms = new_host.Terms(999999999.0, None, NOW)
    assert terms.refusal(ago(24 * 365 * 30), 0) is not None
    # No overflow either for a host that claims to be as old as can be.
    first = datetime.datetime.min.replace(tzinfo=UTC)
    terms.refusal(first, 0)


@SETTINGS
@hypothesis.given(
    strategies.floats(0, 100), strategies.none() | strategies.builds(
        new_host.Ramp, strategies.integers(0, 4), strategies.floats(0, 2),
        strategies.floats(0.1, 50)),
    strategies.floats(-10, 200), strategies.integers(0, 60))
def test_like_a_naive_model(burn_in, ramp, hours, instances):
    created = ago(hours)
    age = max((NOW - created).total_seconds() / 3600, 0)
    if age < burn_in:
        refused = True
    elif ramp is None or age >= burn_in + ramp.hours:
        refused = False
    else:
        refused = instances + 1 > (
            ramp.initial + ramp.per_hour * (age - burn_in))
    # The last digit of a float decides nothing that matters.
    for edge in (burn_in, burn_in + (ramp.hours if ramp else 0)):
        hypothesis.assume(abs(age - edge) > 1e-6)
    if ramp:
        allowed = ramp.initial + ramp.per_hour * (age - burn_in)
        hypothesis.assume(abs(allowed - round(allowed)) > 1e-6
                          or ramp.per_hour == 0)
    terms = new_host.Terms(burn_in, ramp, NOW)
    assert (terms.refusal(created, instances) is not None) is refused
    # Who is settled is not asked for.
    assert not (created <= terms.settled_by and refused)


@pytest.mark.parametrize(('metadata', 'hours'), [
    ({}, None), ({'ops_burn_in': '72'}, 72), ({'ops_burn_in': ' 0.5'}, 0.5),
    ({'ops_burn_in': '0'}, 0)])
def test_burn_in(metadata, hours):
    assert new_host.burn_in(metadata) == hours
    assert new_host.problems(metadata) == []


@pytest.mark.parametrize('text', ['', 'long', '-1', 'inf', 'nan', '72h'])
def test_a_burn_in_that_cannot_be_read(text):
    with pytest.raises(ValueError, match='ops_burn_in = '):
        new_host.burn_in({'ops_burn_in': text})
    (problem,) = new_host.problems({'ops_burn_in': text})
    assert problem.startswith('ops_burn_in = ')


def test_the_longest_counts_and_the_option_only_without():
    assert new_host.merged([1, 3, 2], 9) == 3
    assert new_host.merged([0], 9) == 0
    assert new_host.merged([], 9) == 9


@pytest.mark.parametrize(('specs', 'opted'), [
    (None, False), ({}, False), ({'burn_in': 'true'}, False),
    ({'ops_ext:burn_in': 'true'}, True), ({'ops_ext:burn_in': ' Yes '}, True),
    ({'ops_ext:burn_in': 't'}, True), ({'ops_ext:burn_in': 'false'}, False),
    ({'ops_ext:burn_in': 'perhaps'}, False), ({'ops_ext:burn_in': ''}, False)])
def test_opted_in(specs, opted):
    assert new_host.opted_in(specs) is opted


def test_ramp():
    assert new_host.Ramp.parse(1, 2.0, 3.0) == (1, 2.0, 3.0)
    assert new_host.Ramp.parse(1, 2.0, 0.0) is None


@pytest.mark.parametrize(('values', 'option'), [
    ((0, 0.0, 5.0), 'ramp_hours = 5: expected ramp_initial'),
    ((0, float('inf'), 5.0), 'ramp_per_hour = inf: expected a number'),
    ((0, 1.0, float('nan')), 'ramp_hours = nan: expected a number')])
def test_a_ramp_that_cannot_be_right(values, option):
    with pytest.raises(ValueError, match='option ' + option):
        new_host.Ramp.parse(*values)
