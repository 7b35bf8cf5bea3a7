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

from ops_ext_status.checks import proxy_order
from ops_ext_status.checks import proxy_words
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import warning
from ops_ext_status import paste_section
from ops_ext_status import proxy
from ops_ext_status import proxy_completed
from ops_ext_status import proxy_pipeline
from swift_ops_ext import place

_TWICE = ('list it twice: right of cache, and right before the last '
          'proxy-logging')


class _Ours:
    """Stands for ip_whitelist among the stand-ins."""


def findings(of: proxy.Proxy) -> Iterator[Finding]:
    """Find what is wrong with the pipeline."""
    yield from _unread(of)
    if not of.words:
        yield _no_pipeline(of)
        return
    yield from proxy_words.findings(of)
    if not any(word.ours for word in of.words):
        yield _absent(of)
        return
    yield from _places(of)
    yield from proxy_order.findings(of)


def _no_pipeline(of: proxy.Proxy) -> Finding:
    main = proxy_pipeline.main(of.ini)
    if main.problem and of.ini.find(paste_section.APP, 'main'):
        return failure(
            'no-pipeline', of.ini.at('pipeline:main'), '', '%s, so '
            'swift-proxy does not start' % main.problem,
            'write [pipeline:main] as in proxy-server.conf-sample')
    return failure(
        'no-pipeline', of.ini.path, '', 'there is no [pipeline:main] with a '
        'pipeline, and only in that one Swift\'s loader checks the places of '
        'ip_whitelist%s%s' % (
            _other_pipelines(of), '; without it swift-proxy does not start'
            if main.problem else ''),
        'write [pipeline:main] as in proxy-server.conf-sample')


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


def _absent(of: proxy.Proxy) -> Finding:
    if of.defined:
        return failure(
            'not-in-pipeline', of.ini.at(of.defined[0]), '', 'the section is '
            'there, but no word of the pipeline names it: nothing is refused',
            _TWICE)
    return failure(
        'not-in-pipeline', proxy_words.where(of), '', 'ip_whitelist is not in '
        'it: nothing is refused', _TWICE)


def _places(of: proxy.Proxy) -> Iterator[Finding]:
    pipeline = proxy_completed.completed(of.words)
    if of.words[-1].loaded and of.words[-1].loaded.around:
        # Swift does not look at the places then.
        return
    try:
        place.check(proxy_completed.stand_ins(pipeline, _Ours), _Ours)
    except ValueError as error:
        text, _colon, right = str(error).partition(': pipeline = ')
        yield failure(
            'place', proxy_words.where(of),
            [one.word for one in of.words if one.ours],
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
            'no-cache', proxy_words.where(of), '', 'there is no cache filter: '
            'each request asks the account and container servers for the '
            'rules',
            'put cache left of the first ip_whitelist')
