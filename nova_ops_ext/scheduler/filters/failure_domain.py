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

"""Spreads the servers of an anti-affinity group over failure domains."""

from __future__ import annotations

from typing import Any

from nova_ops_ext.conf import failure_domain as options_module
from nova_ops_ext.scheduler import domain_levels
from nova_ops_ext.scheduler import failure_domain
from nova_ops_ext.scheduler.filters import guarded_filter
from nova_ops_ext.scheduler import operation
from nova_ops_ext.scheduler import outcome
from nova_ops_ext.scheduler import server_group


class FailureDomainFilter(guarded_filter.GuardedFilter):
    """Keeps a domain from being more than ``max_skew`` ahead of the others.

    A host is in the domain that ``ops_failure_domain`` names in the metadata
    of its aggregates.  The emptiest domain is that with the fewest members of
    the group, of those that have a host with room among the candidates:

    ==================================================  ==============
    the host                                            and the server
    ==================================================  ==============
    is in none, and so is every other candidate         passes
    is in one that would then have at most              passes
    ``max_skew`` members more than the emptiest
    is in one that would have more                      refused
    is in several                                       passes if it
                                                        passes each
    is in none, and others are                          refused, or as
                                                        the option
                                                        says
    is in an aggregate whose domain or skew cannot be   refused
    read
    ==================================================  ==============

    In a batch, "then" is when the rest of the batch has been placed as evenly
    as can be; what the emptiest domain needs of that rest is refused to any
    other host, one in no domain too.  Servers without a group, or in one
    with another policy than ``anti-affinity``, are not judged.  Every
    operation but a rebuild is; a server that moves does not count where it
    was.
    """

    GROUP = options_module.GROUP.name

    # What a batch has placed counts.
    run_filter_once_per_request = False

    def read_options(self, options: Any) -> None:
        self._max_skew: int = options.max_skew
        self._without_pass = options.hosts_without_domain == 'pass'

    def decide(self, hosts: list[Any], spec: Any) -> outcome.Outcome:
        if server_group.policy(spec) != failure_domain.HARD:
            return outcome.Outcome.nothing(
                hosts, 'no group with the policy ' + failure_domain.HARD)
        survey = failure_domain.Survey(hosts)
        if not survey.domains and not survey.problems:
            return outcome.Outcome.nothing(
                hosts, 'no host is in a failure domain')
        servers = server_group.still_to_place(spec)
        batch = spec.num_instances > 1 and not operation.is_move(spec)
        levels = domain_levels.Levels(
            survey.levels(server_group.members_by_host(spec, hosts),
                          server_group.most_per_host(spec)), servers,
            skews=survey.skews(self._max_skew) if batch else None)
        subject = '%s, %d failure domains' % (
            server_group.name(spec), len(survey.domains))
        if servers > 1:
            subject += ', %d servers to place' % servers
        decided = outcome.Outcome(subject)
        # Once for all hosts of a rack, which have the same object.
        reasons = {key: self._refusal(place, levels) for key, place in
                   {id(place): place for place in survey.places}.items()}
        for host, place in zip(hosts, survey.places, strict=True):
            reason = reasons[id(place)]
            if reason is None:
                decided.passed.append(host)
            else:
                decided.refuse(host, reason)
        return decided

    def _refusal(self, place: failure_domain.Place,
                 levels: domain_levels.Levels) -> str | None:
        if place.problem is not None:
            return place.problem
        if not place.domains:
            return (levels.refusal_elsewhere() if self._without_pass
                    else 'in no failure domain')
        max_skew = (self._max_skew if place.max_skew is None
                    else place.max_skew)
        for domain in place.domains:
            reason = levels.refusal(domain, max_skew)
            if reason is not None:
                return reason
        return None
