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

"""The table: cause, what stock does, what ours does and why."""

from __future__ import annotations

from tests.functional.nova.image_cache import cause as causes
from tests.functional.nova.image_cache import trial
from tests.functional.nova.image_cache import world as worlds

MODES = (worlds.STOCK, worlds.TRASH, worlds.OBSERVE)

_ROW = '%-5s %-58s %-6s %-6s %-7s %-33s %s'
_outcomes: dict[str, dict[str, trial.Outcome]] = {}


def add(cause: causes.Cause, mode: str, outcome: trial.Outcome) -> None:
    """Remember it for the table."""
    _outcomes.setdefault(cause.id, {})[mode] = outcome


def text(rows: list[causes.Cause]) -> str:
    """The table of what was tried of these, and the sums."""
    lines = [_ROW % ('id', 'cause', 'stock', 'ours', 'observe',
                     'ours says', 'and blindfolded')]
    lost = dict.fromkeys(MODES, 0)
    tried = 0
    for row in rows:
        outcomes = _outcomes.get(row.id)
        if outcomes is None:
            continue
        tried += 1
        words = []
        for mode in lost:
            outcome = outcomes.get(mode)
            words.append(_word(outcome))
            lost[mode] += outcome is not None and outcome.lost
        ours = outcomes.get(worlds.TRASH)
        lines.append(_ROW % (row.id, row.title, *words,
                             ours.why if ours is not None else '',
                             ours.alone if ours is not None else ''))
    lines.append(_ROW % ('', '%d tried; lost:' % tried,
                         *lost.values(), '', ''))
    return '\n'.join(line.rstrip() for line in lines)


def _word(outcome: trial.Outcome | None) -> str:
    if outcome is None or outcome.cannot:
        return '-'
    return 'LOST' if outcome.lost else 'kept'
