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

"""What the proxies themselves say that they served, and to whom.

A client tells who he is in User-Agent, and Swift writes that into the access
log.  So nothing depends on what the client understood of the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
import pathlib
import re
import urllib.parse

from tests.e2e.storage import bearer

#: Client, peer, time, method, path, protocol, status, referrer, agent.
_LINE = re.compile(
    r'proxy-server: \S+ \S+ \S+ (?P<method>[A-Z]+) (?P<path>\S+) '
    r'HTTP/\S+ (?P<status>\d{3}) \S+ (?P<agent>\S+) ')
#: Containers of a place that the rules close; see crowd.Place.
_RESTRICTED = re.compile(r'/v1/[^/]+/(?:closed|empty)-\d+(?:[/?]|$)')


def let_in(log: pathlib.Path) -> list[str]:
    """Lines that say that someone elsewhere got into a closed container."""
    with log.open(errors='replace') as lines:
        return list(_let_in(lines))


def served(log: pathlib.Path) -> int:
    """How many requests of the admitted it says were served."""
    with log.open(errors='replace') as lines:
        return sum(
            bearer.AGENT_ADMITTED in line and said['status'][0] == '2'
            for line in lines if (said := _LINE.search(line)))


def _let_in(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        said = _LINE.search(line)
        if said is None:
            continue
        agent = urllib.parse.unquote(said['agent'])
        path = urllib.parse.unquote(said['path'])
        if (agent.startswith(bearer.AGENT_REFUSED)
                and said['status'][0] in '23' and _RESTRICTED.match(path)
                and said['method'] != 'OPTIONS'):
            yield line.rstrip('\n')
