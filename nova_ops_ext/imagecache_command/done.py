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


"""What an act of the command did, and what it refused.  Pure."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from nova_ops_ext.console_audit.display import safe
from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.console_audit.sizes import show_size
from nova_ops_ext.imagecache_command import record


def level(answer: Mapping[str, Any]) -> Level:
    """Tell how it ended, as the exit code."""
    return Level.WARNING if record.rows(answer, 'refused') else Level.OK


def lines(verb: str, answer: Mapping[str, Any], who: str) -> Iterator[str]:
    """Write what was done.

    :param verb: such as ``restored``
    """
    done, refused = (record.rows(answer, key) for key in ('done', 'refused'))
    for row in done:
        yield '%s by %s: %s' % (verb, safe(who), safe(
            record.word(row, 'what'))) + (
                ', ' + show_size(record.size(row)) if record.size(row) else '')
    for row in refused:
        what = record.word(row, 'what')
        remedy = record.remedy(record.word(row, 'reason'))
        yield 'refused: ' + safe('; '.join(filter(None, (
            ': '.join(filter(None, (what, record.word(row, 'why')))),
            remedy))))
    if not done and not refused:
        yield 'nothing to be %s' % verb


def document(verb: str, answer: Mapping[str, Any], who: str
             ) -> dict[str, Any]:
    """Make the document for programs."""
    return {
        'state': level(answer).name, 'exit_code': int(level(answer)),
        'act': verb, 'who': safe(who), 'done': [{
            'what': safe(record.word(row, 'what')),
            'bytes': record.number(row, 'bytes'),
        } for row in record.rows(answer, 'done')],
        'refused': [{
            'what': safe(record.word(row, 'what')) or None,
            'reason': safe(record.word(row, 'reason')) or None,
            'why': safe(record.word(row, 'why')),
        } for row in record.rows(answer, 'refused')],
    }
