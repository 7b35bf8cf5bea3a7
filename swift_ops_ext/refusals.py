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

"""Refuses requests: answers the client and tells the operator."""

from __future__ import annotations

from typing import Any

from swift_ops_ext import answers
from swift_ops_ext import configuration
from swift_ops_ext import explanations
from swift_ops_ext import policy
from swift_ops_ext import verdict
from swift_ops_ext import visit as visits

Environ = dict[str, Any]


class Refusals:
    """Makes refusals of one configuration.

    :param conf: the checked configuration
    :param told: logs and counts
    """

    def __init__(self, conf: configuration.Configuration,
                 told: explanations.Explanations) -> None:
        self._conf = conf
        self._told = told

    def reason(self, visit: visits.Visit, judged: verdict.Verdict) -> str:
        """Say why, as far as this client may know."""
        reason = (judged.reason if self._conf.shown_to is policy.Who.ALL
                  else judged.general)
        if self._conf.show_address:
            reason += ' Your address is taken to be %s.' % (visit.client,)
        return reason

    def answer(self, env: Environ, visit: visits.Visit,
               judged: verdict.Verdict, *, s3: bool = False) -> Any:
        """Give the answer to a refused request.

        :param s3: whether the client has to be answered in S3's form
        """
        self._told.refusal(env, visit.client, judged)
        visit.reason = self.reason(visit, judged)
        if s3:
            return answers.refused_in_s3(judged.kind, visit.reason)
        return answers.refused(env, judged.kind, visit.reason)
