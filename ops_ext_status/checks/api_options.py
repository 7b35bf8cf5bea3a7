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

"""Do the options of our filters in nova-api mean what they seem to?  Pure."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

from nova_ops_ext.api import proxy_options
from nova_ops_ext.api import stamp_mode
from nova_ops_ext.console import options
from nova_ops_ext.scheduler import client_network
from ops_ext_status import api
from ops_ext_status import breadth
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import note
from ops_ext_status.finding import warning
from ops_ext_status import nova_conf
from ops_ext_status.resolved import Resolved

_GROUP = nova_conf.CLIENTS
_CLIENTS = {'memcached': 'pymemcache'}
# Of RabbitMQ 4; an answer's text passes it, too.
_MUCH = 16 * 1024 * 1024


def findings(of: api.Api) -> Iterator[Finding]:
    """Find what is wrong with the options."""
    for name, parse, more in (
            ('client_address', proxy_options.parse, _address),
            ('client_stamp', stamp_mode.read, _stamp),
            ('console_limit', options.parse, _console)):
        for where, loaded in of.of(name):
            yield from _defaults(of, where, loaded)
            yield from _one(of, where, loaded, parse, more)


def _one(of: api.Api, where: str, loaded: Resolved,
         parse: Callable[..., Any],
         more: Callable[[api.Api, str, Any], Iterator[Finding]]
         ) -> Iterator[Finding]:
    try:
        parsed = parse(loaded.local)
    except ValueError as error:
        yield failure('bad-option', where, '', str(error).partition(': ')[2],
                      'nova-api does not start: mend the value')
        return
    yield from more(of, where, parsed)


def _defaults(of: api.Api, where: str, loaded: Resolved
              ) -> Iterator[Finding]:
    section = where.rpartition('[')[2].rstrip(']')
    for option, value in of.ini.sections.get(section, {}).items():
        common = of.ini.defaults.get(option)
        if common is not None and common != value:
            yield failure(
                'default-wins', '%s %s' % (where, option), '', '[DEFAULT] '
                'has the option as well, so PasteDeploy does not give it to '
                'the filter', 'remove it from [DEFAULT]')


def _address(of: api.Api, where: str, parsed: proxy_options.Options
             ) -> Iterator[Finding]:
    del of
    yield from breadth.of_proxies(where + ' trusted_proxies',
                                  parsed.proxies.networks)
    if not parsed.proxies.networks:
        yield warning(
            'header-unread', where + ' trusted_proxies', '', 'it names no '
            'proxy, so the client is who connects: behind a balancer, every '
            'client has its address', 'name the balancers; if there are '
            'none, say --ignore header-unread')


def _stamp(of: api.Api, where: str, mode: str) -> Iterator[Finding]:
    if mode == 'off':
        yield warning('log-mode', where + ' mode', mode, 'no server gets a '
                      'stamp', 'set it to enforce')
        return
    if of.configuration is None:
        yield note('not-looked-at', where, '', 'it is not known whether '
                   'nova-api has [%s] networks: no nova.conf was named' %
                   _GROUP, 'name it with --config-file')
        return
    at = nova_conf.at(of.configuration, _GROUP, 'networks')
    try:
        labels = client_network.ClientNetworks.parse(
            of.configuration.get(_GROUP, 'networks') or (),
            of.configuration.get(_GROUP, 'default_label'))
    except ValueError as error:
        yield failure('bad-option', at, '', str(error),
                      'nova-api does not start: mend the value')
        return
    if not labels.known_labels():
        yield failure(
            'stamp-labels', at, '', 'nova-api has neither networks nor '
            'default_label, and does not start with client_stamp', 'give it '
            'the same [%s] as nova-scheduler' % _GROUP)


def _console(of: api.Api, where: str, parsed: options.Options
             ) -> Iterator[Finding]:
    if parsed.mode is not options.Mode.ENFORCE:
        yield warning(
            'log-mode', where + ' mode', parsed.mode.value, 'nothing is '
            'bounded', 'set it to enforce when the log has shown enough')
    if parsed.max_bytes > _MUCH:
        yield warning(
            'console-bytes', where + ' max_bytes', parsed.max_bytes, 'so '
            'large an answer is held in memory for each request',
            'leave it at 1048576')
    if parsed.rate is None:
        return
    if parsed.storage is None:
        yield _alone(of, where)
        return
    shown = options.without_password(parsed.storage)
    client = _CLIENTS.get(parsed.storage.partition(':')[0].lower(), 'redis')
    missing = [name for name in ('limits', client)
               if name not in of.installed.versions]
    if missing:
        yield failure(
            'storage-library', where + ' storage', shown, '%s is not '
            'installed here, so nova-api does not start' %
            ' and '.join(missing), 'install openstack-ops-ext[shared-rate]')


def _alone(of: api.Api, where: str) -> Finding:
    remedy = ('name a storage that all share, such as '
              'memcached://192.0.2.1:11211')
    workers = of.workers
    if workers is None and of.configuration is not None:
        number = of.configuration.get('DEFAULT', 'osapi_compute_workers')
        if number is not None:
            workers = nova_conf.at(of.configuration, 'DEFAULT',
                                   'osapi_compute_workers'), number
    if workers is not None and workers[1] > 1:
        return warning(
            'rate-alone', where + ' rate', '%s; %s = %d' % (
                'no storage', *workers), 'each worker counts by itself, so a '
            'project may ask %d times as often' % workers[1], remedy)
    return note(
        'rate-alone', where + ' rate', 'no storage', 'each worker process '
        'and host counts by itself', remedy + ', if there are several')
