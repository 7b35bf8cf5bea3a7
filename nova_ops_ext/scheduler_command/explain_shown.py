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

"""Why a server's hosts were refused, for people and for programs.  Pure."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from typing import Any

from nova_ops_ext.console_audit.display import safe
from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.scheduler_command import explanation
from nova_ops_ext.scheduler_command import history
from nova_ops_ext.scheduler_command import shown

_NOTHING = (
    'look whether the subject is written in full and lower case; whether '
    'these are the logs of every nova-scheduler, of the day in question; '
    'whether the filters are enabled and [DEFAULT] default_log_levels lets '
    'INFO of nova_ops_ext through; of a server that placement has no host '
    'for, no filter is asked, and of servers created together one may be '
    'named for all: ask by the id of the request, which "openstack server '
    'event list" gives; a server created as zone:host is shown to no filter')


def shown_history(subject: str, found: history.History,
                  problems: Sequence[str]) -> shown.Shown:
    """Show what was found.

    :param problems: logs that could not be read
    """
    events = found.events()
    if events:
        level = Level.WARNING if problems else Level.OK
        summary = '%s: %s' % (subject, _summary(events))
    else:
        level = Level.UNKNOWN
        summary = '%s: nothing in %d line%s of the log' % (
            subject, found.lines, '' if found.lines == 1 else 's')
    return shown.Shown(level, summary, (
        *_lines(events, found.dropped),
        *('could not be read: ' + safe(one) for one in problems),
        *(() if events else [_NOTHING])), {
            'subject': subject, 'lines': found.lines,
            'dropped': found.dropped, 'unreadable': list(problems),
            'events': [_document(event) for event in events]})


def _summary(events: list[history.Event]) -> str:
    decisions = [one.what for one in events
                 if isinstance(one.what, explanation.Decision)]
    requests = {one.request for one in events if one.request}
    text = '%d line%s of %d request%s' % (
        len(events), '' if len(events) == 1 else 's', len(requests),
        '' if len(requests) == 1 else 's')
    ended = [one for one in decisions if not one.passed and one.enforced]
    if ended:
        text += '; %s left none of %d host%s' % (
            ended[-1].by, ended[-1].hosts,
            '' if ended[-1].hosts == 1 else 's')
    else:
        last = [one.what for one in events if isinstance(one.what, str)]
        if last:
            text += '; %.200s' % last[-1]
    return text


def _lines(events: list[history.Event], dropped: int) -> Iterator[str]:
    if dropped:
        yield '%d earlier lines are left out' % dropped
    request: str | None = ''
    for event in events:
        if event.request != request:
            request = event.request
            yield 'request %s' % (request or 'unknown')
        yield '%s %d %s' % (event.time, event.process, safe(_told(event)))
        refused = ('refused' if isinstance(event.what, explanation.Decision)
                   and event.what.enforced else 'would be refused')
        for reason, hosts, more in event.refused():
            yield '    %s %d (%s): %s%s' % (
                refused, len(hosts) + more, safe(reason),
                safe(', '.join(hosts)),
                ', and %d more; with debug = True the log names them' % more
                if more else '')


def _told(event: history.Event) -> str:
    what = event.what
    if isinstance(what, str):
        return what
    if isinstance(what, explanation.Weighed):
        return '%s: server %s, %s: %s%s' % (
            what.by, what.instance, what.subject, what.weights,
            '' if what.enforced else ' (mode = log: none counts)')
    return '%s: server %s, %s: %d of %d hosts pass%s' % (
        what.by, what.instance, what.subject, what.passed, what.hosts,
        '' if what.enforced else ' (mode = log: all pass)')


def _document(event: history.Event) -> dict[str, Any]:
    what = event.what
    document: dict[str, Any] = {
        'time': event.time, 'process': event.process,
        'request': event.request,
        'server': safe(event.instance) if event.instance else None}
    if isinstance(what, str):
        return {**document, 'kind': 'nova', 'text': safe(what)}
    document.update(by=what.by, subject=safe(what.subject),
                    enforced=what.enforced)
    if isinstance(what, explanation.Weighed):
        return {**document, 'kind': 'weigher', 'weights': what.weights}
    return {**document, 'kind': 'filter', 'passed': what.passed,
            'hosts': what.hosts, 'refused': [
                {'reason': safe(reason), 'hosts': list(map(safe, hosts)),
                 'unnamed': more}
                for reason, hosts, more in event.refused()]}
