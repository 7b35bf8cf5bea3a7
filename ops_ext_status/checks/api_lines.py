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

"""Are our filters in every line of the compute API, in their places?  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from ops_ext_status import api
from ops_ext_status import api_line
from ops_ext_status import api_word
from ops_ext_status.checks import api_words
from ops_ext_status import entry_points
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import warning
from ops_ext_status import paste_section

_LOST = {
    'client_address': 'requests that take this line have the address of a '
    'proxy, or any that they like',
    'client_stamp': 'through this line users can write any stamp',
    'console_limit': 'through this line console logs are not bounded',
}
_PLACE = {
    'client_address': 'directly before http_proxy_to_wsgi',
    'client_stamp': 'behind keystonecontext',
    'console_limit': 'directly before the application',
}


def findings(of: api.Api) -> Iterator[Finding]:
    """Find what is wrong with the lines."""
    yield from _sections(of)
    if not of.lines:
        yield failure(
            'no-api-line', of.ini.path, '', 'no line of the compute API was '
            'found in it, so nothing is known of any',
            'look at [composite:openstack_compute_api_v21] of Nova\'s own '
            'api-paste.ini')
        return
    for name in api.NAMES:
        yield from _filter(of, name)
    yield from api_words.findings(of)


def _named(of: api.Api) -> set[str]:
    """Name the sections that a line names, or another section uses."""
    words = {*(word.word for line in of.lines for word in line.words),
             *(options.get('use', '') for options in of.ini.sections.values())}
    return {section for word in words
            for section in of.ini.named(paste_section.FILTER, word)}


def _sections(of: api.Api) -> Iterator[Finding]:
    named = _named(of)
    for section, loaded in of.sections.items():
        right = entry_points.misspelt(loaded)
        where = of.ini.at(section)
        written = 'write use = egg:%s#%s' % (
            entry_points.DISTRIBUTION, section.partition(':')[2].strip())
        stops = ', so nova-api does not start' if section in named else ''
        if right is not None:
            yield failure('factory', where, loaded.name, 'there is no such '
                          'filter' + stops, 'is it %s?' % right)
        elif loaded.problem:
            yield failure('factory', where, '', loaded.problem + stops,
                          written)
        elif entry_points.of(loaded) is None:
            # Somebody else's, of the same name.
            yield warning(
                'factory', where, loaded.name, 'it has the name of one of '
                'our filters, and loads another', written)
        elif section not in named and not any(
                line.problem for line in of.lines):
            yield failure(
                'not-in-line', where, '', 'the section is there, but no line '
                'of the compute API names it: it does nothing',
                'name it in both lines, %s' % _PLACE.get(
                    entry_points.of(loaded) or '', ''))


def _filter(of: api.Api, name: str) -> Iterator[Finding]:
    if not of.uses(name):
        return
    for line in of.lines:
        places = line.places(name)
        if line.problem:
            continue
        if not places:
            yield failure(
                'missing-in-line', line.where, '', '%s is not in it, but in '
                'another: %s' % (name, _LOST[name]),
                'put it into this line as well, %s' % _PLACE[name])
            continue
        if len(places) > 1:
            yield warning(
                'twice-in-line', line.where, name, 'it stands there %d '
                'times%s' % (len(places), ', and counts each request as often'
                             if name == 'console_limit' else ''),
                'name it once, %s' % _PLACE[name])
        yield from _place(line, name, places)


def _place(line: api_line.Line, name: str, places: list[int]
           ) -> Iterator[Finding]:
    if name == 'client_address':
        if max(places) > max(line.places(api_word.PROXY), default=-1):
            yield failure(
                'line-order', line.where, name, 'http_proxy_to_wsgi does not '
                'come after it, so nova-api does not start',
                'put it directly before http_proxy_to_wsgi')
        return
    authentication = (*line.places(api_word.AUTH),
                      *line.places(api_word.CONTEXT))
    if min(places) < max(authentication, default=-1):
        yield failure(
            'line-order', line.where, name, 'it stands before '
            'authentication, so nova-api does not start',
            'put it %s' % _PLACE[name])
