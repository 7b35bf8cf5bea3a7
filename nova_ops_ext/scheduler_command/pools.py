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

"""The pools of ShuffleShardFilter, and a project's hosts in them.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from nova_ops_ext.scheduler import shuffle_shard
from nova_ops_ext.scheduler_command import cloud


class Place(NamedTuple):
    """A project's shard in a pool.

    :ivar rule: None if the size cannot be read
    :ivar shard: the same
    :ivar problem: what cannot be read; else None
    """

    pool: cloud.Aggregate
    rule: shuffle_shard.Rule | None
    shard: shuffle_shard.Shard | None
    problem: str | None


def keys(metadata: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give the keys with a size, each with the project it is for.

    The project of the plain key is empty.
    """
    found = [(key, key[len(shuffle_shard.SIZE_OF):]) for key in metadata
             if key.startswith(shuffle_shard.SIZE_OF)]
    if shuffle_shard.SIZE in metadata:
        found.append((shuffle_shard.SIZE, ''))
    return sorted(found)


def is_pool(metadata: Mapping[str, str]) -> bool:
    """Tell whether an aggregate is a pool, for any project."""
    return bool(keys(metadata))


def places(of: cloud.Cloud, project: str, seed: str | None) -> list[Place]:
    """Give a project's shards, by the names of the pools."""
    found = []
    for one in sorted(of.aggregates, key=lambda one: (one.name, one.id)):
        try:
            rule = shuffle_shard.rule(one.metadata, project)
        except ValueError as error:
            found.append(Place(one, None, None, str(error)))
            continue
        if rule is not None:
            found.append(Place(one, rule, shuffle_shard.sharded(
                seed, project, one.hosts, rule), rule.doubt))
    return found


def reach(found: list[Place]) -> frozenset[str]:
    """Give every host that the project can get in any pool."""
    return frozenset[str]().union(*(
        one.shard.reach for one in found if one.shard is not None))
