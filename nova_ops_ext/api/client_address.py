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

"""Tells nova-api the address of the client behind trusted proxies.

Use it
======

::

    [filter:client_address]
    use = egg:openstack-ops-ext#client_address
    trusted_proxies = 192.0.2.10, 2001:db8::/64
    header = x-forwarded-for

Name it in ``api-paste.ini`` directly before ``http_proxy_to_wsgi``, in both
lines of the compute API::

    keystone = cors client_address http_proxy_to_wsgi ... keystonecontext
        osapi_compute_app_v21

Options
=======

``trusted_proxies``
    Addresses and networks of the proxies whose word is taken, separated by
    commas or blanks.  Default: none, and the client is who connects.
``header``
    In which they name the client: ``x-forwarded-for`` (default) or
    ``forwarded`` (RFC 7239).  Every trusted proxy has to add to this header,
    and is looked for in no other.

An option that cannot be right, and a place after ``http_proxy_to_wsgi``, stop
nova-api.

Trust
=====

The peer of the connection is a fact; a header is somebody's word.  While the
address at hand is a trusted proxy, the rightmost entry, which that proxy
wrote, is the next one.  The first that is no trusted proxy is the client.
What a client wrote itself stands further left, and is never read.

If an entry on that walk is no address, nobody knows who the client is, and
its address is ``unknown``; the log says why.

``http_proxy_to_wsgi`` comes later and, with ``[oslo_middleware]
enable_proxy_headers_parsing``, believes the first entry of either header.  So
the addresses are taken out of both; protocol, host and prefix, for which that
option is there, stay.

It cannot tell ``X_Forwarded_For`` from ``X-Forwarded-For``: the proxy or the
server has to drop headers with an underscore, as most do.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from typing import Any

from oslo_log import log as logging

from nova_ops_ext.api import pipeline
from nova_ops_ext.api import proxy_options
from ops_ext_net import client_address
from ops_ext_net import forwarded
from ops_ext_net import networks

LOG = logging.getLogger(__name__)

_FACTORY = 'nova_ops_ext.api.client_address:filter_factory'
_ENTRY_POINT = 'client_address'
_X_FORWARDED_FOR, _FORWARDED = 'HTTP_X_FORWARDED_FOR', 'HTTP_FORWARDED'
_HEADERS = {'x-forwarded-for': ('X-Forwarded-For', _X_FORWARDED_FOR),
            'forwarded': ('Forwarded', _FORWARDED)}
_UNKNOWN = 'unknown'

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class ClientAddress:
    """The filter; see the module.

    :param app: the next application
    :param proxies: the trusted ones
    :param header: the header that they add to, in lower case
    :raises ValueError: if it stands after http_proxy_to_wsgi
    """

    def __init__(self, app: Application, proxies: networks.NetworkSet,
                 header: str) -> None:
        if not pipeline.proxy_headers_in_front(app):
            raise ValueError(
                'client_address: http_proxy_to_wsgi does not come after it; '
                'place it directly before http_proxy_to_wsgi')
        self._app = app
        name, self._key = _HEADERS[header]
        self._proxies = client_address.TrustedProxies(proxies, name)

    def __call__(self, env: Environ, start_response: StartResponse
                 ) -> Iterable[bytes]:
        said = env.get(self._key)
        if said and self._key == _FORWARDED:
            said = forwarded.addresses(said)
        client = self._proxies.client(env.get('REMOTE_ADDR'), said)
        if client.address is None:
            LOG.info('client_address: the client is not known, and has no '
                     'address: %.200s', client.unknown)
            env['REMOTE_ADDR'] = _UNKNOWN
        else:
            env['REMOTE_ADDR'] = str(client.address)
        env.pop(_X_FORWARDED_FOR, None)
        if env.get(_FORWARDED):
            env[_FORWARDED] = forwarded.without_addresses(env[_FORWARDED])
        return self._app(env, start_response)


def filter_factory(global_conf: Mapping[str, str] | None, **local_conf: str
                   ) -> Callable[[Application], Application]:
    """Make the filter for paste.

    :raises ValueError: naming the option that cannot be right
    """
    proxies, header = proxy_options.parse(local_conf)
    paste_file = (global_conf or {}).get('__file__')
    for line in pipeline.lines_without(
            paste_file or '', _FACTORY, _ENTRY_POINT):
        LOG.warning('client_address: it is not in %s of %s: requests that '
                    'take that line have the address of a proxy, or any that '
                    'they like', line, paste_file)

    def place(app: Application) -> Application:
        placed = ClientAddress(app, proxies, header)
        LOG.info('client_address: trusted_proxies = %s, header = %s',
                 ', '.join(map(str, proxies.networks)) or 'none', header)
        return placed

    return place
