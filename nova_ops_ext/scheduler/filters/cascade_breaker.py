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


"""CascadeBreakerFilter: stops what takes one host after another."""

from __future__ import annotations

import datetime
from typing import Any

import nova.conf
from oslo_utils import timeutils

from nova_ops_ext.conf import cascade_breaker as options_module
from nova_ops_ext.scheduler import aggregate_rules
from nova_ops_ext.scheduler import cascade
from nova_ops_ext.scheduler import cascade_deaths
from nova_ops_ext.scheduler import cascade_evidence
from nova_ops_ext.scheduler import cascade_sightings
from nova_ops_ext.scheduler import cascade_words
from nova_ops_ext.scheduler.filters import guarded_filter
from nova_ops_ext.scheduler import operation
from nova_ops_ext.scheduler import outcome
from nova_ops_ext.scheduler import per_aggregate

CONF = nova.conf.CONF


class CascadeBreakerFilter(guarded_filter.GuardedFilter):
    """Stops a pair of project and image, or a server, that kills hosts.

    ===============================================  =========================
    the request                                      hosts
    ===============================================  =========================
    is for a pair that has taken hosts down in       only those in an
    ``incidents`` separate incidents                 aggregate with
                                                     ``ops_quarantine = true``
    moves a server that was evacuated from           the same
    ``evacuations`` hosts
    is any other                                     all, those as well
    ===============================================  =========================

    Creates and moves are judged alike, except that a live migration passes:
    it moves a server that runs.  A rebuild stays where it is.  What counts is
    the hosts that are down now; a pair is free again when they recover.
    """

    GROUP = options_module.GROUP.name

    def read_options(self, options: Any) -> None:
        cascade.check_options(options.incidents, options.evacuations,
                              options.period, CONF.service_down_time,
                              CONF.servicegroup_driver)
        # Of no request: it makes the times of the database more exact.
        self._sightings = cascade_sightings.Sightings()
        self._period = _seconds(options.period)
        self._evacuations = options.evacuations
        self._down_time = _seconds(CONF.service_down_time)
        self._limits = cascade.Limits(
            options.incidents, _seconds(options.window), options.bystanders,
            options.survivors_per_death,
            cascade_deaths.slack(CONF.report_interval))

    def decide(self, hosts: list[Any], spec: Any) -> outcome.Outcome:
        image = _image(spec)
        said = ['project %s' % spec.project_id, 'image %s' % image if image
                else 'no image']
        now = timeutils.utcnow()
        stopped = found = False
        # The image by which the pair is judged, if it is.
        judged = image if self._limits.incidents else None
        if operation.is_move(spec) and (self._evacuations or judged):
            moves = cascade_evidence.moves(
                spec.requested_destination.cell
                if 'cell' in spec.requested_destination else None,
                spec.instance_uuid, now - self._period)
            if moves.live:
                return outcome.Outcome.unjudged(
                    hosts, 'a live migration of a server that runs')
            if self._evacuations and moves.evacuated_from:
                found = True
                stopped = len(moves.evacuated_from) >= self._evacuations
                said.append(cascade_words.of_evacuations(
                    moves.evacuated_from, self._evacuations))
        if judged and not stopped:
            stopped, words = self._judge(now, spec.project_id, judged)
            found = found or bool(words)
            said.extend(words)
        if not found:
            return outcome.Outcome.nothing(
                hosts, ', '.join(said) + ', no host died of it')
        decided = outcome.Outcome(', '.join(said))
        if stopped:
            _confine(decided, hosts)
        else:
            decided.passed.extend(hosts)
        return decided

    def _judge(self, now: datetime.datetime, project: str,
               image: str) -> tuple[bool, list[str]]:
        """Decide about the pair; say what there is to say."""
        down_time = cascade_evidence.DownTime(now, self._down_time)
        answers = cascade_evidence.down_hosts(down_time)
        words = _silent(answers)
        since = now - self._period
        down = cascade_deaths.died(
            self._sightings.look(
                (host for cell in answers.found for host in cell), now),
            since, self._limits.slack)
        if not down:
            return False, words
        window = self._limits.window
        answers = cascade_evidence.servers(
            down_time, project, image, now - window, since - window)
        words = words or _silent(answers)
        verdict = cascade.verdict(
            self._limits, down,
            [server for servers, _count in answers.found
             for server in servers],
            sum(count for _servers, count in answers.found))
        if verdict.incidents or verdict.together:
            words.insert(0, cascade_words.of_pair(verdict, self._limits))
        return verdict.stopped, words


def _confine(decided: outcome.Outcome, hosts: list[Any]) -> None:
    """Let pass only what is in quarantine."""
    quarantine = per_aggregate.PerAggregate(
        cascade.quarantine, lambda found: found).of
    for host in hosts:
        found = quarantine(host.aggregates)
        if True in found:
            decided.passed.append(host)
            continue
        if not any(found):
            decided.refuse(host, 'not in quarantine')
            continue
        # One that cannot be read is no quarantine.
        decided.refuse(host, next((
            aggregate_rules.reason(text, aggregate.name)
            for aggregate, text in zip(host.aggregates, found, strict=False)
            if isinstance(text, str)), 'not in quarantine'))


def _image(spec: Any) -> str | None:
    """Give the image's id; a server that boots from a volume has none."""
    image = spec.image if 'image' in spec else None
    if image is None or 'id' not in image:
        return None
    return image.id or None


def _silent(answers: cascade_evidence.Answers) -> list[str]:
    silent = answers.silent()
    return ['%d of %d cells did not answer' % (silent, answers.asked)
            ] if silent else []


def _seconds(count: int) -> datetime.timedelta:
    return datetime.timedelta(seconds=count)
