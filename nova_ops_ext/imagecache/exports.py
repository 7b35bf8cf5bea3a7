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

"""Reads what this node exports by NFS.  Pure."""

from __future__ import annotations

from nova_ops_ext.imagecache import escaped
from nova_ops_ext.imagecache import mounts


class NotUnderstoodError(ValueError):
    """A line that tells no path."""


def parse(text: str) -> list[str]:
    """Read ``etab``, or what the kernel shows in the same form.

    :raises NotUnderstoodError: for anything else
    """
    paths: list[str] = []
    for line in text.split('\n'):
        line = line.strip(' \t')
        if not line or line.startswith('#'):
            continue
        path, clients = _split(line)
        path = escaped.plain(path)
        if not path.startswith('/'):
            raise NotUnderstoodError('a line without a path: %.80r' % line)
        # The root that the NFS server makes up to lead to the real exports
        # shows nothing but the way.
        if not _only_the_way(clients) and path not in paths:
            paths.append(path)
    return paths


def _split(line: str) -> tuple[str, str]:
    if line.startswith('"'):
        path, quote, clients = line[1:].partition('"')
        if not quote:
            raise NotUnderstoodError('a quote without an end: %.80r' % line)
        return path, clients
    for at, letter in enumerate(line):
        if letter in ' \t':
            return line[:at], line[at:]
    return line, ''


def _only_the_way(clients: str) -> bool:
    groups = [group.partition(')')[0].split(',')
              for group in clients.split('(')[1:]]
    return bool(groups) and all('v4root' in group for group in groups)


def concerns(export: str, path: str) -> bool:
    """Tell whether an export shows a path, or something below it."""
    return mounts.below(path, export) or mounts.below(export, path)
