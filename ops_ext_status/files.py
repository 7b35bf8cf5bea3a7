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

"""Which files of this node are looked at."""

from __future__ import annotations

from collections.abc import Sequence
import os
from typing import NamedTuple

from ops_ext_status import file_kind
from ops_ext_status import ini_file
from ops_ext_status import swift_files
from ops_ext_status import text_file

PROXY_CONFS = ('/etc/swift/proxy-server.conf',
               '/etc/swift/proxy-server.conf.d')
NOVA_CONF = '/etc/nova/nova.conf'
API_PASTE = '/etc/nova/api-paste.ini'
QEMU_CONF = '/etc/libvirt/qemu.conf'


class Files(NamedTuple):
    """They are.

    :ivar other_proxies: those of the node that have nothing of ours
    :ivar nova: in order; empty: where Nova looks, if ``look_up`` is set
    :ivar nova_directories: of which each file is read, after those
    :ivar look_up: whether the operator named none, so that those count that
        the services would read
    :ivar problems: what could not be taken for anything, and why
    """

    proxies: tuple[str, ...] = ()
    nova: tuple[str, ...] = ()
    nova_directories: tuple[str, ...] = ()
    pastes: tuple[str, ...] = ()
    uwsgi: tuple[str, ...] = ()
    qemu: tuple[str, ...] = ()
    look_up: bool = False
    problems: tuple[tuple[str, str], ...] = ()
    other_proxies: tuple[str, ...] = ()


class Named(NamedTuple):
    """What the operator named, each kind by an option of its own."""

    any_kind: Sequence[str] = ()
    directories: Sequence[str] = ()
    nova: Sequence[str] = ()
    pastes: Sequence[str] = ()
    proxies: Sequence[str] = ()
    qemu: Sequence[str] = ()


def choose(named: Named) -> Files:
    """Take what is named, or look where the services look."""
    if not any(named):
        return _found()
    sorted_: dict[file_kind.Kind, list[str]] = {
        file_kind.Kind.NOVA: [*named.nova],
        file_kind.Kind.API_PASTE: [*named.pastes],
        file_kind.Kind.PROXY: [*named.proxies],
        file_kind.Kind.QEMU: [*named.qemu], file_kind.Kind.UWSGI: []}
    problems = []
    for path in named.any_kind:
        try:
            sorted_[_kind(path)].append(path)
        except (ValueError, text_file.CannotReadError) as error:
            text = str(error)
            problems.append((path, text.removeprefix(path + ': ')))
    directories = []
    for path in named.directories:
        if _is_of_swift(path):
            sorted_[file_kind.Kind.PROXY].append(path)
        else:
            directories.append(path)
    return Files(
        tuple(sorted_[file_kind.Kind.PROXY]),
        tuple(sorted_[file_kind.Kind.NOVA]), tuple(directories),
        tuple(sorted_[file_kind.Kind.API_PASTE]),
        tuple(sorted_[file_kind.Kind.UWSGI]),
        tuple(sorted_[file_kind.Kind.QEMU]), False, tuple(problems))


def _found() -> Files:
    proxies = list(swift_files.started())
    ours = [path for path in proxies if swift_files.may_be_ours(path)]
    return Files(
        proxies=tuple(ours), other_proxies=tuple(
            path for path in proxies if path not in ours) if ours else (),
        qemu=(QEMU_CONF,) if os.path.isfile(QEMU_CONF) else (), look_up=True)


def _kind(path: str) -> file_kind.Kind:
    if os.path.isdir(path):
        if _is_of_swift(path):
            return file_kind.Kind.PROXY
        raise ValueError('it is a directory; name it with --config-dir')
    return file_kind.of(text_file.read(path))


def _is_of_swift(path: str) -> bool:
    """Tell whether a directory is one of Swift's, by its files together."""
    try:
        ini = ini_file.read_swift(path)
    except text_file.CannotReadError:
        return os.path.basename(path.rstrip('/')).endswith('.conf.d') and (
            'proxy' in os.path.basename(path.rstrip('/')))
    try:
        return file_kind.of('\n'.join(
            '[%s]\n%s' % (section, '\n'.join(
                '%s = %s' % item for item in options.items()))
            for section, options in ini.sections.items())
        ) is file_kind.Kind.PROXY
    except ValueError:
        return False


def paste_of(written: str, nova_files: Sequence[str], look_up: bool
             ) -> str | None:
    """Find the api-paste.ini that nova-api would.

    :param written: as ``api_paste_config`` has it
    """
    candidates = [written] if os.path.isabs(written) else [
        *(os.path.join(os.path.dirname(os.path.abspath(file)), written)
          for file in nova_files),
        *([os.path.join(os.path.dirname(API_PASTE), written)]
          if look_up else [])]
    return next((path for path in candidates if os.path.exists(path)), None)


def exists(path: str) -> bool:
    """Tell whether there is anything at a path, readable or not."""
    return os.path.lexists(path)
