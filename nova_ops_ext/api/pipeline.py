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

"""Where in nova-api's pipelines a filter stands.

Paste gives a filter the application that is next, so what is in front of it,
in the direction of Nova, can be looked at; what is behind it cannot.
"""

from __future__ import annotations

from collections.abc import Iterator
import configparser
from typing import Any

from oslo_config import cfg
from oslo_log import log as logging

LOG = logging.getLogger(__name__)

# By name, because Nova 31 has other classes than Nova 34, and because nothing
# else of them is of interest.
_AUTHENTICATION = frozenset((
    'BaseAuthProtocol', 'NovaKeystoneContext', 'InjectContext',
    'NoAuthMiddlewareBase'))
_LEGACY = frozenset(('LegacyV2CompatibleWrapper',))
_NOVA = frozenset(('APIRouterV21',))
_PROXY_HEADERS = frozenset(('HTTPProxyToWSGI',))
_NEXT = ('application', '_app', 'app', '_application')
_MOST_FILTERS = 100
_PIPELINES = 'pipeline_factory_v21'


def authentication_in_front(app: Any) -> str | None:
    """Name the authenticating class that a request has yet to pass."""
    for found in _next(app):
        names = _names(found)
        if names & _AUTHENTICATION:
            return type(found).__name__
    return None


def proxy_headers_in_front(app: Any) -> bool:
    """Tell whether the headers of proxies have yet to be looked at."""
    return any(_names(found) & _PROXY_HEADERS for found in _next(app))


def may_be_legacy(app: Any) -> bool:
    """Tell whether a request may yet become one of /v2.

    :returns: also ``True`` if that cannot be known
    """
    for found in _next(app):
        names = _names(found)
        if names & _LEGACY:
            return True
        if names & _NOVA:
            return False
    return True


def lines_without(paste_file: str, factory: str, entry_point: str
                  ) -> list[str]:
    """Name the lines for the compute API that a filter is missing from.

    :param paste_file: ``api-paste.ini``
    :param factory: of the filter, ``package.module:function``
    :param entry_point: of the filter, as in ``egg:package#entry_point``
    :returns: nothing if it is in none, or if the file cannot be read
    """
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read(paste_file)
    except (configparser.Error, OSError, UnicodeDecodeError) as error:
        LOG.warning('%s cannot be read to see whether %s is in every line of '
                    'the compute API: %s', paste_file, entry_point, error)
        return []
    ours = {
        section.partition(':')[2].strip() for section in parser.sections()
        if section.startswith('filter:') and (
            parser.get(section, 'use', fallback='').endswith(
                '#' + entry_point)
            or parser.get(section, 'paste.filter_factory', fallback='')
            == factory)}
    found: list[str] = []
    missing: list[str] = []
    name = _strategy()
    for section in parser.sections():
        if not parser.get(section, 'use', fallback='').endswith(_PIPELINES):
            continue
        if parser.has_option(section, name) and name not in parser.defaults():
            line = parser.get(section, name)
            where = '[%s] %s' % (section, name)
            (found if ours & set(line.split()) else missing).append(where)
    return missing if found else []


def _strategy() -> str:
    """Name the option whose line Nova takes."""
    # Nova 31 has a choice, and ships a line for each; there is none later.
    api = getattr(cfg.CONF, 'api', None)
    return str(getattr(api, 'auth_strategy', 'keystone'))


def _next(app: Any) -> Iterator[Any]:
    for _place in range(_MOST_FILTERS):
        if app is None:
            return
        yield app
        app = next((getattr(app, name) for name in _NEXT
                    if hasattr(app, name)), None)


def _names(app: Any) -> set[str]:
    return {kind.__name__ for kind in type(app).__mro__}
