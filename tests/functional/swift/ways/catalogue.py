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

"""All ways, class by class."""

from tests.functional.swift.ways import accounts
from tests.functional.swift.ways import bulk
from tests.functional.swift.ways import connections
from tests.functional.swift.ways import copies
from tests.functional.swift.ways import direct
from tests.functional.swift.ways import large_objects
from tests.functional.swift.ways import listings
from tests.functional.swift.ways import oracles
from tests.functional.swift.ways import registry
from tests.functional.swift.ways import rules
from tests.functional.swift.ways import s3
from tests.functional.swift.ways import signed
from tests.functional.swift.ways import spellings
from tests.functional.swift.ways import staticweb
from tests.functional.swift.ways import symlinks
from tests.functional.swift.ways import versions

GROUPS: tuple[registry.Group, ...] = tuple(module.ways for module in (
    direct, listings, connections, spellings, copies, large_objects,
    symlinks, versions, bulk, signed, s3, staticweb, oracles, rules,
    accounts))

ALL: tuple[registry.Way, ...] = tuple(
    way for group in GROUPS for way in group.ways)
