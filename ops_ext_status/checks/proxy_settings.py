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

"""Does anything else in the proxy's files undo ip_whitelist?  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import warning
from ops_ext_status import proxy

# For so long a change of rules is announced in memcached; what was cached
# before it has to be gone sooner, see swift_ops_ext.shared_cache.
_ANNOUNCED_SECONDS = 24 * 3600
_RECHECKS = ('recheck_container_existence', 'recheck_account_existence')
# A change is seen by proxies that share no memcached after so long.
_LONG_SECONDS = 3600
_QUIET = ('WARNING', 'WARN', 'ERROR', 'CRITICAL', 'FATAL')


def findings(of: proxy.Proxy) -> Iterator[Finding]:
    """Find what is wrong beside the filter."""
    yield from _rechecks(of)
    yield from _logging(of)
    yield from _proxy_protocol(of)
    for path in of.beside:
        yield failure(
            'internal-client', path, '', 'it has ip_whitelist in its '
            'pipeline: Swift\'s daemons have no address, and would be kept '
            'out of containers that have rules', 'take it out there')


def _where(of: proxy.Proxy, option: str) -> str:
    last = of.words[-1].loaded if of.words else None
    return '%s %s' % (last.where if last else of.ini.path, option)


def _rechecks(of: proxy.Proxy) -> Iterator[Finding]:
    for option in _RECHECKS:
        text = of.app.get(option)
        if text is None:
            continue
        try:
            seconds = int(text)
        except ValueError:
            yield failure(
                'recheck', _where(of, option), text, 'it is not a whole '
                'number of seconds, so swift-proxy does not start',
                'write a number')
            continue
        if seconds >= _ANNOUNCED_SECONDS:
            yield failure(
                'recheck', _where(of, option), text, 'what a proxy has '
                'cached may outlive the announcement that rules have changed '
                '(%d seconds): old rules may come back' % _ANNOUNCED_SECONDS,
                'set it to 60, or at most to an hour')
        elif seconds > _LONG_SECONDS:
            yield warning(
                'recheck', _where(of, option), text, 'for so many seconds a '
                'change of rules may not be seen by proxies that do not '
                'share a memcached', 'set it to 60')


def _logging(of: proxy.Proxy) -> Iterator[Finding]:
    for section in of.sections:
        conf = {**section.written.everywhere, **section.written.local}
        level = conf.get('log_level', 'INFO').strip()
        if level.upper() in _QUIET:
            yield warning(
                'not-logged', section.where + ' log_level', level, 'refusals '
                'are logged at INFO, so nobody can tell afterwards why one '
                'was made', 'set log_level = INFO, in [DEFAULT] or by '
                '"set log_level = INFO" here')


def _proxy_protocol(of: proxy.Proxy) -> Iterator[Finding]:
    text = of.app.get('require_proxy_protocol', '')
    if text.strip().lower() not in proxy.TRUE:
        return
    trusted = any(dict(section.options.written).get('trusted_proxies')
                  for section in of.sections if section.options)
    yield warning(
        'proxy-protocol', _where(of, 'require_proxy_protocol'), text,
        'whoever can connect to the proxy writes the address that is judged'
        '%s' % ('; and trusted_proxies is set, so that the addresses in there '
                'may name another one in a header' if trusted else ''),
        'let only the load balancers connect, then say --ignore '
        'proxy-protocol')
