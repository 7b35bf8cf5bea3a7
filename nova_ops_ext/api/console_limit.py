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

"""Bounds what nova-api answers when somebody asks for a console log.

Use it
======

::

    [filter:console_limit]
    use = egg:openstack-ops-ext#console_limit
    max_lines = 1000
    max_bytes = 1048576
    rate = 30/m
    burst = 10

Name it in ``api-paste.ini`` directly in front of the application, in both
lines of the compute API: a request to ``/v2`` never passes the first one::

    [composite:openstack_compute_api_v21]
    keystone = cors http_proxy_to_wsgi compute_req_id faultwrap request_log
        sizelimit osprofiler authtoken keystonecontext
        console_limit osapi_compute_app_v21

    [composite:openstack_compute_api_v21_legacy_v2_compatible]
    keystone = cors http_proxy_to_wsgi compute_req_id faultwrap request_log
        sizelimit osprofiler authtoken keystonecontext legacy_v2_compatible
        console_limit osapi_compute_app_v21

Options
=======

``mode``
    ``enforce`` (default); ``log``: nothing is changed and the log says what
    would have been; ``off``.
``max_lines``
    A request for more lines, for all of them, or for no particular number,
    asks nova-compute for this many (default 1000).  Nobody is told: a client
    that asks for the whole log shows the end of it.
``max_bytes``
    The body of an answer has at most this many bytes (default 1048576), its
    braces and escapes included.  What is kept is the newest part, in whole
    characters.
``rate``
    How often a project may ask for the log of one server, such as ``30/m``
    (per ``s``, ``m``, ``h`` or ``d``).  Default: as often as it likes.  More
    often is answered 429 in Nova's own form, with ``Retry-After``.
``burst``
    How often at once; by default the number of ``rate``.
``storage``
    Without it each worker process counts by itself, so that a project may ask
    ``rate`` times the number of workers.  With the URL of a memcached or a
    Redis (``memcached://192.0.2.1:11211``, ``redis://192.0.2.1:6379``) all
    workers and hosts that name it count together.
``storage_timeout``
    Seconds to wait for it (default 0.2).  While it does not answer, each
    worker counts by itself; it is asked again after 5 seconds.  A worker that
    has counted enough by itself does not ask it.

An option that cannot be right, and a place before authentication, stop
nova-api.

What it does
============

It knows a request for a console log by its parsed body, as Nova does.  What
Nova would refuse it leaves alone; so Nova refuses it, in its own words.  All
other requests and answers pass byte for byte.

An answer that was shortened, or may have been (nova-compute sent as many
lines as it was asked for), has one header more, with the figures that are
known; bytes are those of the encoded answer::

    X-Console-Log-Truncated: bytes-kept=1048576, bytes-dropped=313524255,
                             lines-kept=1, lines-dropped=0

Fail policy
===========

It never lets an unbounded answer pass.  A store that fails is not noticed by
any user.  An answer that is too long and cannot be read is replaced by an
error 500, unless Nova's own routes took the request for something else.

An answer that does not end is read for 20 seconds or 1 GiB, whatever comes
first; the newest of that is the answer.

What it cannot do: shorten what is already on the message bus.  For that there
is ``nova_ops_ext.virt``.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from typing import Any

from nova.api.openstack import wsgi
from nova import exception
from oslo_log import log as logging
import webob.exc

from nova_ops_ext.api import console_answer
from nova_ops_ext.api import console_rate
from nova_ops_ext.api import pipeline
from nova_ops_ext.api import request_body
from nova_ops_ext.console import asked
from nova_ops_ext.console import options
from nova_ops_ext.console import server_id

LOG = logging.getLogger(__name__)

_FACTORY = 'nova_ops_ext.api.console_limit:filter_factory'
_ENTRY_POINT = 'console_limit'
_NANOSECONDS = 10 ** 9

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class ConsoleLimit:
    """The filter; see the module.

    :param app: the next application
    :param conf: the checked options
    :param rate: counts the requests, if they are to be
    :raises ValueError: if it stands before authentication
    """

    def __init__(self, app: Application, conf: options.Options,
                 rate: console_rate.ConsoleRate | None) -> None:
        before = pipeline.authentication_in_front(app)
        if before is not None:
            raise ValueError(
                'console_limit: it stands before authentication (%s comes '
                'after it); place it after authtoken and keystonecontext, '
                'directly before the application' % before)
        self._app = app
        self._conf = conf
        self._may_be_legacy = pipeline.may_be_legacy(app)
        self._enforced = conf.mode is options.Mode.ENFORCE
        self._rate = rate

    def __call__(self, env: Environ, start_response: StartResponse
                 ) -> Iterable[bytes]:
        if request_body.may_have_one(env):
            body = request_body.read(env)
            if body is not None and asked.may_name_action(body):
                wanted = asked.read(body)
                if wanted is not None and (
                        wanted.strict or self._is_legacy(env)):
                    return self._console_log(env, start_response, body,
                                             wanted)
        return self._app(env, start_response)

    def _is_legacy(self, env: Environ) -> bool:
        """Tell whether Nova may ignore keys that it does not know."""
        return self._may_be_legacy or bool(env.get('openstack.legacy_v2'))

    def _console_log(self, env: Environ, start_response: StartResponse,
                     body: bytes, wanted: asked.Asked) -> Iterable[bytes]:
        context = env.get('nova.context')
        project = getattr(context, 'project_id', None) or ''
        server = server_id.of(env.get('PATH_INFO', ''))
        wait = self._rate.take(project, server) if self._rate else 0
        if wait:
            LOG.info('console_limit: project %s asks for the console log of '
                     'server %s more often than %s with a burst of %d; %s',
                     project, server, self._conf.rate, self._conf.burst,
                     'refused' if self._enforced else 'mode = log, so it may')
            if self._enforced:
                return _too_often(env, start_response, wait)
        exceeds = wanted.exceeds(self._conf.max_lines)
        if exceeds:
            LOG.info('console_limit: project %s asks for %s lines of the '
                     'console log of server %s; max_lines = %d%s', project,
                     'all' if wanted.lines is None else 'too many', server,
                     self._conf.max_lines,
                     '' if self._enforced else '; mode = log, so it gets them')
        if not self._enforced:
            return console_answer.Watched(
                self._app(env, start_response), self._conf.max_bytes)
        if not exceeds:
            return console_answer.ConsoleAnswer(
                env, start_response, self._conf.max_bytes).of(self._app)
        unreduced = env.copy()
        request_body.replace(
            env, asked.reduced(body, self._conf.max_lines))
        return console_answer.ConsoleAnswer(
            env, start_response, self._conf.max_bytes, self._conf.max_lines,
            unreduced).of(self._app)


def _too_often(env: Environ, start_response: StartResponse, wait: int
               ) -> Iterable[bytes]:
    """Refuse in Nova's own form, with the version headers of its answers."""
    request = wsgi.Request(env)
    try:
        request.set_api_version_request()
    except exception.NovaException:
        # A version that Nova does not know; then it names none, either.
        LOG.debug('console_limit: the request names no version that is known')
    retry = str(-(-wait // _NANOSECONDS))
    answer: Iterable[bytes] = wsgi.Fault(webob.exc.HTTPTooManyRequests(
        explanation='The console log of this server is asked for too often. '
                    'Retry after %s seconds.' % retry,
        headers={'Retry-After': retry}))(env, start_response)
    return answer


def filter_factory(global_conf: Mapping[str, str] | None, **local_conf: str
                   ) -> Callable[[Application], Application]:
    """Make the filter for paste.

    :raises ValueError: naming the option that cannot be right
    """
    conf = options.parse(local_conf)
    paste_file = (global_conf or {}).get('__file__')
    rate = console_rate.of_file(paste_file, conf) if conf.rate else None
    for line in pipeline.lines_without(
            paste_file or '', _FACTORY, _ENTRY_POINT):
        LOG.warning('console_limit: it is not in %s of %s: console logs are '
                    'not bounded for requests that take that line', line,
                    paste_file)

    def place(app: Application) -> Application:
        placed = ConsoleLimit(app, conf, rate)
        LOG.info('console_limit: mode = %s, max_lines = %d, max_bytes = %d, '
                 'rate = %s, burst = %d, counted %s', conf.mode.value,
                 conf.max_lines, conf.max_bytes, conf.rate, conf.burst,
                 'together' if conf.storage else 'by each worker')
        return app if conf.mode is options.Mode.OFF else placed

    return place
