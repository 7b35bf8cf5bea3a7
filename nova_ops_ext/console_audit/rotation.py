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

"""Whether a log is rotated.  Pure.

A fact where it can be one: whoever has the file open for writing decides.
Only for a guest that is off does the configuration tell what will be.
"""

from __future__ import annotations

from collections.abc import Sequence
import enum
from typing import NamedTuple

from nova_ops_ext.console_audit import libvirt_conf

_VIRTLOGD = 'virtlogd'


class Kind(enum.Enum):
    """What is known of the rotation of a log."""

    VIRTLOGD = 'virtlogd'
    NONE = 'no'
    NEXT_VIRTLOGD = 'virtlogd at the next start'
    NEXT_NONE = 'no, at the next start'
    IDLE = 'nobody writes it'
    ELSEWHERE = 'on another host'
    UNKNOWN = 'unknown'


class Writer(NamedTuple):
    """A process that has a log open for writing."""

    pid: int
    name: str


class Configured(NamedTuple):
    """What the configuration of libvirt says.

    :ivar handler: ``logd`` or ``file``; empty if it cannot be known
    :ivar handler_problem: why not
    :ivar limits: None if they cannot be known
    :ivar limits_problem: why not
    """

    handler: str = 'logd'
    handler_problem: str = ''
    limits: libvirt_conf.Limits | None = libvirt_conf.Limits()
    limits_problem: str = ''


class Rotation(NamedTuple):
    """What is known, and how.

    :ivar limits: with which virtlogd rotates
    """

    kind: Kind
    reason: str
    limits: libvirt_conf.Limits | None = None

    @property
    def bounded(self) -> bool:
        """Tell whether the log cannot go on growing."""
        return self.kind in (Kind.VIRTLOGD, Kind.IDLE)


class Guest(NamedTuple):
    """What is known of the guest whose log it is.

    :ivar has_domain: None if the domains of this node cannot be read
    :ivar runs: of no meaning without a domain
    :ivar shared: whether the log is on storage that other hosts use too
    """

    has_domain: bool | None
    runs: bool
    shared: bool


def judge(writers: Sequence[Writer], blind: str, guest: Guest,
          configured: Configured) -> Rotation:
    """Say whether a log is rotated.

    :param writers: who has it open
    :param blind: why a writer may have been overlooked; empty if none can
    """
    others = [one for one in writers if one.name != _VIRTLOGD]
    if others:
        return Rotation(Kind.NONE, 'written by %s' % named(others))
    if writers:
        return Rotation(Kind.VIRTLOGD, 'written by %s' % named(writers),
                        configured.limits)
    if guest.has_domain is False and guest.shared:
        return Rotation(Kind.ELSEWHERE, 'its guest is not on this host, and '
                        'other hosts use the storage too')
    if blind:
        return Rotation(Kind.UNKNOWN, blind)
    if guest.has_domain is False:
        return Rotation(Kind.IDLE, 'no process has it open')
    if guest.has_domain and guest.runs:
        return Rotation(Kind.UNKNOWN, 'the guest runs, and no process that '
                        'can be seen here has its log open')
    if not configured.handler:
        return Rotation(Kind.UNKNOWN, configured.handler_problem)
    if configured.handler == 'file':
        return Rotation(Kind.NEXT_NONE, 'nobody writes it now; qemu.conf has '
                        'stdio_handler = file')
    return Rotation(Kind.NEXT_VIRTLOGD, 'nobody writes it now; libvirt is '
                    'configured for virtlogd', configured.limits)


def named(writers: Sequence[Writer]) -> str:
    """Name processes."""
    return ', '.join('%s (process %d)' % (one.name, one.pid)
                     for one in writers[:3]) + (
        ' and %d more' % (len(writers) - 3) if len(writers) > 3 else '')
