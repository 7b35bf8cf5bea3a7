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


"""Who is at work, and as whom.

What root wrote into the record, nova-compute could not read any more, and
would refuse every pass from then on.  So root becomes who owns the record.
"""

from __future__ import annotations

import os
import pwd

_NOBODY = 4294967295


def who() -> str:
    """Tell who is at work, for the audit log."""
    try:
        with open('/proc/self/loginuid') as file:
            login = int(file.read())
    except (OSError, ValueError):
        login = _NOBODY
    return told(os.getuid(), login, os.environ.get('SUDO_USER', ''))


def told(user: int, login: int, before_sudo: str) -> str:
    """Put it in words.

    :param login: who logged in, as the kernel knows; 4294967295 for nobody
    :param before_sudo: what sudo says of that, if the kernel does not know
    """
    acting = _named(user)
    if login != _NOBODY and login != user:
        return '%s as %s' % (_named(login), acting)
    if login == _NOBODY and before_sudo:
        return '%s by sudo as %s' % (before_sudo, acting)
    return acting


def become_owner(directory: str) -> None:
    """As root, go on as the owner of a directory.

    :param directory: of the record; if there is none yet, it is the one that
        it would be made in which counts
    :raises OSError: if that fails
    """
    if os.geteuid() != 0:
        return
    while True:
        try:
            owner = os.stat(directory)
            break
        except FileNotFoundError:
            if directory in ('', '/'):
                return
            directory = os.path.dirname(directory)
    if owner.st_uid == 0:
        return
    try:
        known = pwd.getpwuid(owner.st_uid)
        os.initgroups(known.pw_name, known.pw_gid)
        group = known.pw_gid
    except KeyError:
        group = owner.st_gid
        os.setgroups([group])
    os.setresgid(group, group, group)
    os.setresuid(owner.st_uid, owner.st_uid, owner.st_uid)


def _named(user: int) -> str:
    try:
        return '%s (uid %d)' % (pwd.getpwuid(user).pw_name, user)
    except KeyError:
        return 'uid %d' % user
