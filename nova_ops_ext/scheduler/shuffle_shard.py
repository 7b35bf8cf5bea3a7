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

"""Which hosts of a pool may a project use?  Pure.

Each project gets its own few hosts of a pool, chosen by a keyed hash over the
pool's members.  Two projects rarely have many in common, so what a project
does to its hosts leaves nearly all of them to each other project.

The ranking looks at a project and a host at a time and at nothing else.  So
it does not depend on the order of the hosts nor on the process; a host that
comes or goes changes at most one member of a shard; a larger shard has all
hosts of a smaller one; and the same hosts rank alike in every pool.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
import hashlib
import heapq
from typing import NamedTuple

from nova_ops_ext.scheduler import aggregate_value

#: Aggregate metadata: the hosts of the pool that a project may use.
SIZE = 'ops_shard_size'
#: The same for one project, whose id follows.
SIZE_OF = 'ops_shard_size:'
#: Further hosts, for when none of these is left.
EXTEND = 'ops_shard_extend'

KEYS = (SIZE, SIZE_OF, EXTEND)

#: A seed of fewer characters can be guessed.
SHORT_SEED = 16

_SCORE_BYTES = 8
# Up to so many times the hosts wanted, to sort them all is faster.
_FEW = 32


class Rule(NamedTuple):
    """What an aggregate's metadata says about a project.

    :ivar size: how many hosts are its shard
    :ivar extend: how many more are the extension
    :ivar doubt: what is wrong with the extension, which is then 0
    """

    size: int
    extend: int = 0
    doubt: str | None = None


class Shard(NamedTuple):
    """A project's hosts in one pool.

    :ivar hosts: of the shard, by rank
    :ivar extension: those that follow
    :ivar pool: how many hosts the pool has
    """

    hosts: tuple[str, ...]
    extension: tuple[str, ...]
    pool: int

    @property
    def reach(self) -> frozenset[str]:
        """Every host that the project can ever get."""
        return frozenset(self.hosts + self.extension)

    def open(self, candidates: Collection[str]) -> tuple[str, ...]:
        """Give the hosts that the project may use at this moment.

        :param candidates: the hosts that can take the server
        """
        if any(host in candidates for host in self.hosts):
            return self.hosts
        return self.hosts + self.extension


class Change(NamedTuple):
    """What becomes of a shard.

    :ivar joined: hosts that were not in it
    :ivar left: hosts that no longer are
    """

    joined: frozenset[str]
    left: frozenset[str]


def rule(metadata: Mapping[str, str], project: str) -> Rule | None:
    """Read what an aggregate says about a project.

    :returns: None if it says nothing: the aggregate is no pool for it
    :raises ValueError: if the size cannot be read
    """
    size = aggregate_value.whole(metadata, SIZE_OF + project)
    if size is None:
        size = aggregate_value.whole(metadata, SIZE)
    if size is None:
        return None
    if size == 0:
        # Who may use no host is not to get the extension's instead.
        return Rule(0)
    try:
        return Rule(size, aggregate_value.whole(metadata, EXTEND) or 0)
    except ValueError as error:
        return Rule(size, doubt=str(error))


def problems(metadata: Mapping[str, str]) -> list[str]:
    """Name every value in an aggregate's metadata that cannot be read."""
    found = []
    for key in sorted(metadata):
        if key == SIZE_OF:
            found.append('%s: expected the id of a project after the colon' %
                         key)
        elif key in KEYS or key.startswith(SIZE_OF):
            try:
                aggregate_value.whole(metadata, key)
            except ValueError as error:
                found.append(str(error))
    return found


def ranked(seed: str | None, project: str, hosts: Iterable[str],
           most: int | None = None) -> list[str]:
    """Give the hosts of a pool in the order in which the project gets them.

    :param seed: the cloud's secret; without it anybody can compute this
    :param hosts: all members of the pool, also those that are down or full:
        of those alive the next would join as one dies
    :param most: so many of them, the first
    """
    owner = _bytes(project)
    # The length says where the project ends and the host's name begins.
    state = hashlib.blake2b(
        len(owner).to_bytes(8, 'big') + owner, key=_key(seed),
        digest_size=_SCORE_BYTES)
    copied = state.copy
    scored = []
    for host in set(hosts):
        name = host.encode('utf-8', 'surrogatepass')
        score = copied()
        score.update(name)
        # Of two hosts with the same score the name decides.
        scored.append(score.digest() + name)
    if most is None or len(scored) < _FEW * most:
        scored.sort()
        first = scored[:most]
    else:
        # Nearly all of a large pool need no place of their own.
        first = heapq.nsmallest(most, scored)
    return [entry[_SCORE_BYTES:].decode('utf-8', 'surrogatepass')
            for entry in first]


def sharded(seed: str | None, project: str, hosts: Collection[str],
            of: Rule) -> Shard:
    """Give a project's hosts in a pool, those of the extension apart.

    :param hosts: all members of the pool
    :param of: the rule of the pool for the project
    """
    first = tuple(ranked(seed, project, hosts, of.size + of.extend))
    return Shard(first[:of.size], first[of.size:], len(hosts))


def shard(seed: str | None, project: str, hosts: Iterable[str],
          size: int) -> frozenset[str]:
    """Give the first hosts of a pool, as many as the size says."""
    return frozenset(ranked(seed, project, hosts, size))


def change(before: Iterable[str], after: Iterable[str]) -> Change:
    """Compare two shards of a project, of another size or another pool."""
    then, now = frozenset(before), frozenset(after)
    return Change(now - then, then - now)


def overlap(one: Shard, other: Shard) -> frozenset[str]:
    """Give the hosts that two projects have in common, at the worst."""
    return one.reach & other.reach


def fingerprint(seed: str | None) -> str:
    """Give a few characters by which schedulers' seeds can be compared."""
    return hashlib.blake2b(_key(seed), digest_size=4,
                           person=b'fingerprint').hexdigest()


def _key(seed: str | None) -> bytes:
    # blake2b takes keys of up to 64 bytes, and a seed may be any text.
    return hashlib.blake2b(_bytes(seed or '')).digest()


def _bytes(text: str) -> bytes:
    return text.encode('utf-8', 'surrogatepass')
