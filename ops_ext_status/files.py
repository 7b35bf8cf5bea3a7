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

from collections.abc import Iterator
from collections.abc import Sequence
import configparser
import os
from typing import NamedTuple

from ops_ext_status import file_kind
from ops_ext_status import ini_file
from ops_ext_status import proxy

PROXY_CONFS = ('/etc/swift/proxy-server.conf',
               '/etc/swift/proxy-server.conf.d')
NOVA_CONF = '/etc/nova/nova.conf'
API_PASTE = '/etc/nova/api-paste.ini'
QEMU_CONF = '/etc/libvirt/qemu.conf'
_DAEMONS = ('internal-client.conf', 'object-expirer.conf',
            'container-reconciler.conf', 'container-sharder.conf')


class Files(NamedTuple):
    """They are.

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
        except (ValueError, ini_file.CannotReadError) as error:
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
    return Files(
        proxies=tuple(path for path in PROXY_CONFS
                      if os.path.lexists(path) and _is_ours(path))[:1],
        qemu=(QEMU_CONF,) if os.path.isfile(QEMU_CONF) else (), look_up=True)


def _is_ours(path: str) -> bool:
    try:
        return proxy.concerns(ini_file.read(path))
    except ini_file.CannotReadError:
        # Then nobody knows, and that is told.
        return True


def _kind(path: str) -> file_kind.Kind:
    if os.path.isdir(path):
        if _is_of_swift(path):
            return file_kind.Kind.PROXY
        raise ValueError('it is a directory; name it with --config-dir')
    return file_kind.of(ini_file.text(path))


def _is_of_swift(path: str) -> bool:
    """Tell whether a directory is one of Swift's, by its files together."""
    try:
        ini = ini_file.read(path)
    except ini_file.CannotReadError:
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


def daemons_with_ours(path: str) -> tuple[str, ...]:
    """Find pipelines of Swift's daemons, beside a proxy's, that have ours."""
    beside = os.path.dirname(os.path.abspath(path))
    found = []
    for name in _DAEMONS:
        for candidate in (os.path.join(beside, name),
                          os.path.join(beside, name + '.d')):
            if os.path.exists(candidate) and _has_ours(candidate):
                found.append(candidate)
    return tuple(found)


def _has_ours(path: str) -> bool:
    try:
        return proxy.in_pipeline(ini_file.read(path))
    except ini_file.CannotReadError:
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


def workers(paths: Sequence[str]) -> tuple[str, int] | None:
    """Read how many processes a uWSGI starts, and where that is said.

    :raises CannotReadError: and why
    """
    for path in paths:
        parser = configparser.RawConfigParser(strict=False,
                                              allow_no_value=True)
        try:
            parser.read_string(ini_file.text(path), path)
        except configparser.Error as error:
            raise ini_file.CannotReadError(' '.join(str(error).split())
                                           ) from None
        for option in _counts(parser):
            return '%s [uwsgi] %s' % (path, option), int(
                parser.get('uwsgi', option))
    return None


def _counts(parser: configparser.RawConfigParser) -> Iterator[str]:
    for option in ('processes', 'workers'):
        text = parser.get('uwsgi', option, fallback='') or ''
        if text.isascii() and text.isdigit() and len(text) < 7:
            yield option


def exists(path: str) -> bool:
    """Tell whether there is anything at a path, readable or not."""
    return os.path.lexists(path)
