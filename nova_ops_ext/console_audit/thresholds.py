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

"""From which value on something is a warning, or critical.  Pure."""

from __future__ import annotations

from typing import NamedTuple

from nova_ops_ext.console_audit import finding


class Threshold(NamedTuple):
    """Two limits; None is none.

    :ivar below: whether it alerts below them, as for hours that are left,
        instead of above
    """

    warning: float | None
    critical: float | None
    below: bool = False

    def level(self, value: float) -> finding.Level:
        """Judge a value; the limit itself is still good."""
        if self._beyond(value, self.critical):
            return finding.Level.CRITICAL
        if self._beyond(value, self.warning):
            return finding.Level.WARNING
        return finding.Level.OK

    def passed(self, value: float) -> float:
        """Give the limit that a value is beyond.

        :raises ValueError: if it is beyond none
        """
        for limit in (self.critical, self.warning):
            if limit is not None and self._beyond(value, limit):
                return limit
        raise ValueError('%r is within the limits' % value)

    @property
    def sensible(self) -> bool:
        """Tell whether a warning comes before what is critical."""
        if self.warning is None or self.critical is None:
            return True
        return (self.warning >= self.critical if self.below
                else self.warning <= self.critical)

    def _beyond(self, value: float, limit: float | None) -> bool:
        if limit is None:
            return False
        return value < limit if self.below else value > limit


class Thresholds(NamedTuple):
    """All of them.

    :ivar size: bytes of a log with its backups
    :ivar growth: bytes a second of a log
    :ivar full: hours until a file system is full
    """

    size: Threshold = Threshold(100 << 20, 1 << 30)
    growth: Threshold = Threshold((100 << 20) / 3600, (1 << 30) / 3600)
    full: Threshold = Threshold(72, 24, below=True)
