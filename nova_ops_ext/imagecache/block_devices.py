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

"""Whether there are files beneath a block device, by sysfs."""

from __future__ import annotations

import os
import stat

from nova_ops_ext.imagecache import mounts

_DELETED = ' (deleted)'
# What stands on other devices, or on a file, and must show it.
_STANDS = ('loop', 'dm-', 'md')


class UnclearError(Exception):
    """It cannot be told what is beneath."""


def under(mount: mounts.Mount) -> list[str]:
    """Give the numbers of the devices of a file system.

    :raises UnclearError: if they cannot be told
    """
    if not mount.device.startswith('0:'):
        return [mount.device]
    # These take a number that is of no device.  The source of zfs is the name
    # of a pool, of which the kernel does not show the devices.
    if mount.type == 'zfs':
        return []
    if mount.type == 'btrfs':
        return [number(mount.source)]
    if mount.type == 'bcachefs':
        return [number(one) for one in mount.source.split(':')]
    raise UnclearError('%s without a block device' % mount.type)


def number(path: str) -> str:
    """Give the number of a block device.

    :raises UnclearError: if it is none
    """
    try:
        found = os.stat(path)
    except (OSError, ValueError) as error:
        raise UnclearError('%s: %s' % (path, _said(error))) from None
    if not stat.S_ISBLK(found.st_mode):
        raise UnclearError('%s is no block device' % path)
    return '%d:%d' % (os.major(found.st_rdev), os.minor(found.st_rdev))


def files(device: str, sys: str) -> list[str]:
    """Give the files that loop devices beneath a device are made of.

    :raises UnclearError: if they cannot be told
    """
    found: list[str] = []
    seen: set[str] = set()
    todo = [os.path.join(sys, 'dev/block', device)]
    while todo:
        here = os.path.realpath(todo.pop())
        if here in seen:
            continue
        seen.add(here)
        try:
            names = os.listdir(here)
            if 'partition' in names:
                todo.append(os.path.dirname(here))
                continue
            slaves = (os.listdir(here + '/slaves') if 'slaves' in names
                      else [])
            if 'loop' in names:
                found.append(_backing(here + '/loop/backing_file'))
            elif not slaves and os.path.basename(here).startswith(_STANDS):
                raise UnclearError('%s does not show on what it stands' %
                                   here)
        except OSError as error:
            raise UnclearError('%s: %s' % (here, _said(error))) from None
        todo += [os.path.join(here, 'slaves', name) for name in slaves]
    return found


def _backing(path: str) -> str:
    with open(path, 'rb') as file:
        name = os.fsdecode(file.read()).removesuffix('\n')
    if not name.startswith('/') or name.endswith(_DELETED):
        raise UnclearError('the file of the loop device cannot be seen: %s' %
                           name)
    return name


def _said(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None
            ) or str(error)
