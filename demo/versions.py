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

"""What took part in a story: versions, as this process finds them."""

from __future__ import annotations

from importlib import metadata
import pathlib
import platform
import subprocess

_ROOT = pathlib.Path(__file__).resolve().parents[1]
_OURS = 'openstack-ops-ext'
_UNKNOWN = 'unknown'
#: Enough of a commit's name to find it.
_SHOWN = 12


def of(service: str) -> dict[str, str]:
    """Name what takes part, and its version.

    :param service: 'nova' or 'swift'
    """
    return {service.title(): _installed(service),
            'Python': platform.python_version(), _OURS: _ours(),
            'System': _system()}


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return _UNKNOWN


def _ours() -> str:
    """Name the commit of this tree, since a story runs what is in it."""
    commit = _git('rev-parse', '--short=%d' % _SHOWN, 'HEAD')
    if not commit or not (_ROOT / '.git').exists():
        return _installed(_OURS)
    changed = _git('status', '--porcelain')
    return 'commit ' + commit + (' with changes' if changed else '')


def _git(*words: str) -> str:
    try:
        done = subprocess.run(
            ['git', '-C', str(_ROOT), *words], stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ''
    return done.stdout.strip()


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()['PRETTY_NAME']
    except (OSError, KeyError):
        name = platform.system()
    return '%s, %s' % (name, platform.machine())
