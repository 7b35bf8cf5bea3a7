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

"""Are the projects that have rules of their own projects at all?  Pure.

Nobody else finds out: a rule for a project that is none is never asked for,
and the project that was meant has the rule of all others, or none.
"""

from __future__ import annotations

from collections.abc import Iterator

from nova_ops_ext.scheduler import shuffle_shard
from nova_ops_ext.scheduler_command.checks import subject
from nova_ops_ext.scheduler_command import features
from nova_ops_ext.scheduler_command.finding import Finding
from nova_ops_ext.scheduler_command.finding import warning
from nova_ops_ext.scheduler_command import pools

_NEW_HOST = 'ops_new_host'


def findings(checked: subject.Subject) -> Iterator[Finding]:
    """Find what names no project."""
    for aggregate in checked.cloud.aggregates:
        for key, project in pools.keys(aggregate.metadata):
            # An empty one is told as a value.
            if project:
                yield from _project(checked, subject.at(aggregate), key,
                                    shuffle_shard.SIZE_OF, project)
    if checked.works(features.of_group(_NEW_HOST)):
        for project in checked.get(_NEW_HOST, 'burn_in_projects') or ():
            yield from _project(
                checked, '[%s] burn_in_projects' % _NEW_HOST, project, '',
                project)


def _project(checked: subject.Subject, where: str, value: str, before: str,
             project: str) -> Iterator[Finding]:
    known = checked.cloud.projects
    if known is None:
        # An id has no blanks, and more cannot be told.
        wrong = any(letter.isspace() for letter in project)
        named = []
    else:
        wrong = project not in known
        named = sorted(one for one, name in known.items()
                       if project.strip() in (one, name))
    if wrong:
        yield warning('unknown-project', where, value,
                      'no project has this id, so it has no effect',
                      'is it %s?' % ' or '.join(
                          before + one for one in named[:5]) if named else
                      'write the id of the project, and no name')
