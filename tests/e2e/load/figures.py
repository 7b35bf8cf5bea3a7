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

"""What a soak measured, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
import dataclasses

from tests.e2e.load import memory_course
from tests.e2e.load import tally
from tests.e2e.tier import report

_ENDINGS = tuple(tally.Ending)


@dataclasses.dataclass
class Figures:
    """The figures of one run.

    :ivar minutes: how long the load was there
    :ivar tallies: of all that was done
    :ivar memory: of each service
    :ivar harm: what is not as the claims have it
    :ivar faults: errors of ours in the logs
    :ivar let_in_by_log: requests that proxies say they served to someone
        elsewhere
    """

    minutes: float
    tallies: Sequence[tally.Tally]
    memory: Mapping[str, memory_course.Course]
    harm: list[str]
    faults: list[str]
    let_in_by_log: list[str]

    def remarks(self, ending: tally.Ending) -> list[str]:
        return [remark for counted in self.tallies
                for remark in counted.noted(ending)]

    def idle(self) -> list[str]:
        """Kinds of acts of which none did what it is for."""
        wanted = (tally.Ending.DONE, tally.Ending.REFUSED)
        return [kind for counted in self.tallies for kind in counted.kinds()
                if not sum(counted.number(ending, kind)
                           for ending in wanted)]

    def tables(self) -> list[report.Table]:
        return [self._acts(), self._causes(), self._courses()]

    def text(self) -> str:
        return '\n\n'.join('%s, %g minutes\n\n%s' % (
            table.name, self.minutes, table.text())
            for table in self.tables())

    def write(self) -> None:
        for table in self.tables():
            table.write()

    def _acts(self) -> report.Table:
        table = report.Table('soak-acts', (
            'act', 'times', *(ending.value for ending in _ENDINGS),
            'median', '99 %'))
        for counted in self.tallies:
            for kind in counted.kinds():
                table.rows.append((
                    kind, counted.number(kind=kind),
                    *(counted.number(ending, kind) for ending in _ENDINGS),
                    *('%.2f s' % counted.percentile(kind, share)
                      for share in (0.5, 0.99))))
        table.rows.append((
            'all', sum(counted.number() for counted in self.tallies),
            *(sum(counted.number(ending) for counted in self.tallies)
              for ending in _ENDINGS), '', ''))
        return table

    def _causes(self) -> report.Table:
        """Of what was neither done nor refused, the first few of each."""
        table = report.Table('soak-causes', ('ending', 'for example'))
        for ending in _ENDINGS:
            for remark in self.remarks(ending):
                table.rows.append((ending.value, remark[:300]))
        return table

    def _courses(self) -> report.Table:
        table = report.Table('soak-memory', (
            'service', 'start', 'second quarter', 'last quarter', 'end',
            'most'))
        for name, course in sorted(self.memory.items()):
            table.rows.append((name, *map(report.size, (
                course.start, course.settled, course.last, course.end,
                course.largest))))
        return table
