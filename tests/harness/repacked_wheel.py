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

"""The wheel of an installed distribution, made again from what is installed.

So a test can install, upgrade and uninstall the real thing in an environment
of its own without a package index, and with a version of its choice.
"""

import base64
from collections import abc
import hashlib
from importlib import metadata
import pathlib
import zipfile


def repack(site_packages: pathlib.Path, name: str, version: str,
           folder: pathlib.Path, *, changes: abc.Mapping[str, bytes],
           without: tuple[str, ...]) -> pathlib.Path:
    """Make a wheel.

    :param name: the distribution
    :param version: the version that the wheel is to have
    :param folder: where to put it
    :param changes: files to add to what is installed, or to replace in it
    :param without: files whose path begins with one of these are left out
    """
    (found,) = metadata.distributions(name=name, path=[str(site_packages)])
    stem = '%s-%s' % (name.replace('-', '_'), version)
    files = {}
    for path in found.files or ():
        target = _target(str(path), stem)
        if target and not target.startswith(without):
            files[target] = pathlib.Path(
                str(found.locate_file(path))).read_bytes()
    about = stem + '.dist-info/METADATA'
    files[about] = files[about].replace(
        b'\nVersion: %s\n' % found.version.encode(),
        b'\nVersion: %s\n' % version.encode())
    files.update(changes)
    record = stem + '.dist-info/RECORD'
    files[record] = ''.join(
        '%s,sha256=%s,%d\n' % (path, digest(content), len(content))
        for path, content in files.items()).encode() + record.encode() + b',,'
    wheel = folder / (stem + '-py3-none-any.whl')
    with zipfile.ZipFile(wheel, 'w') as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return wheel


def digest(content: bytes) -> str:
    """Digest of a file as RECORD has it."""
    return base64.urlsafe_b64encode(
        hashlib.sha256(content).digest()).decode().rstrip('=')


def _target(path: str, stem: str) -> str | None:
    """Where in the wheel an installed file belongs."""
    folder, _slash, rest = path.partition('/')
    if path.startswith('../../../bin/') or path.endswith('.pyc'):
        return None     # pip makes these
    if path.startswith('../../../'):
        return '%s.data/data/%s' % (stem, path.removeprefix('../../../'))
    if folder.endswith('.dist-info'):
        made = ('RECORD', 'INSTALLER', 'REQUESTED', 'direct_url.json')
        return None if rest in made else '%s.dist-info/%s' % (stem, rest)
    return path
