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

"""One line of a service's log, in the format of oslo.log.  Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

# Both defaults of oslo.log, with context and without; journalctl and syslog
# put their own words before them, with the year in newer distributions, and
# without the process if oslo.log itself writes to syslog.
_LINE = re.compile(
    r'(?:(?:[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8}(?:\.[0-9]+)?'
    r'|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(?:[.,][0-9]+)?'
    r'(?:Z|[+-][0-9]{2}:?[0-9]{2})) [^\s:]+ [^\s:]+: )?'
    r'(?P<time>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\.[0-9]{3}) '
    r'(?P<process>[0-9]+) (?P<level>[A-Z]+) (?P<logger>[A-Za-z0-9_.]+) '
    r'\[(?P<context>[^][]*)\] '
    r'(?:\[instance: (?P<instance>[^][ ]*)\] )?(?P<message>.*)', re.DOTALL)
# What oslo.log puts behind a message at DEBUG.
_SUFFIX = re.compile(r' [A-Za-z0-9_<>]+ \S+\.py:[0-9]+')
_REQUEST = re.compile(
    r'req-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')


class LogLine(NamedTuple):
    """What a line says.

    :ivar time: as it stands there; texts of one service can be compared
    :ivar requests: ids of the request: the service's own, and the one that
        another service called it for
    :ivar instance: of the prefix ``[instance: ...]``; else None
    """

    time: str
    process: int
    level: str
    logger: str
    requests: tuple[str, ...]
    instance: str | None
    message: str


def parse(text: str) -> LogLine | None:
    """Read a line.

    :param text: without the newline
    :returns: None for the second line of a message, and for whatever else
        does not begin as a line does
    """
    match = _LINE.fullmatch(text)
    if match is None:
        return None
    # The own id comes second.
    requests = tuple(reversed([
        word for word in match['context'].split(' ')[:2]
        if _REQUEST.fullmatch(word)]))
    message = match['message']
    if match['level'] == 'DEBUG':
        start = message.rfind(' ', 0, max(message.rfind(' '), 0))
        if start >= 0 and _SUFFIX.fullmatch(message, start):
            message = message[:start]
    return LogLine(match['time'], int(match['process']), match['level'],
                   match['logger'], requests, match['instance'], message)
