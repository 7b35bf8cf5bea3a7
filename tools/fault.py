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

"""What a fault is; see :mod:`tools.faults`."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """One fault, and the tests that have to notice it.

    :ivar what: the promise that is broken
    :ivar path: the file
    :ivar right: what stands there
    :ivar wrong: what is put in its place
    :ivar tests: the file, or the folder, in which the tests are
    :ivar environment: where they run
    """

    what: str
    path: str
    right: str
    wrong: str
    tests: str
    environment: str = 'swift'
