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

"""Can what the services load of ours be imported here?"""

from __future__ import annotations

from ops_ext_status import bounded_child
from ops_ext_status import node
from ops_ext_status.role import MODULES
from ops_ext_status.role import Role


def broken(roles: frozenset[Role]) -> dict[str, str]:
    """Import what they load, where they are; give what cannot be."""
    found: dict[str, str] = {}
    for role in sorted(roles, key=lambda one: one.value):
        if not node.finds('swift' if role is Role.PROXY else 'nova'):
            continue
        try:
            found.update(bounded_child.ask('ops_ext_status.import_probe',
                                           MODULES[role]))
        except bounded_child.GivenUpError as error:
            found[', '.join(MODULES[role])] = str(error)
    return found
