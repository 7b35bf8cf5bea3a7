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

"""Is ip_whitelist in the pipeline, and where it sees every request?  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from ops_ext_status import entry_points
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import warning
from ops_ext_status import ini_file
from ops_ext_status import paste_section
from ops_ext_status import proxy
from ops_ext_status import proxy_pipeline
from swift_ops_ext import place

_AUTH = ('tempauth', 'keystoneauth')
_BEFORE_AUTH = ('s3api', 's3token', 'tempurl', 'formpost', 'container_sync')
_PIPELINE = '[pipeline:main] pipeline'
#: Sections of which PasteDeploy takes one as what a service is.
_APPLICATIONS = ('app', 'application', 'composite', 'composit', 'pipeline',
                 'filter-app')
_TWICE = ('list it twice: right of cache, and right before the last '
          'proxy-logging')


class _Ours:
    """Stands for ip_whitelist among the stand-ins."""


def findings(of: proxy.Proxy) -> Iterator[Finding]:
    """Find what is wrong with the pipeline."""
    yield from _unread(of)
    if not of.words:
        yield failure(
            'no-pipeline', of.ini.path, '', 'there is no [pipeline:main] '
            'with a pipeline, and only in that one Swift\'s loader checks '
            'the places of ip_whitelist%s%s' % (
                _other_pipelines(of), '' if of.ini.find(
                    _APPLICATIONS, 'main')
                else '; without it swift-proxy does not start'),
            'write [pipeline:main] as in proxy-server.conf-sample')
        return
    yield from _missing_sections(of)
    yield from _misspelt(of)
    if not any(word.ours for word in of.words):
        yield _absent(of)
        return
    yield from _places(of)
    yield from _order(of)


def _where(of: proxy.Proxy) -> str:
    return '%s %s' % (of.ini.path, _PIPELINE)


def _unread(of: proxy.Proxy) -> Iterator[Finding]:
    for path, text in of.ini.unread:
        if 'ip_whitelist' in text:
            yield warning(
                'unread-file', path, '', 'it is about ip_whitelist, but of '
                'this directory Swift reads only what ends in .conf and does '
                'not begin with a dot', 'rename it, or remove it')


def _other_pipelines(of: proxy.Proxy) -> str:
    others = [section for section, options in of.ini.sections.items()
              if section.startswith(('pipeline:', 'composite:',
                                     'filter-app:'))]
    return ': %s' % ', '.join('[%s]' % one for one in others) if others else ''


def _missing_sections(of: proxy.Proxy) -> Iterator[Finding]:
    for word in {word.word: word for word in of.words}.values():
        if word.loaded is not None and word.loaded.problem:
            near = entry_points.nearest(
                word.word, [section.partition(':')[2].strip()
                            for section in of.ini.sections])
            yield failure(
                'no-section', _where(of), word.word, '%s, so swift-proxy '
                'does not start' % word.loaded.problem,
                'is it %s?' % near if near else
                'add the section, or take the word out')


def _misspelt(of: proxy.Proxy) -> Iterator[Finding]:
    for section in of.defined:
        loaded = paste_section.resolve(
            of.ini, paste_section.FILTER,
            section.partition(':')[2].strip(), _no_other_file)
        right = entry_points.misspelt(loaded)
        if right is not None:
            yield failure(
                'factory', of.ini.at(section), loaded.name, 'there is no '
                'such filter, so swift-proxy does not start',
                'is it %s?' % right)


def _no_other_file(path: str) -> ini_file.Ini:
    raise ini_file.CannotReadError(path)


def _absent(of: proxy.Proxy) -> Finding:
    if of.defined:
        return failure(
            'not-in-pipeline', of.ini.at(of.defined[0]), '', 'the section is '
            'there, but no word of the pipeline names it: nothing is refused',
            _TWICE)
    return failure(
        'not-in-pipeline', _where(of), '', 'ip_whitelist is not in it: '
        'nothing is refused', _TWICE)


def _places(of: proxy.Proxy) -> Iterator[Finding]:
    pipeline = proxy_pipeline.completed(of.words)
    try:
        place.check(proxy_pipeline.stand_ins(pipeline, _Ours), _Ours)
    except ValueError as error:
        text, _colon, right = str(error).partition(': pipeline = ')
        yield failure(
            'place', _where(of), [one.word for one in of.words if one.ours],
            text.partition(': ')[2] if text.startswith('ip_whitelist: ')
            else text, 'swift-proxy does not start; the places are: %s' %
            right if right else 'swift-proxy does not start')
    written = {section.options.written for section in of.sections
               if section.options is not None}
    if len(written) > 1:
        yield failure(
            'places-differ', ' and '.join(
                section.where for section in of.sections), '', 'the two '
            'places have different options, so swift-proxy does not start',
            'name one section at both places')
    if not any(one.class_name == 'MemcacheMiddleware' for one in pipeline):
        yield warning(
            'no-cache', _where(of), '', 'there is no cache filter: each '
            'request asks the account and container servers for the rules',
            'put cache left of the first ip_whitelist')


def _order(of: proxy.Proxy) -> Iterator[Finding]:
    entries = [word.entry for word in of.words]
    first = next(number for number, word in enumerate(of.words) if word.ours)
    if 'gatekeeper' in entries and entries.index('gatekeeper') > first:
        yield warning(
            'gatekeeper', _where(of), 'gatekeeper', 'it stands right of the '
            'first ip_whitelist: what clients write into headers that only '
            'Swift may write is there still',
            'put it right of catch_errors, at the beginning')
    if 'proxy_logging' not in entries[:first]:
        yield warning(
            'no-access-log', _where(of), '', 'no proxy-logging stands left '
            'of the first ip_whitelist, so its refusals are not in the '
            'access log', 'put proxy-logging left of cache')
    auth = [number for number, entry in enumerate(entries) if entry in _AUTH]
    if not auth:
        yield warning(
            'no-auth', _where(of), '', 'there is neither tempauth nor '
            'keystoneauth: ip_whitelist only narrows what those allow, so '
            'all depends on another one', 'make sure that another filter '
            'authorizes requests')
        return
    for name in _BEFORE_AUTH:
        if name in entries and entries.index(name) > min(auth):
            yield (failure if name == 's3api' else warning)(
                'auth-order', _where(of), name, 'it stands right of %s, '
                'which then judges its requests before it has read them' %
                entries[min(auth)], 'put it left of %s' % entries[min(auth)])
    if ('keystoneauth' in entries and 'keystonemiddleware' not in ''.join(
            word.loaded.distribution + word.loaded.name
            for word in of.words[:entries.index('keystoneauth')]
            if word.loaded is not None)):
        yield failure(
            'auth-order', _where(of), 'keystoneauth', 'authtoken does not '
            'stand left of it, so it knows no user', 'put authtoken left of '
            'keystoneauth')
