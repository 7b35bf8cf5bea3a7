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

"""The report for programs.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nova_ops_ext.console_audit.display import safe
from nova_ops_ext.console_audit import domains
from nova_ops_ext.console_audit import finding
from nova_ops_ext.console_audit import judgement
from nova_ops_ext.console_audit import libvirt_conf
from nova_ops_ext.console_audit import perfdata
from nova_ops_ext.console_audit import report

_VERSION = 1


def failed(text: str) -> dict[str, Any]:
    """Make the document of a run that saw nothing."""
    return {'version': _VERSION, 'state': finding.Level.UNKNOWN.name,
            'exit_code': int(finding.Level.UNKNOWN), 'summary': text,
            'logs': [], 'findings': [], 'file_systems': [], 'perfdata': {}}


def document(judged: judgement.Judgement, data: Sequence[perfdata.Datum], *,
             by_growth: bool) -> dict[str, Any]:
    """Make the document; it always names all logs and findings."""
    seen = judged.seen
    configured = seen.configured
    return {
        'version': _VERSION,
        'state': judged.level.name,
        'exit_code': int(judged.level),
        'summary': report.summary(judged),
        'instances_path': safe(seen.instances_path),
        'configured': {
            'stdio_handler': configured.handler or None,
            'stdio_handler_unknown': configured.handler_problem or None,
            'limits': _limits(configured.limits),
            'limits_unknown': configured.limits_problem or None,
        },
        'findings': [{
            'level': one.level.name, 'code': one.code,
            'path': safe(one.path) or None, 'text': safe(one.text),
        } for one in judged.findings],
        'logs': [_log(row, seen.no_domains) for row in report.ordered(
            judged.rows, by_growth=by_growth)],
        'file_systems': [{
            'path': safe(one.space.path), 'free': one.space.free,
            'total': one.space.total, 'shared': one.space.shared,
            'growth_per_hour': one.rate * 3600 if seen.measured else None,
            'hours_until_full': one.hours,
        } for one in judged.fillings],
        'perfdata': {one.label: one.value for one in data},
    }


def _log(row: judgement.Row, no_domains: str) -> dict[str, Any]:
    uuid, suffix = row.log.instance
    grown = row.grown
    return {
        'path': safe(row.log.path),
        'instance': uuid or (row.owner.uuid if row.owner else None),
        'directory_suffix': suffix or None,
        'size': row.log.size,
        'disk': row.log.disk,
        'files': [{'name': safe(one.name), 'size': one.size,
                   'disk': one.disk, 'kind': one.kind}
                  for one in row.log.files],
        'growth': None if grown is None else {
            'bytes': grown.written, 'seconds': grown.seconds,
            'per_hour': grown.rate * 3600, 'at_least': grown.at_least},
        'rotation': {
            'kind': row.rotation.kind.name.lower(),
            'reason': safe(row.rotation.reason),
            'limits': _limits(row.rotation.limits)},
        'owner': _owner(row.owner),
        'owner_unknown': None if row.owner else safe(
            no_domains or 'no domain of libvirt on this host belongs to it'),
    }


def _owner(owner: domains.Domain | None) -> dict[str, Any] | None:
    if owner is None:
        return None
    return {'domain': safe(owner.name), 'name': safe(owner.title) or None,
            'project_id': safe(owner.project_id) or None,
            'project': safe(owner.project) or None,
            'user_id': safe(owner.user_id) or None,
            'user': safe(owner.user) or None,
            'running': owner.runs}


def _limits(limits: libvirt_conf.Limits | None
            ) -> dict[str, int] | None:
    if limits is None:
        return None
    return {'max_size': limits.max_size, 'max_backups': limits.max_backups,
            'total': limits.total}
