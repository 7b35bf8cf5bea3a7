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


"""From what was found to the decision on each file; pure."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from typing import NamedTuple

from nova_ops_ext.imagecache import cache_names
from nova_ops_ext.imagecache import decision
from nova_ops_ext.imagecache import finding
from nova_ops_ext.imagecache import ledger as ledgers
from nova_ops_ext.imagecache.reason import Reason
from nova_ops_ext.imagecache import references
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache import trash_names

_OF_KIND = {
    'unknown': Reason.STORAGE_UNKNOWN, 'shared': Reason.STORAGE_NOT_LOCAL,
    'exported': Reason.STORAGE_EXPORTED, 'other-host': Reason.OTHER_HOST,
    'two-machines': Reason.TWO_MACHINES,
    'unreadable': Reason.STATE_UNREADABLE, 'clock': Reason.CLOCK,
    'busy': Reason.BUSY,
}
_FACT_OF = {reason: name for name, reason in decision.REFUSALS}


class World(NamedTuple):
    """All that was found in a pass.

    :ivar findings: about the storage, other hosts and our record
    :ivar pins: names that an operator wants kept, and who said so
    :ivar acknowledged: what an operator has looked at, and who
    :ivar open: names of files that a process has open, and which
    """

    settings: shapes.Settings
    now: float
    findings: tuple[finding.Finding, ...]
    scan: references.Scan
    known: shapes.Known
    ledger: ledgers.Ledger
    pins: Mapping[str, str] = {}
    acknowledged: Mapping[str, str] = {}
    open: Mapping[str, str] = {}


class Refusal(NamedTuple):
    """What stands against removals, with all that was found of it."""

    reason: Reason
    detail: str


def unknown_directories(world: World) -> list[str]:
    """List the directories of servers that Nova's database does not know."""
    stems = frozenset(world.known.stems)
    return [name for name in world.scan.directories
            if cache_names.stem(name) not in stems
            and 'directory:' + name not in world.acknowledged]


def refusals(world: World) -> list[Refusal]:
    """List what stands against removals; each reason once."""
    found: dict[Reason, list[str]] = {}
    for one in world.findings:
        # A kind that nobody knows is the worst one.
        found.setdefault(_OF_KIND.get(one.kind, Reason.STORAGE_UNKNOWN),
                         []).append(
            one.why if one.path in one.why
            else '%s: %s' % (one.path, one.why))
    if ledgers.clock_is_behind(world.ledger, world.now):
        found.setdefault(Reason.CLOCK, []).append(
            'it is %d seconds behind the last pass' % (
                world.ledger.last - world.now))
    for problem in world.scan.problems:
        found.setdefault(Reason.SCAN_INCOMPLETE, []).append(
            '%s: %s' % (problem.path, problem.why))
    if not world.known.complete:
        found[Reason.SERVERS_UNKNOWN] = [world.known.why]
    directories = unknown_directories(world)
    if directories:
        found[Reason.UNKNOWN_DIRECTORY] = directories
    return [Refusal(reason, _several(found[reason]))
            for _fact, reason in decision.REFUSALS if reason in found]


def of_pass(world: World, refused: Collection[Refusal]) -> decision.Pass:
    """Give the facts about the pass."""
    return decision.CLEAR._replace(
        removal_on=world.settings.removes,
        **{_FACT_OF[one.reason]: False for one in refused})


def is_complete(world: World) -> bool:
    """Tell whether the pass has seen all that could need a file."""
    return not world.scan.problems and world.known.complete


def who_needs(world: World, name: str) -> tuple[Reason, str] | None:
    """Tell why a name in the cache is in use, and who uses it."""
    if name in world.scan.names:
        return Reason.REFERENCED, world.scan.names[name]
    who = world.known.names.get(cache_names.family(name))
    return who if who is None else (Reason.NEEDED_BY_SERVER, who)


def idle(world: World) -> dict[str, shapes.CacheFile]:
    """Give the files of the cache and of the trash that nobody needs.

    As far as is known without asking who has them open.
    """
    found = {name: one for name, one in world.scan.cache.items()
             if name not in world.pins and not who_needs(world, name)}
    for entry, one in world.scan.trash.items():
        parsed = trash_names.parse(entry)
        if parsed is not None and entry not in world.scan.names and (
                parsed.name not in world.pins
                # If a new file has the name, that one is needed.
                and (parsed.name in world.scan.cache
                     or not who_needs(world, parsed.name))):
            found[entry] = one
    return found


def in_use(world: World) -> set[str]:
    """List the files of the cache and of the trash that somebody needs."""
    unused = idle(world)
    return {name for name in (*world.scan.cache, *world.scan.trash)
            if name in world.open or name not in unused}


def of_file(world: World, ledger: ledgers.Ledger, name: str
            ) -> decision.File:
    """Give the facts about a file of the cache.

    :param ledger: with what this pass has seen
    """
    kind, seen = cache_names.kind(name), world.scan.cache[name]
    age = (world.settings.minimum_age_resized
           if kind is cache_names.Kind.RESIZED
           else world.settings.minimum_age)
    entry = ledger.files.get(name)
    return decision.File(
        name_known=kind is not None,
        referenced=name in world.scan.names,
        needed=cache_names.family(name) in world.known.names,
        pinned=name in world.pins, open=name in world.open,
        often_unused=entry is not None
        and entry.passes >= world.settings.minimum_passes,
        long_unused=entry is not None and world.now - entry.since >= age,
        untouched=world.now - seen.mtime >= age,
        within_limits=True, space_wanted=True)


def of_trash(world: World, ledger: ledgers.Ledger, entry: str,
             duplicates: Collection[str] = ()) -> decision.File:
    """Give the facts about a file of the trash.

    :param duplicates: entries of which the cache has the same file again
    """
    parsed, known = trash_names.parse(entry), ledger.trash.get(entry)
    if parsed is None:
        return decision.File(in_trash=True)
    since = max(parsed.since, known.since) if known else world.now
    there = world.scan.cache.get(parsed.name)
    return decision.File(
        in_trash=True, name_known=True,
        referenced=entry in world.scan.names,
        needed=who_needs(world, parsed.name) is not None,
        pinned=parsed.name in world.pins, open=entry in world.open,
        # One killed at restoring it leaves it under both names.
        name_free=there is None
        or there[:2] == world.scan.trash[entry][:2],
        # Besides the pass that put it there, one that did not.
        retained=known is not None and known.passes > 0
        and world.now - since >= world.settings.retention,
        duplicate=entry in duplicates)


def _several(details: list[str]) -> str:
    shown = details[:5]
    if len(details) > len(shown):
        shown.append('and %d more' % (len(details) - len(shown)))
    return '; '.join(shown)
