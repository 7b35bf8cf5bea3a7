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

"""Is there something behind each word of the pipeline?  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from ops_ext_status import entry_points
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status import ini_file
from ops_ext_status import loadable
from ops_ext_status import paste_section
from ops_ext_status import proxy
from ops_ext_status import proxy_pipeline

_PIPELINE = '[pipeline:main] pipeline'
#: Swift asks for a section of this name before it looks at the pipeline.
_SERVER = 'proxy-server'


def where(of: proxy.Proxy) -> str:
    """Say where the pipeline is."""
    return '%s %s' % (of.ini.path, _PIPELINE)


def findings(of: proxy.Proxy) -> Iterator[Finding]:
    """Find words behind which there is nothing."""
    yield from _sections(of)
    yield from _misspelt(of)
    yield from _installed(of)
    yield from _around(of)


def _sections(of: proxy.Proxy) -> Iterator[Finding]:
    failing = [word for word in of.words
               if word.loaded is not None and word.loaded.problem]
    for word in {word.word: word for word in failing}.values():
        if word.loaded is not None:
            near = entry_points.nearest(word.word, {
                section.partition(':')[2].strip()
                for section in of.ini.sections} - {word.word})
            there = of.ini.find(paste_section.FILTER + paste_section.APP,
                                word.word)
            yield failure(
                'no-section', where(of), word.word, '%s, so swift-proxy does '
                'not start' % word.loaded.problem, 'mend the section'
                if there else 'is it %s?' % near if near else
                'add the section, or take the word out')
    if not of.ini.find(paste_section.APP, _SERVER):
        yield failure(
            'no-section', of.ini.path, _SERVER, 'there is no section '
            '[app:%s], for which swift-proxy asks by this name, so '
            'swift-proxy does not start' % _SERVER,
            'call the application so, and name it in the pipeline')


def _misspelt(of: proxy.Proxy) -> Iterator[Finding]:
    named = {section for word in of.words for section in of.ini.named(
        paste_section.FILTER, word.word)}
    for section in of.defined:
        loaded = paste_section.resolve(
            of.ini, paste_section.FILTER,
            section.partition(':')[2].strip(), ini_file.read_swift)
        right = entry_points.misspelt(loaded)
        if right is not None:
            yield failure(
                'factory', of.ini.at(section), loaded.name, 'there is no '
                'such filter%s' % (', so swift-proxy does not start'
                                   if section in named else ''),
                'is it %s?' % right)


def _installed(of: proxy.Proxy) -> Iterator[Finding]:
    if 'swift' not in of.installed.versions:
        return
    for number, word in enumerate(of.words, 1):
        problem = word.loaded and loadable.problem(
            word.loaded, paste_section.APP if number == len(of.words)
            else paste_section.FILTER, of.installed)
        if word.loaded and problem:
            yield failure(
                'factory', word.loaded.where, word.loaded.name,
                '%s, so swift-proxy does not start' % problem,
                'install it, mend the section, or take %s out of the '
                'pipeline' % word.word)


def _around(of: proxy.Proxy) -> Iterator[Finding]:
    around = proxy_pipeline.main(of.ini).around
    if around:
        yield failure(
            'no-pipeline', of.ini.at('pipeline:main', 'filter-with'), around,
            'Swift does not take it there, so swift-proxy does not start',
            'name it in the pipeline instead')
    application = of.words[-1].loaded
    if application is not None and application.around:
        yield failure(
            'place', application.where, application.around, '"filter-with" '
            'puts it right of the second ip_whitelist, where its requests '
            'are not judged', 'name it in the pipeline instead')
