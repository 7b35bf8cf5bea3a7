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


"""Why a file of the cache is kept, or is not.  Pure."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
import os
from typing import Any

from nova_ops_ext.console_audit.display import safe
from nova_ops_ext.console_audit.sizes import show_size
from nova_ops_ext.imagecache.reason import Reason
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache_command import listing
from nova_ops_ext.imagecache_command import moments
from nova_ops_ext.imagecache_command import record

_ITEM = '  %-13s %s'


def found(state: Mapping[str, Any], name: str) -> bool:
    """Tell whether anything is known of a file."""
    return bool(_file(state, name) or _trashed(state, name)
                or _missing(state, name))


def lines(state: Mapping[str, Any], name: str, settings: shapes.Settings,
          now: float) -> Iterator[str]:
    """Explain a file.

    :param state: what the child answered
    :param name: of a file in the cache, or of an entry in the trash
    """
    report = record.report(state)
    began = record.number(report, 'now')
    row = _file(state, name)
    if row is not None:
        yield '%s, %s' % (safe(os.path.join(settings.cache_dir, name)),
                          show_size(record.size(row)))
        yield from _of_file(state, row, now)
        yield from _of_pass(report, settings)
    for one in _trashed(state, name):
        yield from _of_trash(one, settings, now)
    for one in _missing(state, name):
        yield 'missing: %s: %s' % (safe(record.word(one, 'path')),
                                   safe(record.word(one, 'why')))
        yield _ITEM % ('do not', 'start, hard reboot, rebuild or migrate the '
                       'server')
        yield _ITEM % ('you can', (
            'restore it from the trash, as above' if _trashed(state, name)
            else 'see the manual, "If a backing file is gone"; it is not in '
            'the trash'))
    if began is None:
        yield listing.no_pass(state)
        return
    if not found(state, name):
        yield ('%s was neither in %s nor in the trash; what came since, as '
               'by a restore, is shown after the next pass' % (
                   safe(name), safe(settings.cache_dir)))
    yield 'As of the last pass, %s' % moments.show_time(began, now)


def document(state: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Explain it to programs."""
    report = record.report(state)
    row = _file(state, name)
    pins = record.said(state, 'pins')
    would = _would(row) if row else ('', '')
    return {
        'last_pass': record.number(report, 'now'),
        'file': listing.file_document(row, pins) if row else None,
        'meaning': safe(record.meaning(would[1])) or None,
        'remedy': safe(record.remedy(would[1])) or None,
        'refusals': [{
            'reason': safe(word), 'detail': safe(detail) or None,
            'remedy': safe(remedy) or None,
        } for word, detail, remedy in record.refusals(report)],
        'trash': [{
            'entry': safe(record.word(one, 'entry')),
            'since': record.number(one, 'since'), 'bytes': record.size(one),
        } for one in _trashed(state, name)],
        'missing': [{
            'path': safe(record.word(one, 'path')),
            'why': safe(record.word(one, 'why')),
        } for one in _missing(state, name)],
    }


def _of_file(state: Mapping[str, Any], row: Mapping[str, Any], now: float
             ) -> Iterator[str]:
    name = record.word(row, 'name')
    action, word = record.word(row, 'action'), record.word(row, 'reason')
    yield _ITEM % ('is', _both(action, word))
    detail = record.word(row, 'detail')
    if detail:
        yield _ITEM % ('because of', safe(detail))
    age = record.age(row)
    if age is not None and age.passes:
        yield _ITEM % ('unused since', '%s; %d complete pass%s' % (
            moments.show_time(age.since, now), age.passes,
            '' if age.passes == 1 else 'es'))
    elif age is not None:
        yield _ITEM % ('last in use', '%s, or first seen then' %
                       moments.show_time(age.since, now))
    pin = record.said(state, 'pins').get(name)
    if pin is not None:
        yield _ITEM % ('pinned', safe(pin) or 'yes')
    would = _would(row)
    if would != (action, word):
        yield _ITEM % ('would be', '%s, if nothing stood against it' %
                       _both(*would))
    remedy = record.remedy(would[1])
    if remedy:
        yield _ITEM % ('you can', remedy)
    elif would[0] == 'trash':
        yield _ITEM % ('you can', 'keep it: nova-ops-image-cache pin %s' %
                       safe(name))


def _of_pass(report: Mapping[str, Any], settings: shapes.Settings
             ) -> Iterator[str]:
    """Tell what stood against the removal of any file."""
    for word, detail, remedy in record.refusals(report):
        if word == Reason.OBSERVE.value and not settings.removes:
            continue
        yield _ITEM % ('pass refused', '%s: %s%s' % (
            safe(word), safe(record.meaning(word)),
            ' (%s)' % safe(detail) if detail else ''))
        if remedy:
            yield _ITEM % ('you can', safe(remedy))


def _of_trash(row: Mapping[str, Any], settings: shapes.Settings, now: float
              ) -> Iterator[str]:
    entry = record.word(row, 'entry')
    yield '%s, %s' % (safe(os.path.join(settings.trash_dir, entry)),
                      show_size(record.size(row)))
    since = record.number(row, 'since')
    if since is not None:
        yield _ITEM % ('in the trash', 'since %s' % moments.show_time(
            since, now))
        yield _ITEM % ('goes', 'not before %s, and not while anybody needs '
                       'it' % moments.show_time(since + settings.retention,
                                                now))
    yield _ITEM % ('you can', 'nova-ops-image-cache restore %s' % safe(entry))


def _would(row: Mapping[str, Any]) -> tuple[str, str]:
    would = record.would(row)
    return would if would[0] else (record.word(row, 'action'),
                                   record.word(row, 'reason'))


def _both(action: str, word: str) -> str:
    meaning = record.meaning(word)
    return '%s: %s%s' % (safe(action), safe(word),
                         '' if meaning == word else ' (%s)' % meaning)


def _file(state: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    for row in record.files(record.report(state)):
        if record.word(row, 'name') == name:
            return row
    return None


def _trashed(state: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    return [row for row in record.rows(state, 'trash') if name in (
        record.word(row, 'entry'), record.word(row, 'name'))]


def _missing(state: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    return [row for row in record.rows(record.report(state), 'missing')
            if '/%s,' % name in record.word(row, 'why') + ',']
