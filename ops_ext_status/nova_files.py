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

"""What each of Nova's services reads of the configuration files."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from ops_ext_status import files
from ops_ext_status import nova_conf
from ops_ext_status.role import Role
from ops_ext_status import text_file

#: Those of Nova.
ROLES = (Role.API, Role.SCHEDULER, Role.COMPUTE)
# Where nobody names a file, oslo.config also reads one that is called as the
# program; under a WSGI server, there is none.
_PROGRAMS = {Role.API: 'nova', Role.SCHEDULER: 'nova-scheduler',
             Role.COMPUTE: 'nova-compute'}


class Read(NamedTuple):
    """What was read.

    :ivar of: the configuration of each service; empty if there is none
    :ivar problem: where and why it cannot be read; None if it can, or if
        there is none
    """

    of: Mapping[Role, nova_conf.Configuration]
    problem: tuple[str, str] | None = None

    def distinct(self, roles: Collection[Role]
                 ) -> Iterator[nova_conf.Configuration]:
        """Give the configurations of some services, each once."""
        seen = set()
        for role in ROLES:
            one = self.of.get(role)
            if role in roles and one is not None and one.files not in seen:
                seen.add(one.files)
                yield one


def read(chosen: files.Files, *, needed: bool) -> Read:
    """Read them.

    :param needed: whether the node has one of these services
    """
    named = chosen.nova or chosen.nova_directories
    if not named and not chosen.look_up:
        return Read({})
    try:
        if named:
            return Read(dict.fromkeys(ROLES, nova_conf.read(
                chosen.nova, chosen.nova_directories)))
        return Read({role: nova_conf.read((), (), program)
                     for role, program in _PROGRAMS.items()})
    except nova_conf.NotHereError as error:
        # A node may have no Nova at all.
        if named or needed or files.exists(files.NOVA_CONF):
            return Read({}, _problem(named, error))
        return Read({})
    except text_file.CannotReadError as error:
        return Read({}, _problem(named, error))


def _problem(named: Sequence[str], error: Exception) -> tuple[str, str]:
    return ', '.join(named) or files.NOVA_CONF, str(error)
