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

"""What has to hold whatever fails, looked at from outside of our code.

Nothing deleted that a disk needs, nobody on hosts of another network, no
console log beyond its bounds, no boot failed by us, and no traceback of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
import json
import pathlib
import re
import subprocess

from tests.e2e.cloud import whole
from tests.e2e.tier import load

_OURS = re.compile(r'nova_ops_ext|ops_ext_net|nova[./]virt[./]ops_ext')
_REFUSED = re.compile(r'\w+Filter: instance .*: 0 of \d+ hosts pass; refused')
_TRACEBACK = 'Traceback (most recent call last)'
#: Of a line of oslo.log: date, time, process, level.
_HEAD = re.compile(r'^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \d+ (?P<level>\w+) '
                   r'(?P<logger>\S+)')


def bases(cloud: whole.Cloud) -> set[str]:
    """Names of the files in the cache, as the file server has them."""
    folder = cloud.share.brick / '_base'
    return {path.name for path in folder.iterdir() if path.is_file()
            } if folder.exists() else set()


def missing_bases(cloud: whole.Cloud) -> list[str]:
    """Disks on the share whose backing file is not there."""
    found = []
    for disk in sorted(cloud.share.brick.glob('*-*-*-*-*/disk*')):
        done = subprocess.run(
            ['qemu-img', 'info', '-U', '--output=json', str(disk)],
            capture_output=True, text=True)
        if done.returncode:
            # It may have been deleted between the two.
            if disk.exists():
                found.append('%s: %s' % (disk.parent.name, done.stderr))
            continue
        backing = json.loads(done.stdout).get('backing-filename')
        if backing and not (cloud.share.brick / '_base' / pathlib.Path(
                backing).name).exists():
            found.append('%s needs %s' % (disk.parent.name, backing))
    return found


def misplaced(cloud: whole.Cloud, seen: Iterable[load.Seen],
              hosts: Mapping[str, Sequence[str]]) -> list[str]:
    """Servers on hosts that are for the clients of other networks.

    :param hosts: by label; others are for everybody
    """
    labels = {one.server: one.label for one in seen if one.server}
    listed = {host for names in hosts.values() for host in names}
    rows = cloud.sql('nova_cell1', 'SELECT uuid, host FROM instances '
                     'WHERE host IS NOT NULL')
    return ['%s of %s on %s' % (uuid, labels[uuid], host)
            for uuid, host in rows if uuid in labels and host in listed
            and host not in hosts.get(labels[uuid], ())]


class Logs:
    """The logs of all services, from when it is made."""

    def __init__(self, cloud: whole.Cloud) -> None:
        self._cloud = cloud
        self._begin = {path: path.stat().st_size
                       for path in self._files()}

    def _files(self) -> list[pathlib.Path]:
        return sorted(path for pattern in ('nova-*', 'uwsgi.log')
                      for path in self._cloud.place.log.glob(pattern))

    def ours(self) -> list[str]:
        """Tracebacks that have a line of our code, and errors that we log."""
        found = []
        for path in self._files():
            with path.open(errors='replace') as log:
                log.seek(self._begin.get(path, 0))
                found += ['%s: %s' % (path.name, line)
                          for line in of_ours(log.read())]
        return found

    def refused_by_ours(self, seen: Iterable[load.Seen]) -> list[str]:
        """Boots for which a filter of ours has left no host."""
        servers = {one.server for one in seen if one.server}
        path = self._cloud.log('nova-scheduler')
        with path.open(errors='replace') as log:
            log.seek(self._begin.get(path, 0))
            return [line for line in log if _REFUSED.search(line)
                    and any(server in line for server in servers)]


def of_ours(text: str) -> list[str]:
    """What of a log is an error of ours, or a traceback with our code."""
    found: list[str] = []
    block: list[str] = []
    for line in text.splitlines():
        head = _HEAD.match(line)
        failed = head and head['level'] in ('ERROR', 'CRITICAL')
        if head and failed and _OURS.match(head['logger']):
            found.append(line)
        # A traceback's lines repeat the head, or have none.
        if block and _TRACEBACK not in line and line and (
                failed or not head):
            block.append(line)
            continue
        found += _blamed(block)
        block = [line] if _TRACEBACK in line else []
    return found + _blamed(block)


def _blamed(block: list[str]) -> list[str]:
    """The last line of a traceback, if a line of our code is in it."""
    return block[-1:] if any(
        'File "' in line and _OURS.search(line) for line in block) else []


def unbounded(seen: Iterable[load.Seen], most: int) -> int:
    """The largest answer with a console log, if it is larger than that."""
    largest = max((one.bytes for one in seen if one.what == 'console'),
                  default=0)
    return largest if largest > most else 0


def causes(seen: Iterable[load.Seen]) -> dict[str, int]:
    """Count what failed, by what it was."""
    counted: dict[str, int] = {}
    for one in seen:
        if one.outcome not in ('served', 'refused'):
            key = '%s: %s' % (one.what, one.outcome)
            counted[key] = counted.get(key, 0) + 1
    return counted
