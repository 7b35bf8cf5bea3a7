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

"""The outcome of one filter for one request, and its explanation.  Pure."""

from __future__ import annotations

import collections
from collections.abc import Sequence
import heapq
from typing import Any

from nova_ops_ext.scheduler import told


# So many hosts are named in the line, for each reason.
_NAMED = 20
# With more reasons those of the fewest hosts are told as one.
_REASONS = 20


class Outcome:
    """Which hosts pass, which do not, and why.

    :param subject: whom and what was judged, for the explanation
    :ivar passed: the hosts that pass
    :ivar judged: False if there was nothing to decide
    """

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self.passed: list[Any] = []
        self.judged = True
        self._refused: dict[str, list[Any]] = collections.defaultdict(list)

    @classmethod
    def unjudged(cls, hosts: Sequence[Any], reason: str) -> Outcome:
        """Make the outcome of a request that is none of the filter's.

        :param hosts: all hosts; they pass
        :param reason: why it is not judged
        """
        outcome = cls('not judged: ' + reason)
        outcome.passed.extend(hosts)
        return outcome

    @classmethod
    def nothing(cls, hosts: Sequence[Any], reason: str) -> Outcome:
        """Make the outcome of a request that no rule is about.

        :param hosts: all hosts; they pass
        :param reason: why there is nothing to decide
        """
        outcome = cls.unjudged(hosts, reason)
        outcome.judged = False
        return outcome

    def refuse(self, host: Any, reason: str) -> None:
        """Record that a host is refused.

        :param reason: the same text for all hosts refused for it
        """
        self._refused[reason].append(host)

    def explain(self, *, enforced: bool) -> str:
        """Say in one line who was judged, and how many hosts it cost.

        :param enforced: False if the refused hosts pass all the same
        """
        named = self.names()
        line = '%s: %d of %d hosts pass' % (
            self.subject, len(self.passed),
            len(self.passed) + sum(map(len, named.values())))
        if named:
            line += '; %s: %s' % (
                'refused' if enforced else 'would be refused',
                '; '.join('%d (%s): %s' % (len(hosts), reason, _some(hosts))
                          for reason, hosts in _told(named)))
        return line if enforced else line + '; mode = log, so all hosts pass'

    def names(self) -> dict[str, list[str]]:
        """Name the refused hosts, by reason."""
        named: dict[str, list[str]] = {}
        for reason, hosts in self._refused.items():
            # Made fit for the line here, so that no filter has to.
            named.setdefault(told.reason(reason), []).extend(
                [host.host for host in hosts])
        return named


def _told(named: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    if len(named) <= _REASONS:
        return sorted(named.items())
    # Each of thousands of aggregates may have a mistake of its own.
    first = sorted(named, key=lambda reason: (-len(named[reason]), reason))
    rest = [host for reason in first[_REASONS:] for host in named[reason]]
    return [*sorted((reason, named[reason]) for reason in first[:_REASONS]),
            ('other reasons', rest)]


def _some(hosts: list[str]) -> str:
    more = len(hosts) - _NAMED
    text = ', '.join(heapq.nsmallest(_NAMED, hosts))
    return '%s and %d more' % (text, more) if more > 0 else text
