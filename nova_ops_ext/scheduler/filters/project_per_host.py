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

"""Bounds how many instances of one project are on one host."""

from __future__ import annotations

import functools
from typing import Any

from nova_ops_ext.conf import project_per_host as options_module
from nova_ops_ext.scheduler import aggregate_rules
from nova_ops_ext.scheduler.filters import guarded_filter
from nova_ops_ext.scheduler import outcome
from nova_ops_ext.scheduler import project_per_host
from nova_ops_ext.scheduler import told


class ProjectPerHostFilter(guarded_filter.GuardedFilter):
    """Lets a project have at most so many instances on a host.

    The cap is the least of ``ops_max_instances_per_project`` in the metadata
    of the host's aggregates; where none has one, the option
    ``max_instances``:

    ==================================================  ==============
    the host                                            and the server
    ==================================================  ==============
    has no cap                                          passes
    has fewer of the project's than the cap             passes
    has the cap or more                                 refused
    has a cap, and its count is not known               refused
    is in an aggregate whose cap cannot be read         refused
    ==================================================  ==============

    A server that is on the host already does not count against itself.
    Every operation but a rebuild is judged, by the owner's project.
    """

    GROUP = options_module.GROUP.name

    # What a batch has placed counts.
    run_filter_once_per_request = False

    def read_options(self, options: Any) -> None:
        self._otherwise: int | None = options.max_instances

    def decide(self, hosts: list[Any], spec: Any) -> outcome.Outcome:
        project = spec.project_id
        # What costs as much as all the rest, if it is asked for each host.
        instance = spec.instance_uuid
        refusal = functools.cache(project_per_host.refusal)
        held = project_per_host.counter(project)
        decided = outcome.Outcome('project ' + told.name(project))
        rules = aggregate_rules.AggregateRules(
            _read, self._merge).of_each(hosts)
        if not any(rules):
            return outcome.Outcome.nothing(hosts, 'no host has a cap')
        for host, rule in zip(hosts, rules, strict=True):
            if rule is None:
                decided.passed.append(host)
                continue
            most, reason = rule
            if reason is None:
                count = held(getattr(host, 'stats', None), host.num_instances)
                if count is None or count >= most:
                    if count and instance in host.instances:
                        count -= 1
                    reason = refusal(count, most)
            if reason is None:
                decided.passed.append(host)
            else:
                decided.refuse(host, reason)
        return decided

    def _merge(self, caps: list[int], problem: str | None
               ) -> tuple[int, str | None] | None:
        most = project_per_host.merged(caps, self._otherwise)
        if problem is not None:
            return 0, problem
        return None if most is None else (most, None)


def _read(aggregate: Any) -> int | None:
    return project_per_host.cap(aggregate.metadata)
