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

"""``dump``: writes the cloud down for the other commands."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
import json
import os
import tempfile
from typing import Any

from nova_ops_ext.console_audit.display import safe
from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.scheduler_command import shown


class Dumped(shown.Shown):
    """A dump that goes to standard output, and nothing else."""

    def notes(self) -> list[str]:
        """Tell what is not in it."""
        return ['not had: ' + safe(one) for one in self.values['missing']]


def dump(document: Mapping[str, Any], missing: Sequence[str], path: str
         ) -> shown.Shown:
    """Write it.

    :param missing: what could not be had
    :param path: ``-`` for standard output
    :raises OSError: if it cannot be written
    """
    text = json.dumps(document, indent=2, sort_keys=True)
    if path == '-':
        return Dumped(Level.OK, '', (text,), {'missing': missing})
    _write(path, text + '\n')
    counts = ', '.join('%d %s' % (len(entries), part.replace('_', ' '))
                       for part, entries in document.items())
    return shown.Shown(
        Level.OK, '%s: %s' % (path, counts),
        tuple('not had: ' + safe(one) for one in missing),
        {'path': path, 'missing': list(missing),
         'counts': {part: len(entries)
                    for part, entries in document.items()}})


def _write(path: str, text: str) -> None:
    """Replace the file as a whole, so that nobody reads half of it."""
    directory = os.path.dirname(os.path.abspath(path))
    # It names projects and hosts: for its owner alone.
    number, temporary = tempfile.mkstemp(dir=directory, prefix='.dump-')
    try:
        with open(number, 'w', encoding='utf-8') as file:
            file.write(text)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
