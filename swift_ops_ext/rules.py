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

"""The rules that a container's metadata holds, compiled for questions.

A rule is one item of container metadata, ``X-Container-Meta-Allow-<label>``,
whose value lists addresses and networks.  The rules of a container admit an
address if any of them names it.  A rule with an entry that cannot be read
admits no one: dropping only the bad entry could leave a rule that its writer
never meant.
"""

from __future__ import annotations

from collections.abc import Mapping
import functools
from typing import NamedTuple

from ops_ext_net import networks

#: Prefix of a rule's key, as Swift stores container metadata: lower case and
#: without ``x-container-meta-``.
PREFIX = 'allow-'

# A container holds at most 90 items of metadata, so this bounds the memory
# to a few MB; what is evicted is only compiled again.
_CACHED_RULE_SETS = 2048


class Malformed(NamedTuple):
    """A rule that admits no one because it cannot be understood.

    :ivar header: name of the header that set it
    :ivar reason: what is wrong, and what would be right
    """

    header: str
    reason: str


class Rules(NamedTuple):
    """The compiled rules of one container.

    :ivar allowed: every network that a well-formed rule names
    :ivar malformed: the rules that admit no one
    """

    allowed: networks.NetworkSet
    malformed: tuple[Malformed, ...]

    def admits(self, address: networks.Address) -> bool:
        """Tell whether any rule names the address."""
        return address in self.allowed


def from_metadata(metadata: Mapping[str, str]) -> Rules | None:
    """Compile the rules in a container's metadata.

    :param metadata: user metadata as in Swift's ``container_info['meta']``
    :returns: the rules; None if the container has none
    """
    # One search in all keys and one look-up of all items: to pick the rules
    # one by one would cost twice as much as all of this.
    if PREFIX not in '\n'.join(metadata):
        return None
    return _compiled(tuple(metadata), tuple(metadata.values()))


@functools.lru_cache(maxsize=_CACHED_RULE_SETS)
def _compiled(keys: tuple[str, ...], values: tuple[str, ...]) -> Rules | None:
    allowed: list[networks.Network] = []
    malformed = []
    written = [item for item in zip(keys, values, strict=True)
               if item[0].startswith(PREFIX)]
    if not written:
        return None
    for key, value in written:
        try:
            named = networks.parse_networks(value)
            if not named:
                raise ValueError('%r names no address' % value)
            allowed.extend(named)
        except ValueError as error:
            header = 'X-Container-Meta-' + key.title()
            malformed.append(Malformed(header, str(error)))
    return Rules(networks.NetworkSet(allowed), tuple(malformed))
