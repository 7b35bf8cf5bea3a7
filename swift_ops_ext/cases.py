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

"""Puts together what a request is judged by."""

from __future__ import annotations

from typing import Any

from swift_ops_ext import explanations
from swift_ops_ext import holders
from swift_ops_ext import owners
from swift_ops_ext import verdict

Environ = dict[str, Any]


class Cases:
    """Looks up all that holds rules for a container.

    :param found: looks up one container or account
    :param suffixes: of containers that clients keep for others
    :param told: is told of rules that cannot be understood
    """

    def __init__(self, found: holders.Holders, suffixes: tuple[str, ...],
                 told: explanations.Explanations) -> None:
        self._found = found
        self._suffixes = suffixes
        #: Of the names of containers that may be kept for others.
        self.endings = ('+segments', *suffixes)
        self._told = told

    def account(self, env: Environ, account: str) -> verdict.Case:
        """Give the case of a request to an account."""
        return verdict.Case(self._account(env, account))

    def container(self, env: Environ, account: str,
                  container: str) -> verdict.Case:
        """Give the case of a request to a container or an object in it."""
        of_account = self._account(env, account)
        if not (container.endswith(self.endings) or container[0] == '\x00'):
            return verdict.Case(
                of_account, self._container(env, account, container))
        judged = owners.judged_by(container, self._suffixes)
        return verdict.Case(
            of_account, self._container(env, account, judged.container),
            tuple((owner, self._container(env, account, owner))
                  for owner in judged.owners))

    def _account(self, env: Environ, account: str) -> verdict.Holder:
        found = self._found.account(env, account)
        if found.rules is not None and found.rules.malformed:
            self._told.malformed('account ' + account, found.rules.problems())
        return found

    def _container(self, env: Environ, account: str,
                   container: str) -> verdict.Holder:
        found = self._found.container(env, account, container)
        if found.rules is not None and found.rules.malformed:
            self._told.malformed(
                'container %s/%s' % (account, container),
                found.rules.problems())
        return found
