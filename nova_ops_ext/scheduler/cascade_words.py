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


"""The words for what was found about a cascade.  Pure.

They stand within the line that explains a decision, so none has a colon and
a blank, or a semicolon.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Sequence

from nova_ops_ext.scheduler import cascade
from nova_ops_ext.scheduler import cascade_deaths

# So many incidents, and hosts of one, are named.
_NAMED = 5


def of_pair(found: cascade.Verdict, limits: cascade.Limits) -> str:
    """Say what was found about a pair, and by what rule it is stopped."""
    said = []
    count = len(found.incidents)
    if count:
        said.append('%d %s (%s)' % (
            count, 'incident' if count == 1 else 'incidents',
            _incidents(found.incidents)))
    if found.together:
        said.append('%d %s died together with as many without its servers '
                    '(option bystanders = %d)' % (
                        found.together, _hosts(found.together),
                        limits.bystanders))
    if found.innocent:
        said.append('not stopped since its servers live on many other hosts '
                    '(option survivors_per_death = %d)' % (
                        limits.survivors_per_death))
    elif found.stopped:
        said.append('stopped by option incidents = %d' % limits.incidents)
    else:
        said.append('not stopped by option incidents = %d' % limits.incidents)
    return ', '.join(said)


def of_evacuations(hosts: Collection[str], limit: int) -> str:
    """Say from where a server was evacuated, and whether that stops it."""
    return 'evacuated from %d %s (%s), %s by option evacuations = %d' % (
        len(hosts), _hosts(len(hosts)), _some(sorted(hosts)),
        'stopped' if len(hosts) >= limit else 'not stopped', limit)


def _incidents(deaths: Sequence[cascade_deaths.Death]) -> str:
    return _some(['%s dead by %sZ' % (
        _some(death.hosts, ' and '),
        death.dead.isoformat(timespec='seconds')) for death in deaths])


def _some(texts: Sequence[str], separator: str = ', ') -> str:
    more = len(texts) - _NAMED
    shown = list(texts[:_NAMED])
    if more > 0:
        shown.append('%d more' % more)
    return separator.join(shown)


def _hosts(count: int) -> str:
    return 'host' if count == 1 else 'hosts'
