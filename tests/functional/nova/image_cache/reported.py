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

"""What ours says of a pass, from the report that it leaves."""

from __future__ import annotations

import json
import os
import pathlib
from typing import Any
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.functional.nova.image_cache import host as hosts
    from tests.functional.nova.image_cache import world as worlds


def last(host: hosts.Host) -> dict[str, Any] | None:
    """The report of the host's last pass."""
    found = list(pathlib.Path(host.state_path).glob(
        'ops_ext_image_cache/*/*/last_pass.json'))
    if not found:
        return None
    newest = max(found, key=lambda path: path.stat().st_mtime)
    report: dict[str, Any] = json.loads(newest.read_text())
    return report


def refusals(host: hosts.Host) -> list[str]:
    """Why nothing at all may be removed by the host."""
    report = last(host)
    return [] if report is None else [
        refusal['reason'] for refusal in report['refusals']]


def anything_needed(world: worlds.World) -> bool:
    """Whether guests need anything of the last hosts' caches."""
    return any(_needed(world, host) for host in world.last)


def why(world: worlds.World) -> str:
    """The reasons of the last hosts for keeping what is needed.

    Where nothing is, what becomes of the file that nobody needs.
    """
    reasons: dict[str, None] = {}
    for host in world.last:
        report = last(host)
        if report is None:
            # Something of Nova ended the pass before it was ours.
            reasons.update(dict.fromkeys(host.failed[-1:]))
            continue
        for refusal in report['refusals']:
            reasons[refusal['reason']] = None
        needed = _needed(world, host)
        for entry in [*report['files'], *report['trash']]:
            if entry['name'] in (
                    needed or {os.path.basename(world.unused)}):
                reasons[entry['reason']] = None
    return ', '.join(reasons)


def _needed(world: worlds.World, host: hosts.Host) -> set[str]:
    return {os.path.basename(path) for path in world.needed
            if os.path.dirname(path) == host.cache}
