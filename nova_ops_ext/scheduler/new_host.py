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

"""What may a host take at its age?  Pure.

First it burns in, for those alone who want to help; then it takes more and
more, so that a fault that shows under load costs few; then it is like others.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
import datetime
import functools
import math
from typing import NamedTuple

from nova_ops_ext.scheduler import aggregate_value

#: Aggregate metadata: hours that the burn-in of a new host takes.
AGGREGATE_KEY = 'ops_burn_in'
KEYS = (AGGREGATE_KEY,)
#: Extra spec of a flavor: whether its servers may use hosts of any age.
EXTRA_SPEC = 'ops_ext:burn_in'

_HOUR = datetime.timedelta(hours=1)
_UTC = datetime.timezone.utc
_NEVER = datetime.datetime.max.replace(tzinfo=_UTC)
# As Nova's validator of extra specs reads them.
_YES = frozenset(('1', 't', 'true', 'on', 'y', 'yes'))


class Ramp(NamedTuple):
    """How a host that has burned in is filled.

    :ivar initial: instances that it may have at first
    :ivar per_hour: how many more each hour
    :ivar hours: when it ends
    """

    initial: int
    per_hour: float
    hours: float

    @classmethod
    def parse(cls, initial: int, per_hour: float, hours: float
              ) -> Ramp | None:
        """Read the options ``ramp_...``.

        :returns: None if there is no ramp
        :raises ValueError: naming option, value and what would be right
        """
        for name, value in (('ramp_per_hour', per_hour),
                            ('ramp_hours', hours)):
            finite(name, value)
        if not hours:
            return None
        if not initial and not per_hour:
            raise ValueError(
                'option ramp_hours = %g: expected ramp_initial or '
                'ramp_per_hour with it, for otherwise nothing gets onto a '
                'host before the ramp ends' % hours)
        return cls(initial, per_hour, hours)

    def allowed(self, hours: float) -> int:
        """Give how many instances a host may have.

        :param hours: since its burn-in ended
        """
        return math.floor(self.initial + self.per_hour * hours)


class Terms:
    """What applies to hosts of one burn-in, at one moment.

    :param burn_in: hours
    :param ramp: None if there is none
    :param now: the moment, with its time zone
    """

    def __init__(self, burn_in: float, ramp: Ramp | None,
                 now: datetime.datetime) -> None:
        self._burn_in = burn_in
        self._ramp = ramp
        self._now = now
        #: hosts that were registered by then are like any other
        self.settled_by = _before(now, burn_in + (ramp.hours if ramp else 0.0))
        # A host from the future is new, and without burn-in not even that.
        self._burned_by = _before(now, burn_in) if burn_in else _NEVER
        self._burning = 'in burn-in of %g hours' % burn_in
        self._on_ramp = functools.cache(
            'on the ramp, at most %d instances by now'.__mod__)

    def refusal(self, created: datetime.datetime | None, instances: int
                ) -> str | None:
        """Tell why a host may not have one more.

        :param created: when it was registered; None if that is not known: it
            is taken for new
        :param instances: how many it has
        :returns: None if it may
        """
        since = self._now if created is None else created
        if since > self._burned_by:
            reason = self._burning
        elif self._ramp is None or since <= self.settled_by:
            return None
        else:
            age = max((self._now - since) / _HOUR, 0.0)
            allowed = self._ramp.allowed(age - self._burn_in)
            if instances < allowed:
                return None
            reason = self._on_ramp(allowed)
        return reason if created is not None else (
            reason + ', for their age is not known')


def registered(value: object) -> datetime.datetime | None:
    """Read when a host was registered.

    :param value: of its service record
    :returns: None if that is no time, and so is not known
    """
    if not isinstance(value, datetime.datetime):
        return None
    return value if value.tzinfo is not None else value.replace(tzinfo=_UTC)


def _before(now: datetime.datetime, hours: float) -> datetime.datetime:
    try:
        return now - _HOUR * hours
    except OverflowError:
        # Before the calendar began: no host is that old.
        return datetime.datetime.min.replace(tzinfo=_UTC)


def burn_in(metadata: Mapping[str, str]) -> float | None:
    """Give the hours of burn-in of an aggregate.

    :returns: None if it says nothing about that
    :raises ValueError: if it cannot be read
    """
    return aggregate_value.decimal(metadata, AGGREGATE_KEY, least=0)


def problems(metadata: Mapping[str, str]) -> list[str]:
    """Tell every value of an aggregate that cannot be read."""
    return aggregate_value.problems(metadata, burn_in)


def merged(hours: Iterable[float], otherwise: float) -> float:
    """Give the burn-in of a host.

    :param hours: those of its aggregates
    :param otherwise: of hosts whose aggregates say nothing
    """
    return max(hours, default=otherwise)


def opted_in(extra_specs: Mapping[str, str] | None) -> bool:
    """Tell whether a flavor is for hosts in burn-in.

    :param extra_specs: of the flavor; what cannot be read is no
    """
    text = (extra_specs or {}).get(EXTRA_SPEC, '')
    return str(text).strip().lower() in _YES


def finite(option: str, value: float) -> None:
    """Check a number of hours.

    :raises ValueError: naming option, value and what would be right
    """
    if not math.isfinite(value):
        raise ValueError('option %s = %r: expected a number such as 72 or '
                         '0.5' % (option, value))
