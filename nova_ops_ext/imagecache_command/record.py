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


"""The record that the child answers, read with care.  Pure.

Its files may be of another version, or have been written by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from nova_ops_ext.imagecache import reason
from nova_ops_ext.imagecache.reason import Action


NOT_YET = 'no pass has been reported yet'
# What must not be done at night.
GONE = ('do not start, hard reboot, rebuild or migrate the server; '
        'nova-ops-image-cache why FILE tells whether it is in the trash, and '
        'see the manual, "If a backing file is gone"')
_MOST = 1 << 62
_REASONS = {one.value: one for one in reason.Reason}


class Age(NamedTuple):
    """For how long a file has been unused.

    :ivar since: when it was last seen in use, or first seen at all
    :ivar passes: complete passes since then
    """

    since: float
    passes: int


def report(state: Mapping[str, Any]) -> dict[str, Any]:
    """Give the report of the last pass; empty if there is none."""
    found = state.get('last_pass')
    return found if isinstance(found, dict) else {}


def no_report(state: Mapping[str, Any]) -> str:
    """Tell why there is no report of a pass."""
    for text in texts(state, 'broken'):
        if '/last_pass.json: ' in text:
            return 'the report of the last pass cannot be read: ' + text
    return NOT_YET


def rows(of: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Give the rows of a list in a report; none if there is no list."""
    found = of.get(key)
    if not isinstance(found, list):
        return []
    return [one for one in found if isinstance(one, dict)]


def files(of: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the files of the cache after a pass, so without what it took."""
    return [row for row in rows(of, 'files')
            if word(row, 'action') != Action.TRASH.value]


def number(of: Mapping[str, Any], key: str) -> float | None:
    """Give a number of a report, None if there is none."""
    found = of.get(key)
    # NaN is in no range; a bool is an int for Python.
    if isinstance(found, (int, float)) and not isinstance(found, bool) and (
            -_MOST < found < _MOST):
        return found
    return None


def size(of: Mapping[str, Any]) -> int:
    """Give the size in a row."""
    return int(number(of, 'bytes') or 0)


def word(of: Mapping[str, Any], key: str) -> str:
    """Give a text of a row, '' if there is none."""
    found = of.get(key)
    return found if isinstance(found, str) else ''


def texts(of: Mapping[str, Any], key: str) -> list[str]:
    """Give the texts of a list; none if there is no list."""
    found = of.get(key)
    return list(map(str, found)) if isinstance(found, list) else []


def would(row: Mapping[str, Any]) -> tuple[str, str]:
    """Tell what removal = trash would do with a file, and why."""
    found = row.get('would')
    if isinstance(found, (list, tuple)) and len(found) == 2:
        return str(found[0]), str(found[1])
    return '', ''


def age(row: Mapping[str, Any]) -> Age | None:
    """Give the age in a row; None if it has none."""
    since, passes = number(row, 'since'), number(row, 'passes')
    return None if since is None or passes is None else Age(
        since, int(passes))


def said(state: Mapping[str, Any], key: str) -> dict[str, str]:
    """Give the pins or what was acknowledged, and who said so and when."""
    found = state.get(key)
    if isinstance(found, Mapping):
        return {str(one): str(who) for one, who in found.items()}
    return {str(one): '' for one in found} if isinstance(found, list) else {}


def known(text: str) -> reason.Reason | None:
    """Find a reason by its word."""
    return _REASONS.get(text)


def meaning(text: str) -> str:
    """Tell what the word of a reason means."""
    found = known(text)
    return found.text if found else text


def remedy(text: str) -> str:
    """Tell what can be done about it, '' if there is nothing to do."""
    found = known(text)
    return found.remedy if found else ''


def refusals(of: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Give what stood against removals: word, what it is about, remedy."""
    for row in rows(of, 'refusals'):
        yield (word(row, 'reason'), word(row, 'detail'),
               word(row, 'remedy') or remedy(word(row, 'reason')))
