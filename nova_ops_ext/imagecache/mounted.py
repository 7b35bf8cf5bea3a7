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

"""Opens what a path leads over, and finds on which mounts that is."""

from __future__ import annotations

import os

from nova_ops_ext.imagecache import finding
from nova_ops_ext.imagecache import mounts
from nova_ops_ext.imagecache import progress as progresses
from nova_ops_ext.imagecache import way


class Walker:
    """Holds open what it walked over, until it is closed.

    :param proc: of the node, ``/proc``
    :ivar findings: what could not be known
    """

    def __init__(self, proc: str, progress: progresses.Progress) -> None:
        self.findings: list[finding.Finding] = []
        self.progress = progress
        self._proc = proc
        self._open: list[way.Place] = []

    def close(self) -> None:
        """Close all; the mounts may go now."""
        while self._open:
            os.close(self._open.pop().handle)

    def find(self, kind: str, path: str, why: str) -> None:
        """Note something once."""
        found = finding.Finding(kind, path, why)
        if found not in self.findings:
            self.findings.append(found)

    def all_mounts(self) -> dict[int, mounts.Mount]:
        """Read all mounts."""
        return mounts.parse(read(self._proc + '/self/mountinfo'))

    def walk(self, path: str) -> list[tuple[way.Place, mounts.Mount]]:
        """Open the way of a path; what has no mount is a finding."""
        first = len(self._open)
        try:
            way.walk(path, self._open, self.progress)
        except (OSError, ValueError) as error:
            self.find('unknown', path, said(error))
        walked = []
        # While the places are open, their mounts keep their numbers.
        known = self.all_mounts()
        for place in self._open[first:]:
            try:
                number = mounts.mount_id(read('%s/self/fdinfo/%d' % (
                    self._proc, place.handle)))
            except OSError as error:
                self.find('unknown', place.path, said(error))
                continue
            mount = known.get(-1 if number is None else number)
            if mount is None or not mounts.below(place.path, mount.point):
                self.find('unknown', place.path,
                          'mountinfo has no mount for it')
            else:
                walked.append((place, mount))
        return walked


def read(path: str) -> str:
    """Read all of a file of the node, with names as they are."""
    with open(path, 'rb') as file:
        return os.fsdecode(file.read())


def said(error: Exception) -> str:
    """Say what failed, and of which file."""
    if isinstance(error, OSError) and error.strerror:
        return '%s: %s' % (error.filename, error.strerror) if (
            error.filename) else error.strerror
    return str(error)
