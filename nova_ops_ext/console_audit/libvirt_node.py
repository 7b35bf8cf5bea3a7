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

"""What libvirt and the processes of this node tell."""

from __future__ import annotations

from collections.abc import Iterator
import contextlib
import os
import re
from typing import Any
from typing import NamedTuple

from nova_ops_ext.console_audit import domains
from nova_ops_ext.console_audit import facts
from nova_ops_ext.console_audit import libvirt_conf
from nova_ops_ext.console_audit import prober
from nova_ops_ext.console_audit import rotation

_DENIED = ('EACCES', 'EPERM')
# Kinds of file systems that more than one host can have mounted.
_SHARED = re.compile(
    r'nfs|cifs|smb|ceph|glusterfs|lustre|gpfs|ocfs2|gfs2?\Z|beegfs|9p|'
    r'fuse\.(?!fuseblk)|virtiofs|orangefs|moosefs|pvfs')


class Owners(NamedTuple):
    """The domains of the node.

    :ivar unknown: why there may be more; empty if these are all
    """

    by_uuid: dict[str, domains.Domain]
    unknown: str
    notes: tuple[facts.Trouble, ...]


class Descriptor(NamedTuple):
    """A file that a process writes and that may be a console log.

    :ivar at: its path below ``/proc``
    :ivar target: the path of the file
    """

    at: str
    target: str
    deleted: bool
    writer: rotation.Writer


class Open(NamedTuple):
    """What the processes of the node write.

    :ivar blind: why there may be more; empty if these are all
    """

    descriptors: tuple[Descriptor, ...]
    blind: str


def configured(ask: prober.Prober, directory: str) -> rotation.Configured:
    """Read how libvirt is configured.

    :param directory: ``/etc/libvirt``
    """
    handler, handler_problem = 'logd', ''
    limits: libvirt_conf.Limits | None = libvirt_conf.Limits()
    limits_problem = ''
    qemu, virtlogd = (ask.ask('conf', '%s/%s.conf' % (directory, name))
                      for name in ('qemu', 'virtlogd'))
    try:
        if qemu.name != 'ENOENT':
            handler = libvirt_conf.stdio_handler(_text(qemu))
    except ValueError as error:
        handler, handler_problem = '', '%s: %s' % (qemu.path, error)
    try:
        if virtlogd.name != 'ENOENT':
            limits = libvirt_conf.limits(_text(virtlogd))
    except ValueError as error:
        limits, limits_problem = None, '%s: %s' % (virtlogd.path, error)
    return rotation.Configured(handler, handler_problem, limits,
                               limits_problem)


def owners(ask: prober.Prober, etc: str, run: str) -> Owners:
    """Read the XML of all domains.

    :param etc: ``/etc/libvirt``
    :param run: ``/run/libvirt``
    """
    found: dict[str, domains.Domain] = {}
    asks: list[prober.Ask] = []
    for directory, runs in ((run + '/qemu', True), (etc + '/qemu', False)):
        listed = ask.ask('xml-files', directory)
        if listed.done:
            asks += [prober.Ask('domain', '%s/%s' % (directory, name), (runs,))
                     for name in listed.result]
        elif listed.name != 'ENOENT' or not runs:
            return Owners({}, 'whose the logs are cannot be known: %s: %s' % (
                directory, why(listed)), ())
    failed = []
    for answer in ask.ask_all(asks):
        if answer.done:
            one = _domain(answer.result)
            known = found.get(one.uuid)
            # The status of a running guest is read first, and stays.
            found[one.uuid] = one if known is None else known._replace(
                paths=tuple(dict.fromkeys(known.paths + one.paths)))
        elif answer.name not in ('ENOENT', 'EISDIR'):
            failed.append(facts.Trouble(
                'owners-unknown', answer.path, why(answer)))
    return Owners(found, '%d of %d domains cannot be read' % (
        len(failed), len(asks)) if failed else '', tuple(failed[:5]))


def opened(ask: prober.Prober, proc: str, names: frozenset[str]) -> Open:
    """Find who writes console logs.

    :param names: of logs that are not called console.log
    """
    listed = ask.ask('processes', proc)
    if not listed.done:
        return Open((), 'who writes it cannot be known: %s: %s' % (
            proc, why(listed)))
    blind = '' if 1 in listed.result else (
        'not all processes of this node can be seen')
    found: list[Descriptor] = []
    numbers: list[int] = listed.result
    for number, answer in zip(numbers, ask.ask_all([
            prober.Ask('descriptors', '%s/%d' % (proc, one), (sorted(names),))
            for one in numbers]), strict=True):
        if answer.done:
            found += _descriptors(answer.path, number, answer.result)
        elif answer.name in _DENIED:
            blind = ('which process writes it cannot be seen by this user; '
                     'run this as root')
        elif answer.name not in ('ENOENT', 'ESRCH'):
            blind = blind or 'who writes it cannot be known: %s: %s' % (
                answer.path, why(answer))
    return Open(tuple(found), blind)


def shared_devices(ask: prober.Prober, proc: str) -> frozenset[int]:
    """Name the devices of file systems that other hosts can use too."""
    read = ask.ask('conf', proc + '/self/mountinfo')
    return frozenset(_shared(read.result)) if read.done else frozenset()


def why(answer: prober.Answer) -> str:
    """Say why there is no answer, and what would help."""
    if answer.name in _DENIED:
        return '%s; run this as root or as a user who may' % answer.reason
    return answer.reason or answer.name


def _text(answer: prober.Answer) -> str:
    if not answer.done:
        raise ValueError(why(answer))
    return str(answer.result)


def _domain(values: list[Any]) -> domains.Domain:
    found = domains.Domain(*values)
    return found._replace(paths=tuple(found.paths))


def _descriptors(path: str, pid: int, values: list[list[object]]
                 ) -> Iterator[Descriptor]:
    for number, target, comm in values:
        name = str(target)
        yield Descriptor('%s/fd/%s' % (path, number),
                         name.removesuffix(' (deleted)'),
                         name.endswith(' (deleted)'),
                         rotation.Writer(pid, str(comm)))


def _shared(text: str) -> Iterator[int]:
    for line in text.splitlines():
        before, _dash, after = line.partition(' - ')
        with contextlib.suppress(ValueError, IndexError, OverflowError):
            major, _colon, minor = before.split()[2].partition(':')
            if _SHARED.match(after.split()[0]):
                yield os.makedev(int(major), int(minor))
