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

"""What the cluster itself knows, asked from a proxy node.

Swift's own proxy application answers, inside this process and without
memcached, so that it is what the account and container servers say, not what
a proxy remembers.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
import logging
from typing import Any
from typing import NamedTuple

from swift.common import internal_client
from swift.common import swob
from swift.common import wsgi

from swift_ops_ext import cases
from swift_ops_ext.cmd import loading
from swift_ops_ext.cmd import outcome
from swift_ops_ext.cmd import proxy_conf
from swift_ops_ext import explanations
from swift_ops_ext import holders
from swift_ops_ext import information
from swift_ops_ext import rules
from swift_ops_ext import verdict

_NAME = 'swift-ops-ip-whitelist'
_TRIES = 2
#: Options of the proxy that say how it asks the other servers.
_OPTIONS = ('account_autocreate', 'conn_timeout', 'node_timeout',
            'recoverable_node_timeout', 'request_node_count',
            'sorting_method', 'read_affinity', 'concurrent_gets',
            'concurrency_timeout')
_CONF = '''
[DEFAULT]
swift_dir = %(swift_dir)s
log_name = %(name)s

[pipeline:main]
pipeline = catch_errors proxy-logging proxy-server

[filter:catch_errors]
use = egg:swift#catch_errors

[filter:proxy-logging]
use = egg:swift#proxy_logging

[app:proxy-server]
use = egg:swift#proxy
%(options)s
'''


class Stored(NamedTuple):
    """An account or a container and its metadata.

    :ivar account: name
    :ivar container: name; empty for the account itself
    :ivar metadata: by names in lower case, without their prefix
    """

    account: str
    container: str
    metadata: Mapping[str, str]

    @property
    def name(self) -> str:
        """Give the name as people write it."""
        return '/'.join(part for part in self[:2] if part)


class Cluster:
    """The cluster of a proxy.

    :param conf: the proxy's configuration
    :raises CannotTellError: if this is not a node of the cluster
    """

    def __init__(self, conf: proxy_conf.ProxyConf) -> None:
        loading.use_swift_dir(conf.swift_dir)
        with loading.explained('Swift\'s proxy application'):
            self._client = internal_client.InternalClient(
                wsgi.ConfigString(_configuration(conf)), _NAME, _TRIES)
        self.book = rules.Book(conf.filter.lists)
        self._found = holders.Holders(self._client.app, self.book)
        # What it is told of shows in the rules themselves.
        silent = logging.getLogger(_NAME + '.silent')
        silent.addHandler(logging.NullHandler())
        silent.propagate = False
        self._cases = cases.Cases(self._found, conf.filter.suffixes,
                                  explanations.Explanations(silent, {}))

    def case(self, account: str, container: str) -> verdict.Case:
        """Give all that a request would be judged by."""
        env = _asking()
        if container:
            return self._cases.container(env, account, container)
        return self._cases.account(env, account)

    def account(self, account: str) -> Stored:
        """Give an account.

        :raises CannotTellError: if it is not there, or nobody knows
        """
        return self._account(_asking(), account)

    def containers(self, account: str) -> Iterator[Stored]:
        """Give each container of an account.

        :raises CannotTellError: if nobody knows, after what is known
        """
        base = _asking()
        self._account(base, account)
        try:
            for item in self._client.iter_containers(
                    account, acceptable_statuses=(2,)):
                # The account is known; the containers would be remembered
                # for nothing.
                env = dict(base, **{
                    'swift.infocache': dict(base['swift.infocache'])})
                found = self._container(env, account, item['name'])
                if found is not None:
                    yield found
        except (internal_client.UnexpectedResponse, internal_client.Timeout,
                OSError) as error:
            raise outcome.CannotTellError(
                'the containers of account %s cannot be listed: %s' % (
                    account, error)) from None

    def _account(self, env: dict[str, Any], account: str) -> Stored:
        info = self._found.account_info(env, account)
        if (info['status'] in (404, 410)
                or not info.get('account_really_exists', True)):
            raise outcome.CannotTellError('there is no account %s' % account)
        if not information.is_whole(info):
            raise outcome.CannotTellError(
                'no account server says anything of account %s' % account)
        return Stored(account, '', info['meta'])

    def _container(self, env: dict[str, Any], account: str, container: str
                   ) -> Stored | None:
        info = self._found.container_info(env, account, container)
        if info['status'] in (404, 410):
            return None  # listed still, but deleted
        if not information.is_whole(info):
            raise outcome.CannotTellError(
                'no container server says anything of container %s/%s' % (
                    account, container))
        return Stored(account, container, info['meta'])


def _asking() -> dict[str, Any]:
    env: dict[str, Any] = swob.Request.blank('/').environ
    env['swift.infocache'] = {}
    return env


def _configuration(conf: proxy_conf.ProxyConf) -> str:
    options = ['%s = %s' % (name, ' '.join(conf.app[name].split()))
               for name in _OPTIONS if name in conf.app]
    return _CONF % {'swift_dir': conf.swift_dir, 'name': _NAME,
                    'options': '\n'.join(options)}
