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

"""One cause with one manager, and what has become of it."""

from __future__ import annotations

import dataclasses

from nova import test

from tests.functional.nova.image_cache import blindfold
from tests.functional.nova.image_cache import cause as causes
from tests.functional.nova.image_cache import images
from tests.functional.nova.image_cache import reported
from tests.functional.nova.image_cache import world as worlds

#: Hours after which all that could go by its age would go.
_LATER = 30


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What has become of the world.

    :ivar missing: needed files that were not there after some pass
    :ivar broken: what QEMU says of the disks that it cannot open
    :ivar early: whether one was missing before the last round
    :ivar freed: whether the file that nobody needs has left the cache
    :ivar aborted: what the exceptions were that ended passes
    :ivar raised: the same of update() itself
    :ivar kept: whether the last hosts had anything to keep
    :ivar refused: why ours removes nothing at all
    :ivar why: what ours says of the needed files
    :ivar alone: and what when all is gone that told of other hosts
    :ivar cannot: why this machine does not let it be tried
    """

    missing: list[str]
    broken: list[str]
    early: bool
    freed: bool
    aborted: list[str]
    raised: list[str]
    kept: bool = False
    refused: str = ''
    why: str = ''
    alone: str = ''
    cannot: str = ''

    @property
    def lost(self) -> bool:
        return bool(self.missing or self.broken)


def run(case: test.TestCase, root: str, cause: causes.Cause, mode: str
        ) -> Outcome:
    """Let it happen in a fresh world."""
    world = worlds.World(case, root, mode)
    try:
        cause.happens(world)
        why = alone = refused = ''
        if mode == worlds.OBSERVE:
            # So that there is something to remove in the next.
            world.run_ours(after=1)
        if mode != worlds.STOCK:
            world.run_ours(after=_LATER)
            why = reported.why(world)
            refused = ', '.join(dict.fromkeys(
                reason for host in world.last if host.ours
                for reason in reported.refusals(host)))
        # What has gone where there are both is stock's doing.
        freed = images.identity(world.unused) is None and not world.mixed
        if mode == worlds.TRASH and blindfold.matters(world):
            world.run_ours(after=_LATER, before=blindfold.put_on)
            alone = reported.why(world)
        for repair in world.before_judgement:
            repair()
        return Outcome(
            world.missing, world.broken(), world.early,
            freed,
            [why for host in world.hosts for why in host.failed],
            [why for host in world.hosts for why in host.raised],
            reported.anything_needed(world), refused, why, alone)
    except worlds.CannotBeHad as error:
        return Outcome([], [], False, False, [], [], cannot=str(error))
    finally:
        world.close()


def fault(cause: causes.Cause, mode: str, outcome: Outcome) -> str:
    """What is not as it should be; '' if nothing."""
    if outcome.cannot:
        return ''
    if mode == worlds.STOCK:
        if outcome.lost != cause.loses:
            return 'stock %s' % ('loses' if outcome.lost else 'holds')
        if outcome.early:
            return 'lost before what should lose it'
        if bool(outcome.aborted) != cause.aborts:
            return 'passes ended in %s' % outcome.aborted
        return '' if outcome.freed or cause.aborts else (
            'removed nothing')
    if outcome.lost:
        return 'lost'
    if outcome.raised:
        return 'raised %s' % outcome.raised
    if mode == worlds.OBSERVE and outcome.freed:
        return 'removed what nobody needs, though it only observes'
    if mode == worlds.TRASH:
        if outcome.refused != cause.refused:
            return 'refused: %r' % outcome.refused
        if outcome.freed == bool(cause.refused):
            return 'removed what nobody needs' if outcome.freed else (
                'did not remove what nobody needs')
        if outcome.kept and not cause.refused and outcome.why != cause.why:
            return 'kept for another reason'
        if outcome.alone not in ('', worlds.REFERENCED):
            return 'blindfolded: %s' % outcome.alone
    return '' if outcome.why else 'no reason told'


def told(cause: causes.Cause, mode: str, outcome: Outcome) -> str:
    """All that is known, for whoever looks for the fault."""
    return '\n  '.join(
        ['%s %s, %s: %s' % (cause.id, cause.title, mode,
                            fault(cause, mode, outcome)),
         *('%s: %s' % (field.name, getattr(outcome, field.name))
           for field in dataclasses.fields(outcome))])
