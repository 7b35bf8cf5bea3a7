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

"""What ``console_limit`` costs, beside a filter that does nothing.

Both are in front of an application that answers at once, and get what a WSGI
server gives them.  The last table is about one long answer: what Nova does
with a log of 300 MB, from what its driver gave it to what a client gets, and
what the filter then adds.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
import io
import json
import logging
import re
import time
from typing import Any

from nova.api.openstack import wsgi
from nova.compute import manager
import nova.conf

from benchmarks import interleaved
from benchmarks import report
from nova_ops_ext.api import console_limit

#: Name, method, body, at most so many microseconds more than a no-op filter.
_REQUESTS = (
    ('GET', 'GET', None, 0.5),
    ('another small action', 'POST', {'reboot': {'type': 'SOFT'}}, 3.0),
    ('a POST of 2 KiB', 'POST',
     {'server': {'name': 'a', 'user_data': 'QUJD' * 500}}, 6.0),
    ('a log, so many lines', 'POST',
     {'os-getConsoleOutput': {'length': 35}}, None),
    ('a log, all of it', 'POST', {'os-getConsoleOutput': {}}, None),
)
_PATH = '/servers/6f70656e-7374-6163-6b20-342065766572/action'
_ANSWER = json.dumps({'output': 'a line of a console log\n' * 50}).encode()
_TURNS = 2000
_MEGABYTES = 300
_LINE = b'[   12.345678] a line of a log that has a hundred bytes with all ' \
        b'that a kernel has to say about disks\n'
_STRIPPED = re.compile('[\x00-\x08\x0B-\x1F]')

CONF = nova.conf.CONF
Environ = dict[str, Any]
Application = Callable[..., Iterable[bytes]]


def run(rounds: int) -> list[report.Bar]:
    """Measure and print.

    :returns: the bars that have been set
    """
    logging.getLogger().addHandler(logging.NullHandler())
    CONF([], project='nova', default_config_files=[])
    bars: list[report.Bar] = []
    rows = []
    for name, method, body, limit in _REQUESTS:
        nothing, ours, limited = (
            'no-op', 'console_limit', 'console_limit, rate')
        measured = interleaved.measure([
            _subject(nothing, _Nothing(_answer), method, body),
            _subject(ours, _filter(), method, body),
            _subject(limited, _filter(rate='1000000/s'), method, body),
        ], rounds=rounds, turns=_TURNS)
        added = (measured[limited] - measured[nothing]).scaled(1e6).median
        remark = ''
        if limit is not None:
            bars.append(report.Bar('console_limit, ' + name, added, limit,
                                   ' us'))
            remark = str(bars[-1])
        rows.append((
            name, measured[nothing].scaled(1e6).median,
            measured[limited].scaled(1e6).median,
            (measured[limited] / measured[nothing]).median,
            (measured[ours] - measured[nothing]).scaled(1e6).median,
            added, remark))
    print(report.table(
        'console_limit, one request', (
            '', 'no-op, us', 'ours, us', 'x no-op', 'added, us',
            'with a rate', ''), rows))
    bars.append(_long_answer())
    return bars


class _Nothing:
    """A filter that does nothing."""

    def __init__(self, app: Application) -> None:
        self._app = app

    def __call__(self, env: Environ, start_response: Callable[..., Any]
                 ) -> Iterable[bytes]:
        return self._app(env, start_response)


def _filter(**options: str) -> Application:
    return console_limit.filter_factory({}, **options)(_answer)


def _answer(env: Environ, start_response: Callable[..., Any]
            ) -> Iterable[bytes]:
    start_response('200 OK', [('Content-Type', 'application/json'),
                              ('Content-Length', str(len(_ANSWER)))])
    return [_ANSWER]


def _subject(name: str, app: Application, method: str, body: Any
             ) -> interleaved.Subject:
    data = b'' if body is None else json.dumps(body).encode()

    def prepare() -> Environ:
        environ = {
            'REQUEST_METHOD': method, 'SCRIPT_NAME': '/v2.1',
            'PATH_INFO': _PATH, 'QUERY_STRING': '', 'SERVER_NAME': 'nova',
            'SERVER_PORT': '8774', 'SERVER_PROTOCOL': 'HTTP/1.1',
            'HTTP_HOST': 'nova:8774', 'HTTP_ACCEPT': 'application/json',
            'wsgi.input': io.BytesIO(data), 'wsgi.url_scheme': 'http',
            'wsgi.version': (1, 0)}
        if data:
            environ['CONTENT_LENGTH'] = str(len(data))
            environ['CONTENT_TYPE'] = 'application/json'
        return environ

    def request(environ: Environ) -> None:
        for _piece in app(environ, lambda *said: None):
            pass

    return interleaved.Subject(name, request, prepare)


def _long_answer() -> report.Bar:
    """Time Nova's own work on a long log, and ours after it, once."""
    made, body = _timed(lambda: _as_nova(
        _LINE * (_MEGABYTES * 1000 * 1000 // len(_LINE))))
    length = len(body)

    def nova_api(env: Environ, start_response: Callable[..., Any]
                 ) -> Iterable[bytes]:
        start_response('200 OK', [('Content-Type', 'application/json')])
        return [body]

    ours = console_limit.filter_factory({})(nova_api)
    subject = _subject('', ours, 'POST', {'os-getConsoleOutput': {}})
    environ = subject.prepare()
    cut, _nothing = _timed(lambda: subject.run(environ))
    print(report.table(
        'An answer of %d MB' % (length // 1000 ** 2),
        ('', 's CPU', 'x Nova'),
        [('Nova: cut lines, strip, encode', made, 1.0),
         ('console_limit: keep 1 MiB of it', cut, cut / made)]))
    return report.Bar('console_limit, an answer of %d MB' % (
        length // 1000 ** 2), cut / made, 1.0)


def _as_nova(log: bytes) -> bytes:
    """Do what nova-compute and nova-api do between driver and client."""
    text = manager.ComputeManager._tail_log(None, log, -1).decode(
        'ascii', 'replace')
    answer = {'output': _STRIPPED.sub('', text)}
    return bytes(wsgi.JSONDictSerializer().serialize(answer).encode())


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result
