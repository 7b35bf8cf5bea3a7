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


"""The report of a pass: what logs, commands and metrics are made of."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
import json
from typing import Any
from typing import NamedTuple

from nova_ops_ext.imagecache import acts
from nova_ops_ext.imagecache import decision
from nova_ops_ext.imagecache import ledger as ledgers
from nova_ops_ext.imagecache import metrics
from nova_ops_ext.imagecache.reason import Action
from nova_ops_ext.imagecache.reason import Reason
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache import shield
from nova_ops_ext.imagecache import state as states
from nova_ops_ext.imagecache import trash_names
from nova_ops_ext.imagecache import verdict


class Decided(NamedTuple):
    """The facts about the pass and each file, which decide."""

    the_pass: decision.Pass
    files: Mapping[str, decision.File]
    trash: Mapping[str, decision.File]

    def of_file(self, name: str) -> decision.Decision:
        return decision.decide(self.the_pass, self.files[name])

    def of_trash(self, entry: str) -> decision.Decision:
        return decision.decide(self.the_pass, self.trash[entry])


def report(world: verdict.World, ledger: ledgers.Ledger, decided: Decided,
           done: Collection[acts.Act], touched: shield.Touched, *, who: str,
           broken: Collection[str], seconds: float, scan_seconds: float
           ) -> dict[str, Any]:
    """Put it together.

    :param ledger: after the pass
    :param done: in it
    :param broken: what could not be read of the record, and begins anew
    """
    of_name = {act.name: act for act in done if not act.entry
               or act.action is Action.TRASH}
    of_entry = {act.entry: act for act in done if act.entry
                and act.action is not Action.TRASH}
    files = [_file(world, ledger, decided, name, of_name.get(name))
             for name in sorted(decided.files)]
    trash = [_entry(world, decided, entry, of_entry.get(entry))
             for entry in sorted(decided.trash)]
    return {
        'now': world.now, 'seconds': seconds, 'scan_seconds': scan_seconds,
        'who': who, 'host': world.settings.host,
        'cache': world.settings.cache_dir,
        'removal': world.settings.removal,
        'complete': verdict.is_complete(world),
        'passes': ledger.passes,
        'refusals': [_refusal(one.reason, one.detail)
                     for one in verdict.refusals(world)],
        'files': files, 'trash': trash,
        'broken': list(broken), 'unwritten': [],
        'acted': [{**act._asdict(), 'action': act.action.value,
                   'reason': act.reason.value} for act in done],
        'touched': touched.touched, 'touch_denied': list(touched.denied),
        'touch_failed': [one._asdict() for one in touched.failed],
        'missing': [one._asdict() for one in world.scan.missing],
        'problems': [one._asdict() for one in world.scan.problems],
        'disks': world.scan.disks,
        'stems': list(world.known.stems), 'hosts': list(world.known.hosts),
        'names': dict(world.known.names),
        'counts': _counts([*files, *trash]),
        'kept_bytes': sum(one['bytes'] for one in files
                          if one['action'] != Action.TRASH.value),
        'trash_bytes': sum(
            one['bytes'] for one in trash if one['action'] not in (
                Action.PURGE.value, Action.RESTORE.value)) + sum(
            act.bytes for act in done if act.action is Action.TRASH),
        'freed_bytes': sum(act.bytes for act in done
                           if act.action is Action.PURGE),
    }


def concluded(report: Mapping[str, Any],
              touch_failed: Collection[Collection[str]], seconds: float
              ) -> dict[str, Any]:
    """Add what the service could not touch either."""
    failed = [{'path': path, 'why': why} for path, why in touch_failed]
    return {**report, 'seconds': seconds, 'touched': report['touched'] + len(
        report['touch_denied']) - len(failed), 'touch_denied': [],
        'touch_failed': [*report['touch_failed'], *failed]}


def gave_up(last: Mapping[str, Any] | None, settings: shapes.Settings,
            now: float, reason: Reason, detail: str) -> dict[str, Any]:
    """Report a pass that did not come to its end.

    :param last: what the pass before it knew, which stays
    """
    return {**(last or {}), 'now': now, 'host': settings.host,
            'cache': settings.cache_dir, 'removal': settings.removal,
            'refusals': [_refusal(reason, detail)], 'acted': [],
            'gave_up': True}


def write(state: states.State, report: Mapping[str, Any]) -> list[str]:
    """Write the report and the metrics; say what could not be written."""
    unwritten: list[str] = []
    try:
        state.write_metrics(metrics.text(report))
    except states.UnreadableError as error:
        unwritten.append('the metrics: %s' % error)
    # The last of all, since status reads there what was not written.
    try:
        state.write('last_pass.json', json.dumps(
            {**report, 'unwritten': unwritten}))
    except states.UnreadableError as error:
        unwritten.append(str(error))
    return unwritten


def _file(world: verdict.World, ledger: ledgers.Ledger, decided: Decided,
          name: str, act: acts.Act | None) -> dict[str, Any]:
    found, facts = decided.of_file(name), decided.files[name]
    entry = ledger.files.get(name)
    seen = world.scan.cache[name]
    return {
        'name': name, 'bytes': seen.bytes, 'mtime': seen.mtime,
        **_done(found, act), 'detail': _detail(world, name),
        'would': _would(found, facts),
        'since': entry.since if entry else None,
        'passes': entry.passes if entry else 0,
    }


def _entry(world: verdict.World, decided: Decided, entry: str,
           act: acts.Act | None) -> dict[str, Any]:
    found, facts = decided.of_trash(entry), decided.trash[entry]
    parsed = trash_names.parse(entry)
    name = parsed.name if parsed else entry
    return {
        'entry': entry, 'name': name,
        'since': parsed.since if parsed else None,
        'bytes': world.scan.trash[entry].bytes,
        **_done(found, act), 'detail': _detail(world, name),
        'would': _would(found, facts),
    }


def _done(found: decision.Decision, act: acts.Act | None) -> dict[str, str]:
    """What was decided last: just before the act, if there was to be one."""
    if act is None:
        return {'action': found.action.value, 'reason': found.reason.value}
    return {'action': act.action.value, 'reason': act.reason.value}


def _would(found: decision.Decision, facts: decision.File
           ) -> list[str] | None:
    """What would become of it if nothing stood against removals."""
    if found.action not in (Action.OBSERVE, Action.REFUSE):
        return None
    would = decision.decide(decision.CLEAR, facts)
    return None if would == found else [would.action.value,
                                        would.reason.value]


def _detail(world: verdict.World, name: str) -> str:
    used = verdict.who_needs(world, name)
    if used:
        return used[1]
    return world.open.get(name, '') or world.pins.get(name, '')


def _refusal(reason: Reason, detail: str) -> dict[str, str]:
    return {'reason': reason.value, 'text': reason.text, 'detail': detail,
            'remedy': reason.remedy}


def _counts(decided: Collection[Mapping[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in decided:
        key = '%s/%s' % (one['action'], one['reason'])
        counts[key] = counts.get(key, 0) + 1
    return counts
