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

"""Is there something behind each word of nova-api's lines?  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from ops_ext_status import api
from ops_ext_status import api_line
from ops_ext_status import api_word
from ops_ext_status import entry_points
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status import loadable
from ops_ext_status import paste_section


def findings(of: api.Api) -> Iterator[Finding]:
    """Find words behind which there is nothing; of a part, only ours."""
    for line in of.lines:
        if line.problem:
            yield failure('no-api-line', line.where, '', '%s, so nova-api '
                          'does not start' % line.problem,
                          'write it as in Nova\'s own api-paste.ini')
        for place, word in enumerate(line.words, 1):
            kinds = (paste_section.APP if place == len(line.words)
                     else paste_section.FILTER)
            yield from _word(of, line, word, kinds)


def _word(of: api.Api, line: api_line.Line, word: api_word.Word,
          kinds: tuple[str, ...]) -> Iterator[Finding]:
    if not word.loaded.problem:
        if of.whole and 'nova' in of.installed.versions:
            yield from _installed(of, word, kinds)
        return
    section = of.ini.find(kinds, word.word)
    if section in of.sections:
        # Told as a section of ours.
        return
    near = entry_points.nearest(word.word, api.NAMES)
    if section is not None or of.whole or (
            near and kinds == paste_section.FILTER):
        meant = near or entry_points.nearest(word.word, {
            known.partition(':')[2].strip() for known in of.ini.sections})
        yield failure(
            'no-section', line.where, word.word, '%s, so nova-api does not '
            'start' % word.loaded.problem, 'mend the section' if section
            else 'add it' if word.word in api.NAMES or not meant
            else 'is it %s?' % meant)


def _installed(of: api.Api, word: api_word.Word, kinds: tuple[str, ...]
               ) -> Iterator[Finding]:
    problem = loadable.problem(word.loaded, kinds, of.installed)
    if problem:
        yield failure(
            'factory', word.loaded.where, word.loaded.name, '%s, so nova-api '
            'does not start' % problem, 'install it, mend the section, or '
            'take %s out of the line' % word.word)
