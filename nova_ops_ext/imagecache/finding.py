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


"""What stands against removals."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """One observation.

    :ivar kind: ``unknown``, ``shared``, ``exported`` (of the storage),
        ``other-host``, ``two-machines``, ``unreadable``, ``clock``, ``busy``
    :ivar path: where it was made
    :ivar why: in a few words
    """

    kind: str
    path: str
    why: str
