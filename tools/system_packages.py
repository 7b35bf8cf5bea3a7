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

"""Programs that no Python package brings: installs them, or says how."""

from __future__ import annotations

from collections.abc import Mapping
import os
import pathlib
import shutil
import sysconfig

from tools import commands
from tools import progress

#: Program and the Debian or Ubuntu package that has it.
_NEEDED = {'curl': 'curl', 'haproxy': 'haproxy', 'jq': 'jq',
           'memcached': 'memcached', 'nginx': 'nginx',
           'openssl': 'openssl', 'qemu-img': 'qemu-utils',
           'rabbitmq-server': 'rabbitmq-server',
           'redis-server': 'redis-server'}

#: What a cloud of real services needs besides: programs, and files.
OF_A_CLOUD = {
    'gcc': 'gcc', 'glusterfs': 'glusterfs-client',
    'glusterfsd': 'glusterfs-server', 'libvirtd': 'libvirt-daemon-system',
    'mariadb': 'mariadb-client', 'mariadbd': 'mariadb-server',
    'nsenter': 'util-linux', 'pkg-config': 'pkg-config',
    'qemu-system-x86_64': 'qemu-system-x86', 'ss': 'iproute2',
    'virsh': 'libvirt-clients',
    # What pip builds libvirt's own library for Python with.
    '/usr/include/libvirt/libvirt.h': 'libvirt-dev',
    sysconfig.get_path('include') + '/Python.h': 'python3-dev'}

_POLICY = pathlib.Path('/usr/sbin/policy-rc.d')


def ensure(more: Mapping[str, str] | None = None, *,
           needed: Mapping[str, str] = _NEEDED) -> None:
    """Make sure that every program is there.

    :param more: programs, or paths of files, besides, and the packages that
        have them
    :param needed: what is needed in place of what the tests need

    Root installs what is missing; anyone else is told the command.
    """
    every = {**needed, **(more or {})}
    packages = sorted({package for program, package in every.items()
                       if not _found(program)})
    if not packages:
        return
    command = ['apt-get', 'install', '-y', '--no-install-recommends',
               *packages]
    if os.geteuid() != 0 or not shutil.which('apt-get'):
        progress.fail('missing on this machine: %s. Run as root: %s' % (
            ', '.join(packages), ' '.join(command)))
    progress.step('installing %s' % ', '.join(packages))
    if not _install(command):
        # A fresh machine may have no list of packages yet.
        commands.run(['apt-get', 'update'], quiet=True)
        if not _install(command):
            progress.fail('could not install %s; see: %s' % (
                ', '.join(packages), ' '.join(command)))


def _found(program: str) -> bool:
    # A path is looked for where it says.
    return bool(os.path.exists(program) if '/' in program
                else shutil.which(program)
                or shutil.which(program, path='/usr/bin:/usr/sbin'))


def _install(command: list[str]) -> bool:
    # The tests start their own; the package must not start one beside them.
    ours = not _POLICY.exists()
    if ours:
        _POLICY.write_text('#!/bin/sh\nexit 101\n')
        _POLICY.chmod(0o755)
    try:
        code, _output = commands.run(
            command, environ={'DEBIAN_FRONTEND': 'noninteractive'},
            quiet=True)
        return code == 0
    finally:
        if ours:
            _POLICY.unlink()
