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

"""What was seen on a node, for judgement.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from nova_ops_ext.console_audit import domains
from nova_ops_ext.console_audit import growth
from nova_ops_ext.console_audit import logs
from nova_ops_ext.console_audit import rotation


class Trouble(NamedTuple):
    """Something that could not be looked at.

    :ivar code: of the finding that it makes
    """

    code: str
    path: str
    reason: str


class Deleted(NamedTuple):
    """A log that was deleted while someone wrote it.

    :ivar disk: None if it could not be asked for
    """

    path: str
    disk: int | None
    writers: tuple[rotation.Writer, ...]


class Space(NamedTuple):
    """A file system.

    :ivar path: of something in it
    :ivar shared: whether it is of a kind that other hosts use too
    """

    path: str
    free: int
    total: int
    shared: bool


class Seen(NamedTuple):
    """All of it.

    :ivar owners: the domains by UUID
    :ivar no_domains: why the domains are not known; empty if they are
    :ivar writers: by device and inode, and by path
    :ivar blind: why a writer may have been overlooked; empty if none can
    :ivar spaces: by device
    :ivar growths: by the path of a log
    :ivar measured: whether growth was asked for
    """

    instances_path: str
    found: tuple[logs.Log, ...] = ()
    owners: Mapping[str, domains.Domain] = {}
    no_domains: str = ''
    configured: rotation.Configured = rotation.Configured()
    writers: Mapping[object, tuple[rotation.Writer, ...]] = {}
    blind: str = ''
    deleted: tuple[Deleted, ...] = ()
    spaces: Mapping[int, Space] = {}
    growths: Mapping[str, growth.Growth] = {}
    measured: bool = False
    troubles: tuple[Trouble, ...] = ()
    notes: tuple[Trouble, ...] = ()
