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

"""Rates, and a bucket for each key beside a model with exact fractions."""

import fractions
import sys
import threading

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.console import rate as rates

SECOND = 10 ** 9
RATES = strategies.builds(
    rates.Rate, strategies.integers(1, 1000) | strategies.integers(1, 10 ** 9),
    strategies.sampled_from([1, 60, 3600, 86400]))


class Model:
    """Tokens in a bucket, as fractions; nothing is ever forgotten."""

    def __init__(self, rate, burst):
        # A bucket is filled no faster than the rate; it may be a nanosecond
        # per token slower.
        self.interval = -(-rate.seconds * SECOND // rate.number)
        self.burst = burst
        self.buckets = {}

    def take(self, key, now):
        tokens, last = self.buckets.get(key, (fractions.Fraction(self.burst),
                                              now))
        tokens = min(fractions.Fraction(self.burst),
                     tokens + fractions.Fraction(now - last, self.interval))
        if tokens < 1:
            return (1 - tokens) * self.interval
        self.buckets[key] = (tokens - 1, now)
        return 0


@pytest.mark.parametrize(('text', 'rate'), [
    ('30/m', (30, 60)), ('1/s', (1, 1)), ('5/h', (5, 3600)),
    ('7/d', (7, 86400)), ('1/second', (1, 1)), ('1/minute', (1, 60)),
    ('1/hour', (1, 3600)), ('1/day', (1, 86400)), ('030/M', (30, 60)),
    (' 30 / Minute\t', (30, 60)), ('999999999/s', (999999999, 1))])
def test_rates(text, rate):
    assert rates.Rate.parse(text) == rate


@pytest.mark.parametrize('text', [
    '', '30', '/m', '30/', '0/m', '-1/m', '1.5/m', '30/x', '30/mm', '30m',
    '30/m/s', '30/60', '30 per m', '1e3/m', '1000000000/s', '30/ms',
    '\u0663/m', '30/\u017f', '30/\n/m'])
def test_bad_rates(text):
    with pytest.raises(ValueError, match='such as 30/m'):
        rates.Rate.parse(text)


@hypothesis.given(RATES)
def test_written_rates_can_be_read(rate):
    hypothesis.assume(rate.number < 10 ** 9)
    assert rates.Rate.parse(str(rate)) == rate


@hypothesis.given(strategies.text())
def test_no_other_exception(text):
    try:
        assert rates.Rate.parse(text).number > 0
    except ValueError as error:
        assert 'such as 30/m' in str(error)


# (key, how long after the one before, in hundredths of an interval)
TAKES = strategies.lists(strategies.tuples(
    strategies.sampled_from('abcdefgh'),
    strategies.sampled_from([0, 0, 0, 1, 50, 99, 100, 101, 250, 100000])),
    max_size=80)


@hypothesis.given(RATES, strategies.integers(1, 5), TAKES,
                  strategies.sampled_from([1, 3, 1024]))
def test_like_the_model(rate, burst, takes, sweep_at):
    """Also while it forgets buckets all the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rates, '_SWEEP_AT_LEAST', sweep_at)
        buckets, model = rates.Buckets(rate, burst), Model(rate, burst)
        now = 0
        for key, after in takes:
            now += model.interval * after // 100
            wait = model.take(key, now)
            assert buckets.take(key, now) == wait


@hypothesis.given(RATES, strategies.integers(1, 5), TAKES)
def test_never_more_than_the_rate(rate, burst, takes):
    buckets = rates.Buckets(rate, burst)
    per_nanosecond = fractions.Fraction(rate.number, rate.seconds * SECOND)
    now, passed = 0, []
    for _key, after in takes:
        now += int(after / 100 / per_nanosecond)
        if not buckets.take('one', now):
            passed.append(now)
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            assert last - first + 1 <= burst + per_nanosecond * (
                passed[last] - passed[first])


@hypothesis.given(RATES, strategies.integers(1, 5), TAKES)
def test_who_waits_gets_it(rate, burst, takes):
    buckets = rates.Buckets(rate, burst)
    now = 0
    for _key, after in takes:
        now += rate.seconds * SECOND // rate.number * after // 100
        wait = buckets.take('one', now)
        if wait:
            assert buckets.take('one', now + wait - 1) == 1
            now += wait
            assert buckets.take('one', now) == 0


def test_who_is_refused_does_not_wait_longer_for_it():
    buckets = rates.Buckets(rates.Rate(1, 60), 1)
    assert buckets.take('one', 0) == 0
    assert {buckets.take('one', 0) for _again in range(1000)} == {60 * SECOND}


def test_no_exhausted_bucket_is_forgotten():
    buckets = rates.Buckets(rates.Rate(1, 86400), 1)
    assert all(buckets.take(key, 0) == 0 for key in range(5000))
    assert all(buckets.take(key, 1) > 0 for key in range(5000))


def test_full_buckets_are_forgotten():
    buckets = rates.Buckets(rates.Rate(1, 1), 1)
    for key in range(100000):
        buckets.take(key, key * SECOND)
    assert len(buckets) <= 1025
    for key in range(5000):
        buckets.take(('at once', key), 200000 * SECOND)
    assert len(buckets) >= 5000
    for key in range(10000):
        buckets.take(('later', key), (300000 + key) * SECOND)
    assert len(buckets) <= 1025


def test_keys_are_apart():
    buckets = rates.Buckets(rates.Rate(1, 60), 1)
    assert [buckets.take(key, 0) for key in (
        ('a', 'x'), ('a', 'y'), ('b', 'x'))] == [0, 0, 0]


def test_many_threads():
    buckets = rates.Buckets(rates.Rate(1, 86400), 17)
    together = threading.Barrier(64)
    waits = []

    def take():
        together.wait()
        waits.append(buckets.take('one', 0))

    threads = [threading.Thread(target=take) for _each in range(64)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert waits.count(0) == 17
    assert len(waits) == 64
