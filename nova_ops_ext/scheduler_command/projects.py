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

"""Projects, by id or name.  Pure."""

from __future__ import annotations

from nova_ops_ext.scheduler_command import cloud
from nova_ops_ext.scheduler_command import pools


class CannotTellError(Exception):
    """It cannot be told what is meant, and why."""


def project_id(of: cloud.Cloud, text: str) -> str:
    """Give the id of a project.

    :param text: its id, or its name if the cloud's projects are known
    :raises CannotTellError: if several have the name
    """
    if not text:
        raise CannotTellError('a project has no name')
    known = of.projects
    if known is None or text in known:
        return text
    named = sorted(one for one, name in known.items() if name == text)
    if len(named) > 1:
        raise CannotTellError('%d projects have the name %.64r: %s' % (
            len(named), text, ', '.join(named[:5])))
    return named[0] if named else text


def unknown(of: cloud.Cloud, project: str) -> bool:
    """Tell whether projects are known, and this is none of them."""
    return of.projects is not None and project not in of.projects


def shown(of: cloud.Cloud, project: str) -> str:
    """Name a project, with its name if that is known."""
    if unknown(of, project):
        # Any text has hosts, a mistyped name as well.
        return '%s (none that is known)' % project
    name = (of.projects or {}).get(project)
    return project if name is None else '%s (%s)' % (project, name)


def others(of: cloud.Cloud, project: str) -> list[str]:
    """Give the projects to compare with: all, or those with an override."""
    if of.projects is not None:
        found = set(of.projects)
    else:
        found = {other for one in of.aggregates
                 for _key, other in pools.keys(one.metadata) if other}
    return sorted(found - {project})
