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

"""Keeps new hosts for those who want them, then fills them slowly."""

from __future__ import annotations

import datetime
from typing import Any

from nova_ops_ext.conf import new_host as options_module
from nova_ops_ext.scheduler import aggregate_rules
from nova_ops_ext.scheduler.filters import guarded_filter
from nova_ops_ext.scheduler import new_host
from nova_ops_ext.scheduler import operation
from nova_ops_ext.scheduler import outcome
from nova_ops_ext.scheduler import told


class NewHostFilter(guarded_filter.GuardedFilter):
    """Decides by the age of a host, which is that of its service record.

    The burn-in is the longest of ``ops_burn_in`` (hours) in the metadata of
    the host's aggregates; where none has one, the option ``burn_in_hours``:

    ====================================  ==============================
    the host                              and the server
    ====================================  ==============================
    has neither burn-in nor ramp          passes
    is in burn-in                         refused
    is on the ramp after it               passes, if the host has fewer
                                          instances than the ramp allows
    is older                              passes
    has an age that is not known          as with the age 0
    is in an aggregate whose burn-in      refused
    cannot be read
    any of these, and the project is in   passes
    ``burn_in_projects``, the flavor has
    ``ops_ext:burn_in``, or the request
    names its host
    ====================================  ==============================

    Every operation but a rebuild is judged, by the owner's project and the
    flavor that the server is to have.
    """

    GROUP = options_module.GROUP.name

    # What a batch has placed counts.
    run_filter_once_per_request = False

    def read_options(self, options: Any) -> None:
        new_host.finite('burn_in_hours', options.burn_in_hours)
        self._otherwise: float = options.burn_in_hours
        self._ramp = new_host.Ramp.parse(
            options.ramp_initial, options.ramp_per_hour, options.ramp_hours)
        self._projects = frozenset(options.burn_in_projects)

    def decide(self, hosts: list[Any], spec: Any) -> outcome.Outcome:
        decided = outcome.Outcome('project ' + told.name(spec.project_id))
        now = datetime.datetime.now(datetime.timezone.utc)

        def merge(hours: list[float], problem: str | None
                  ) -> new_host.Terms | str | None:
            if problem is not None:
                return problem
            burn_in = new_host.merged(hours, self._otherwise)
            if not burn_in and self._ramp is None:
                return None
            return new_host.Terms(burn_in, self._ramp, now)

        each = aggregate_rules.AggregateRules(_read, merge).of_each(hosts)
        if not any(each):
            return outcome.Outcome.nothing(
                hosts, 'no host has a burn-in or a ramp')
        exempt = self._exempt(spec)
        if exempt is not None:
            return outcome.Outcome.unjudged(hosts, exempt)
        instance = spec.instance_uuid
        for host, terms in zip(hosts, each, strict=True):
            if terms is None:
                decided.passed.append(host)
                continue
            if isinstance(terms, str):
                decided.refuse(host, terms)
                continue
            try:
                # Nova's read-only dict answers three times as fast by what
                # it holds.
                if host.service.data['created_at'] <= terms.settled_by:
                    decided.passed.append(host)
                    continue
            except (AttributeError, KeyError, TypeError):
                # It is told another way, or not at all.
                pass
            # A host counts what was moved there a minute later, but lists it
            # at once; what a batch has placed it may count alone.
            instances = max(host.num_instances, len(host.instances))
            if instance in host.instances:
                instances -= 1
            reason = terms.refusal(_registered(host), instances)
            if reason is None:
                decided.passed.append(host)
            else:
                decided.refuse(host, reason)
        return decided

    def _exempt(self, spec: Any) -> str | None:
        """Tell why a request may have hosts of any age."""
        if operation.named_host(spec) is not None:
            return 'the request names its host'
        if spec.project_id in self._projects:
            return 'project %s is one of burn_in_projects' % (
                told.name(spec.project_id))
        if new_host.opted_in(spec.flavor.extra_specs):
            return 'the flavor has %s' % new_host.EXTRA_SPEC
        return None


def _read(aggregate: Any) -> float | None:
    return new_host.burn_in(aggregate.metadata)


def _registered(host: Any) -> datetime.datetime | None:
    service: Any = getattr(host, 'service', None)
    try:
        return new_host.registered(service['created_at'])
    except (KeyError, TypeError):
        return None
