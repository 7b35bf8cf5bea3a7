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

"""``pipeline``: whether a proxy configuration enforces on every route.

It is loaded as the proxy loads it, and the filter's own check, which would
stop the proxy, is what answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
import os
from typing import Any

from swift.common import utils
from swift.common import wsgi

from swift_ops_ext.cmd import loading
from swift_ops_ext.cmd import outcome
from swift_ops_ext.cmd import proxy_conf
from swift_ops_ext import configuration
from swift_ops_ext import ip_whitelist
from swift_ops_ext import policy
from swift_ops_ext import rules

_CACHE = 'MemcacheMiddleware'
_INTERNAL = ('internal-client.conf', 'internal-client.conf.d')
_LOG_NAME = {'log_name': 'swift-ops-ip-whitelist'}


def run(path: str, *, as_json: bool) -> outcome.Exit:
    """Say whether a configuration enforces."""
    if not os.path.exists(path):
        raise outcome.CannotTellError('there is no %s' % path)
    path = os.path.abspath(path)
    written = proxy_conf.sections(path)
    proxy = proxy_conf.proxy(written)
    swift_dir = proxy.get('swift_dir', '/etc/swift')
    result: dict[str, Any] = {
        'conf': path, 'enforces': False, 'reasons': [], 'places': [],
        'pipeline': [], 'warnings': [], 'notes': []}
    names, problem = _loaded(path, swift_dir)
    result['pipeline'] = names
    result['places'] = [number for number, name in enumerate(names)
                        if name == ip_whitelist.IPWhitelist.__name__]
    if problem:
        result['reasons'].append(problem)
    elif not result['places']:
        result['reasons'].append(_absent(written))
    else:
        _options(result, proxy_conf.read(path).filter, proxy)
    result['warnings'].extend(_internal_clients(path, swift_dir))
    result['enforces'] = not result['reasons']
    outcome.show(result, _lines(result), as_json=as_json)
    return outcome.Exit.BAD if result['reasons'] else outcome.Exit.GOOD


def _loaded(path: str, swift_dir: str) -> tuple[list[str], str]:
    """Load a configuration.

    :returns: names of what is in the pipeline; why the filter does not start
    """
    loading.use_swift_dir(swift_dir)
    with loading.explained(path):
        try:
            app = wsgi.loadapp(path, global_conf=dict(_LOG_NAME))
        except wsgi.ConfigFileError as error:
            return [], str(error)
        return [type(one).__name__
                for one in getattr(app, '_pipeline', ())], ''


def _absent(written: proxy_conf.Sections) -> str:
    hidden = [name for name, options in written.items()
              if name.startswith(('pipeline:', 'composite:', 'filter-app:'))
              and name != 'pipeline:main' and options]
    text = 'ip_whitelist is not in the pipeline'
    if hidden:
        text += ('; what Swift\'s loader does not check does not count: %s' %
                 ', '.join('[%s]' % name for name in sorted(hidden)))
    return text


def _options(result: dict[str, Any], options: configuration.Configuration,
             proxy: Mapping[str, str]) -> None:
    decided_by = options.policy
    if decided_by.mode is rules.Mode.LOG:
        result['reasons'].append(
            'mode = log: nothing is refused, only logged')
    if _CACHE not in result['pipeline']:
        result['warnings'].append(
            'there is no cache filter: each request asks the account and '
            'container servers for the rules')
    if utils.config_true_value(proxy.get('require_proxy_protocol', '')):
        text = ('require_proxy_protocol is on: whoever can connect to the '
                'proxy writes the address that is judged; let only the load '
                'balancers')
        if not options.proxies:
            text += ('. trusted_proxies is empty, which is right unless they '
                     'have proxies behind them')
        result['warnings'].append(text)
    for name, named in (('always_allow', decided_by.always_allow),
                        ('always_deny', decided_by.always_deny)):
        result['warnings'].extend(
            '%s names every IPv%d address' % (name, network.version)
            for network in named.networks if network.prefixlen == 0)
    if decided_by.default is policy.Default.OPEN:
        result['notes'].append(
            'default = open: a container that no Allow rule is about admits '
            'everyone')


def _internal_clients(path: str, swift_dir: str) -> Iterator[str]:
    """Look for the filter where the client has no address."""
    beside = {os.path.join(directory, name)
              for directory in (os.path.dirname(path), swift_dir)
              for name in _INTERNAL}
    for candidate in sorted(beside):
        if os.path.exists(candidate) and proxy_conf.places(
                proxy_conf.sections(candidate)):
            yield ('%s has ip_whitelist in its pipeline: Swift\'s daemons '
                   'have no address, and would be kept out of containers '
                   'that have rules' % candidate)


def _lines(result: dict[str, Any]) -> Iterator[str]:
    if result['enforces']:
        yield '%s: enforces' % result['conf']
    # Exactly what the proxy says when it does not start.
    yield from result['reasons']
    names = result['pipeline']
    for place in result['places']:
        yield '  place %d: between %s and %s' % (
            place, names[place - 1] if place else 'the client',
            names[place + 1])
    for level in 'warnings', 'notes':
        for text in result[level]:
            yield '  %s: %s' % (level.rstrip('s'), text)
