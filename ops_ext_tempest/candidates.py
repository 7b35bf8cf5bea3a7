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

"""Keeps the servers of a test on hosts that it chose.

By a trait of its own, which the test's flavor requires: so whatever else the
cloud has, the scheduler sees those hosts alone, and servers of others are not
touched by that.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from typing import Any

from tempest.lib import exceptions

#: nova-compute writes its providers as well; each write has to be repeated
#: that was overtaken.
_ATTEMPTS = 10


class Candidates:
    """The hosts that a flavor's servers may get.

    :param placement: Tempest's PlacementClient of an admin
    :param resources: his ResourceProvidersClient
    :param providers: the resource provider of each host
    :param trait: a name that nobody else uses, ``CUSTOM_...``
    """

    def __init__(self, placement: Any, resources: Any,
                 providers: Mapping[str, str], trait: str) -> None:
        self._placement = placement
        self._resources = resources
        self._providers = providers
        self.trait = trait
        self._hosts: set[str] = set()

    @property
    def extra_specs(self) -> dict[str, str]:
        """What the flavor has to have."""
        return {'trait:' + self.trait: 'required'}

    def create(self) -> None:
        """Make the trait known to placement."""
        self._placement.create_trait(self.trait)

    def be(self, hosts: Collection[str]) -> None:
        """Let the flavor's servers have these hosts, and no others."""
        for host in self._hosts - set(hosts):
            self._write(host, wanted=False)
        for host in set(hosts) - self._hosts:
            self._write(host, wanted=True)

    def remove(self) -> None:
        """Take the trait from all hosts, and forget it."""
        self.be(())
        self._placement.delete_trait(self.trait)

    def _write(self, host: str, *, wanted: bool) -> None:
        provider = self._providers[host]
        for attempt in range(_ATTEMPTS):
            now = self._resources.list_resource_provider_traits(provider)
            traits = set(now['traits']) - {self.trait}
            if wanted:
                traits.add(self.trait)
            # Noted first, so that what was begun is taken back.
            self._hosts.add(host)
            try:
                self._resources.update_resource_provider_traits(
                    provider, traits=sorted(traits),
                    resource_provider_generation=now[
                        'resource_provider_generation'])
            except exceptions.Conflict:
                if attempt == _ATTEMPTS - 1:
                    raise
                continue
            if not wanted:
                self._hosts.discard(host)
            return
