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

"""Writes the network of the client into each new server, for the scheduler.

Use it
======

::

    [filter:client_stamp]
    use = egg:openstack-ops-ext#client_stamp

Name it in ``api-paste.ini`` in both lines of the compute API, after
``keystonecontext``: a request to ``/v2`` never passes the first one::

    [composite:openstack_compute_api_v21]
    keystone = cors client_address http_proxy_to_wsgi ... authtoken
        keystonecontext client_stamp osapi_compute_app_v21

    [composite:openstack_compute_api_v21_legacy_v2_compatible]
    keystone = cors client_address http_proxy_to_wsgi ... authtoken
        keystonecontext legacy_v2_compatible client_stamp
        osapi_compute_app_v21

The networks are the options ``networks`` and ``default_label`` of the group
``[ops_client_network]``, which nova-api has to be given as well as
nova-scheduler.  When every nova-api has the filter, let nova-scheduler have
``stamp = trust`` in that group.

Options
=======

``mode``
    ``enforce`` (default), or ``off``: nothing is written.  What users send is
    removed in either case.

An option that cannot be right, a place before authentication, and ``enforce``
without any network or default label stop nova-api.

What it does
============

It removes the hint ``ops_client_network`` from every body, and writes it into
the body that creates a server: a list with the label of the caller's network,
or with an empty text if the caller has none.  The hint stays with the server.
From microversion 2.100 on, who may read the server sees it: a label, and no
address.

All other hints, and all other requests, pass as they are.  A body that Nova
would refuse it leaves alone; so Nova refuses it, in its own words.

Fail policy
===========

A body that is too deep or too large for it to read is refused with 400.  No
hint of ours that a user wrote ever reaches Nova.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from typing import Any

from nova.api.openstack import wsgi
import nova.conf
from nova import exception
from oslo_log import log as logging
import webob.exc

from nova_ops_ext.api import pipeline
from nova_ops_ext.api import request_body
from nova_ops_ext.api import scheduler_hints
from nova_ops_ext.api import stamp_mode
from nova_ops_ext import conf
from nova_ops_ext.conf import client_network as options_module
from nova_ops_ext.scheduler import client_label
from nova_ops_ext.scheduler import client_network

CONF = nova.conf.CONF
conf.register_opts(CONF)
LOG = logging.getLogger(__name__)

_FACTORY = 'nova_ops_ext.api.client_stamp:filter_factory'
_ENTRY_POINT = 'client_stamp'
_OURS = scheduler_hints.Hints(client_label.HINT)

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class ClientStamp:
    """The filter; see the module.

    :param app: the next application
    :param labels: of the networks; None: write nothing
    :raises ValueError: if it stands before authentication
    """

    def __init__(self, app: Application,
                 labels: client_network.ClientNetworks | None) -> None:
        before = pipeline.authentication_in_front(app)
        if before is not None:
            raise ValueError(
                'client_stamp: it stands before authentication (%s comes '
                'after it); place it after authtoken and keystonecontext'
                % before)
        self._app = app
        self._labels = labels

    def __call__(self, env: Environ, start_response: StartResponse
                 ) -> Iterable[bytes]:
        if request_body.may_have_one(env):
            body = request_body.read(env)
            if body is not None and _OURS.may_be_in(body):
                try:
                    self._stamp(env, body)
                except scheduler_hints.Unreadable as error:
                    LOG.warning('client_stamp: a body of %d bytes is refused: '
                                '%s', len(body), error)
                    return _unreadable(env, start_response)
        return self._app(env, start_response)

    def _stamp(self, env: Environ, body: bytes) -> None:
        context = env.get('nova.context')
        client = None if self._labels is None else client_label.caller(
            getattr(context, 'remote_address', None), self._labels)
        result = _OURS.replace(body, {} if client is None else {
            client_label.HINT: client_label.stamp(client.label)})
        if result.removed:
            LOG.info('client_stamp: project %s, user %s sent the hint %s, '
                     'which is removed',
                     getattr(context, 'project_id', None),
                     getattr(context, 'user_id', None), client_label.HINT)
        if result.written and client is not None:
            LOG.info('client_stamp: project %s creates a server: %s',
                     getattr(context, 'project_id', None), client.subject)
        if result.body is not None:
            request_body.replace(env, result.body)


def _unreadable(env: Environ, start_response: StartResponse
                ) -> Iterable[bytes]:
    """Refuse in Nova's own form, with the version headers of its answers."""
    request = wsgi.Request(env)
    try:
        request.set_api_version_request()
    except exception.NovaException:
        # Nova would refuse this version; the body is refused first.
        LOG.debug('client_stamp: the request names no version that Nova knows')
    answer: Iterable[bytes] = wsgi.Fault(webob.exc.HTTPBadRequest(
        explanation='Malformed request body'))(env, start_response)
    return answer


def filter_factory(global_conf: Mapping[str, str] | None, **local_conf: str
                   ) -> Callable[[Application], Application]:
    """Make the filter for paste.

    :raises ValueError: naming the option that cannot be right
    """
    mode = stamp_mode.read(local_conf)
    group = options_module.GROUP.name
    options = CONF[group]
    try:
        labels = client_network.ClientNetworks.parse(
            options.networks, options.default_label)
    except ValueError as error:
        raise ValueError('client_stamp: [%s] %s' % (group, error)) from None
    known = labels.known_labels()
    if mode == 'enforce' and not known:
        raise ValueError(
            'client_stamp: [%s] has neither networks nor default_label, so '
            'every server would be stamped as without a network; give '
            'nova-api the same options as nova-scheduler' % group)
    paste_file = (global_conf or {}).get('__file__')
    for line in pipeline.lines_without(
            paste_file or '', _FACTORY, _ENTRY_POINT):
        LOG.warning('client_stamp: it is not in %s of %s: through that line '
                    'users can write any stamp', line, paste_file)

    def place(app: Application) -> Application:
        placed = ClientStamp(app, labels if mode == 'enforce' else None)
        LOG.info('client_stamp: mode = %s, labels = %s', mode,
                 ', '.join(sorted(known)) or 'none')
        return placed

    return place
