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

"""A rule that is given and taken away again, all the time.

A guest's address is named by a rule, and then not any more.  With the next
request he has to be let in, or refused: all proxies share memcached.  Where
memcached or a proxy is broken, a proxy may remember what was, for as long as
Swift remembers anything about a container; see "What a change needs" in the
manual.
"""

from __future__ import annotations

import threading
import time

from tests.e2e.load import tally
from tests.e2e.storage import addresses
from tests.e2e.storage import bearer
from tests.e2e.storage import judgement
from tests.functional.swift.outages import crowd
from tests.harness import swift_client

_RULE = 'X-Container-Meta-Allow-Guest'
#: Swift's recheck_container_existence, by default.
REMEMBERED_SECONDS = 60
#: How long a request may be under way that began before.
_UNDER_WAY_SECONDS = 5
_POLL_SECONDS = 0.25


class ChangingRule:
    """Changes the rule of one container.

    :param operator: who may, at an address that stays admitted
    :param guest: whose address the rule names or does not
    """

    def __init__(self, plain: bearer.Client, operator: bearer.Client,
                 guest: bearer.Client, container: str = '/by-turns') -> None:
        self._operator = operator
        self._guest = guest
        self._container = container
        self._admits = False
        self._one_at_a_time = threading.Lock()
        for path, body, headers in (
                (container, b'',
                 {'X-Container-Meta-Allow-Office': addresses.ADMITTED}),
                (container + '/o', crowd.SECRET, {})):
            answer = plain.put(path, body, headers)
            assert answer.status // 100 == 2, answer

    def act(self) -> tally.Outcome:
        """Change it, and see whether the guest gets what is right."""
        with self._one_at_a_time:
            admits = not self._admits
            answer = self._operator.post(self._container, {
                _RULE: addresses.GUEST if admits else ''})
            if answer.status != 204:
                # It may be changed all the same; the next one settles it.
                return judgement.served(answer, False)
            self._admits = admits
            return self._seen(admits)

    def _seen(self, admits: bool) -> tally.Outcome:
        began = time.monotonic()
        waited = 0.0
        while True:
            answer = self._guest.get(self._container + '/o')
            if self._is_right(answer, admits):
                if not waited:
                    return tally.Outcome(tally.Ending.DONE)
                return tally.Outcome(tally.Ending.LATE, '%s after %.1f s' % (
                    'admitted' if admits else 'refused', waited))
            if time.monotonic() - began > (
                    REMEMBERED_SECONDS + _UNDER_WAY_SECONDS):
                return self._never(answer, admits)
            time.sleep(_POLL_SECONDS)
            waited = time.monotonic() - began

    @staticmethod
    def _is_right(answer: swift_client.Answer, admits: bool) -> bool:
        if admits:
            return answer.body == crowd.SECRET
        return answer.status == 403 and crowd.TOKEN not in answer.body

    @staticmethod
    def _never(answer: swift_client.Answer, admits: bool) -> tally.Outcome:
        if not admits and crowd.TOKEN in answer.body:
            return tally.Outcome(
                tally.Ending.LET_IN, 'after %d s' % REMEMBERED_SECONDS)
        return judgement.served(answer, False)
