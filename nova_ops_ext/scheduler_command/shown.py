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

"""What a subcommand has to say.  Pure."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

from nova_ops_ext.console_audit.display import safe
from nova_ops_ext.console_audit.finding import Level


class Shown(NamedTuple):
    """The answer of a subcommand.

    :ivar summary: in a few words; made harmless here
    :ivar details: lines, harmless already
    :ivar values: what programs get beside level and summary
    """

    level: Level
    summary: str
    details: Sequence[str]
    values: Mapping[str, Any]

    def lines(self) -> Iterator[str]:
        """Write it for people; the first line is what Nagios shows."""
        yield 'SCHEDULER %s - %s' % (self.level.name, safe(self.summary))
        yield from self.details

    def document(self) -> dict[str, Any]:
        """Make the document for programs."""
        return {'state': self.level.name, 'exit_code': int(self.level),
                'summary': safe(self.summary), **self.values}
