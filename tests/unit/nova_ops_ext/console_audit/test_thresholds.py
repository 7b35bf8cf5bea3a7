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

"""Limits, levels and exit codes."""

import itertools

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.console_audit import finding
from nova_ops_ext.console_audit import thresholds

Level = finding.Level
_LIMIT = strategies.none() | strategies.integers(0, 20)


@pytest.mark.parametrize(('value', 'above', 'below'), [
    (0, Level.OK, Level.CRITICAL), (4, Level.OK, Level.CRITICAL),
    (5, Level.OK, Level.WARNING), (9, Level.WARNING, Level.WARNING),
    (10, Level.WARNING, Level.OK), (11, Level.CRITICAL, Level.OK),
])
def test_level(value, above, below):
    assert thresholds.Threshold(5, 10).level(value) is above
    assert thresholds.Threshold(10, 5, below=True).level(value) is below


@hypothesis.given(_LIMIT, _LIMIT, strategies.booleans(),
                  strategies.integers(0, 20))
def test_any_limits(warning, critical, below, value):
    one = thresholds.Threshold(warning, critical, below)

    def beyond(limit):
        return limit is not None and (
            value < limit if below else value > limit)

    expected = (Level.CRITICAL if beyond(critical) else
                Level.WARNING if beyond(warning) else Level.OK)
    assert one.level(value) is expected
    if expected:
        assert beyond(one.passed(value))
    else:
        with pytest.raises(ValueError, match='within'):
            one.passed(value)
    if one.sensible and warning is not None and critical is not None:
        assert beyond(warning) or not beyond(critical)


def test_defaults_are_sensible():
    assert all(one.sensible for one in thresholds.Thresholds())


def test_exit_codes_are_those_of_nagios():
    assert {level.name: int(level) for level in Level} == {
        'OK': 0, 'WARNING': 1, 'CRITICAL': 2, 'UNKNOWN': 3}


@pytest.mark.parametrize('levels', itertools.chain.from_iterable(
    itertools.product(Level, repeat=count) for count in range(4)))
def test_worst(levels):
    found = [finding.Finding(level, 'size', '', '') for level in levels]
    expected = next((level for level in (
        Level.CRITICAL, Level.UNKNOWN, Level.WARNING) if level in levels),
        Level.OK)
    assert finding.worst(found) is expected
    assert [one.level for one in finding.ranked(found)][:1] in (
        [], [expected])


def test_ignored():
    found = [finding.Finding(Level.UNKNOWN, 'hung', '/x', 'hangs'),
             finding.Finding(Level.WARNING, 'size', '/x', 'large'),
             finding.Finding(Level.OK, 'state', '/x', 'odd')]
    kept = finding.without(found, {'hung', 'state'})
    assert [one.level for one in kept] == [Level.OK, Level.WARNING, Level.OK]
    assert [one.text for one in kept] == ['hangs (ignored)', 'large', 'odd']
