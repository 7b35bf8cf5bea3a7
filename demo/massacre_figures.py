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

"""What the story of the massacre counts.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
import os
from typing import Any

_VARIABLE = 'OPS_EXT_DEMO_HOSTS'
_DEFAULT, _LEAST, _MOST = 8, 6, 100
# Of what is done to each host so many are shown, and the last one.
_SHOWN = 12


def hosts(environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Name the hosts; the environment says how many there are.

    :raises ValueError: if it says what makes no story
    """
    text = environ.get(_VARIABLE) or str(_DEFAULT)
    if not text.isdecimal() or not _LEAST <= int(text) <= _MOST:
        raise ValueError('%s = %r: expected a number from %d to %d' % (
            _VARIABLE, text, _LEAST, _MOST))
    return tuple('node-%02d' % number for number in range(1, int(text) + 1))


def host(server: Mapping[str, Any]) -> str:
    """Give the host that a server is on."""
    name: str = server['OS-EXT-SRV-ATTR:host']
    return name


def simulated(answer: Mapping[str, Any]) -> dict[str, int]:
    """Give how many hosts are lost one by one, by what guards them.

    :param answer: of ``nova-ops-scheduler simulate --json`` for a project
    """
    return {scene['filters']: scene['worst'] for scene in answer['scenes']
            if not scene['batches']}


def explained(answer: Mapping[str, Any]) -> list[str]:
    """Give what of an ``explain --json`` a story has room for."""
    lines = [answer['summary']]
    for event in answer['events']:
        if event['kind'] != 'filter':
            continue
        lines.append('%s: %d of %d hosts pass' % (
            event['by'], event['passed'], event['hosts']))
        lines.extend(
            '%d refused (%s): %s' % (
                len(refused['hosts']) + refused['unnamed'], refused['reason'],
                some(refused['hosts']))
            for refused in event['refused'])
    return lines


def some(names: Sequence[str]) -> str:
    """Name the first and the last of many."""
    if len(names) <= _SHOWN:
        return ', '.join(names)
    return '%s, ... %s' % (', '.join(names[:_SHOWN - 1]), names[-1])
