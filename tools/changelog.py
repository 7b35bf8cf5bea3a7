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

"""``make changelog``: CHANGELOG.rst from reno's notes.

As a program, where PyYAML is, it tells which notes are not in there.
"""

from __future__ import annotations

import re
import sys

from tools import commands
from tools import environments
from tools import progress

FILE = environments.ROOT / 'CHANGELOG.rst'
_TITLE = '''=========
Changelog
=========

Made of ``releasenotes/notes`` by ``make changelog``; do not edit.
'''
_TARGET = re.compile(r'^\.\. _.*:\n\n', re.MULTILINE)
#: Before the first tag reno calls it so; after one, "1.2.3-45".
_NOT_TAGGED = re.compile(r'^(0\.0\.0|\d[\w.]*-\d+)\n=+$', re.MULTILINE)
_BLANKS = re.compile(r'\n{3,}')


def write() -> int:
    """Renew the file."""
    environments.ensure('release', product=False)
    reno = environments.WORK / 'release' / 'bin' / 'reno'
    code, report = commands.run(
        [str(reno), '-q', 'report', '--no-show-source',
         str(environments.ROOT)], quiet=True)
    if code:
        print(report)
        progress.fail('reno report: failed with code %d' % code)
    FILE.write_text(changelog(report))
    return 0


def changelog(report: str) -> str:
    """Make a changelog of what ``reno report`` prints."""
    body = _TARGET.sub('', report).partition('\n\n')[2]
    body = _NOT_TAGGED.sub('Not released yet\n================', body)
    return _BLANKS.sub('\n\n', _TITLE + '\n' + body).rstrip() + '\n'


def missing(text: str) -> list[str]:
    """Tell which notes a changelog has not.

    Not their order, for which reno wants the history.
    """
    import yaml

    words = _words(text)
    found = []
    for note in sorted((environments.ROOT / 'releasenotes' / 'notes'
                        ).glob('*.yaml')):
        for kind, entries in yaml.safe_load(note.read_text()).items():
            for entry in [entries] if isinstance(entries, str) else entries:
                if _words(entry) not in words:
                    found.append('%s: %s' % (note.name, kind))
    return found


def _words(text: str) -> str:
    return ' '.join(text.split())


if __name__ == '__main__':
    not_there = missing(FILE.read_text())
    for one in not_there:
        print('CHANGELOG.rst: not there: %s; run "make changelog"' % one)
    sys.exit(1 if not_there else 0)
