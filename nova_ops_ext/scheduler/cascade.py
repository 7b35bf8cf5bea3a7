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


"""Does what a project starts from an image take one host after another?  Pure.

Evidence is a host that is down, and a server of the pair of project and image
that began on it shortly before.  Enough separate incidents stop the pair,
unless something else explains them.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
import dataclasses
import datetime

from nova_ops_ext.scheduler import aggregate_value
from nova_ops_ext.scheduler import cascade_deaths
from nova_ops_ext.scheduler import cascade_incidents

#: Aggregate metadata: the hosts that what is stopped may still use.
QUARANTINE_KEY = 'ops_quarantine'
KEYS = (QUARANTINE_KEY,)


@dataclasses.dataclass(frozen=True)
class Limits:
    """What the options say, and how exact a time in the database is.

    :ivar slack: a host may have lived so long after its last heartbeat
    """

    incidents: int
    window: datetime.timedelta
    bystanders: int
    survivors_per_death: int
    slack: datetime.timedelta


@dataclasses.dataclass(frozen=True)
class Verdict:
    """Whether a pair is stopped, and why.

    :ivar incidents: the first batch of each incident, in their order
    :ivar together: hosts that died with others and so prove nothing
    :ivar innocent: it is not stopped because its servers live elsewhere
    """

    stopped: bool
    incidents: tuple[cascade_deaths.Death, ...]
    together: int
    innocent: bool


def check_options(incidents: int, evacuations: int, period: int,
                  down_time: int | None, driver: str | None) -> None:
    """Check what no type of an option can.

    :param down_time: ``service_down_time``; None if it is not known
    :param driver: ``servicegroup_driver``; None if it is not known
    :raises ValueError: naming option, value and what would be right
    """
    for name, value in (('incidents', incidents),
                        ('evacuations', evacuations)):
        if value == 1:
            raise ValueError('option %s = 1: expected 0 (off), or 2 or more'
                             % name)
    if incidents and driver not in (None, 'db'):
        raise ValueError(
            'option incidents = %d: expected 0 with servicegroup_driver = %s, '
            'for the database then does not know which hosts are down' % (
                incidents, driver))
    if down_time is not None and period <= down_time:
        raise ValueError(
            'option period = %d: expected more than service_down_time, '
            'which is %d' % (period, down_time))


def verdict(limits: Limits, down: Mapping[str, cascade_deaths.DownHost],
            servers: Iterable[cascade_deaths.Server], survivors: int
            ) -> Verdict:
    """Decide about a pair.

    :param down: the hosts that died, by name
    :param servers: the pair's servers on them
    :param survivors: how many other hosts the pair's servers live on, since
        longer than the window
    """
    deaths = [(cascade_deaths.batch_of(server, number, limits.window), death)
              for number, server in enumerate(servers)
              for death in cascade_deaths.of_server(
                  server, down, window=limits.window, slack=limits.slack)]
    suspects = {death.hosts[0] for _batch, death in deaths}
    together = cascade_incidents.together(
        suspects, down, limits.bystanders, limits.slack)
    found = cascade_incidents.separate(
        [(batch, death) for batch, death in deaths
         if death.hosts[0] not in together])
    innocent = bool(
        limits.survivors_per_death
        and survivors > limits.survivors_per_death * len(suspects - together))
    enough = 0 < limits.incidents <= len(found)
    return Verdict(enough and not innocent, tuple(found), len(together),
                   enough and innocent)


def quarantine(metadata: Mapping[str, str]) -> bool | str:
    """Tell whether an aggregate is a quarantine.

    :returns: a text that says what is wrong, if it cannot be read
    """
    try:
        return bool(aggregate_value.yes(metadata, QUARANTINE_KEY))
    except ValueError as error:
        return str(error)


def problems(metadata: Mapping[str, str]) -> list[str]:
    """Give the texts of what cannot be read in an aggregate's metadata."""
    found = quarantine(metadata)
    return [found] if isinstance(found, str) else []
