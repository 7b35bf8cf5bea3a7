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

r"""
``ip_whitelist`` lets clients into a container by their IP address.

A container whose metadata has one or more rules is open only to the
addresses that they name, whoever the client is and however the request gets
there: directly, through a large object, a symlink, a copy, a temporary URL,
a bulk request, a version or S3.  It narrows what Swift's ACLs allow; it
never grants anything.

-----
Rules
-----

A rule is container metadata whose name begins with ``Allow-``::

    X-Container-Meta-Allow-<label>: <address or CIDR network>[, ...]

    swift post private -H 'X-Container-Meta-Allow-Office: 192.0.2.0/24'

An address is admitted if any rule of the container names it.  The label is
for people.  Entries are IPv4 or IPv6 addresses or networks with a prefix
length, separated by commas or blanks.  A rule with an entry that cannot be
read admits no one and is logged once.  Swift limits a value to 256 bytes, so
long lists take several rules.

The containers that Swift and S3 keep for another one (older versions, parts
of S3 multipart uploads) are judged by their owner's rules.

-------------
Configuration
-------------

The same section is listed twice in the pipeline: as far left as possible,
where the client's address is still known, and right before the last
``proxy-logging``, where every container that a request touches is seen::

    [pipeline:main]
    pipeline = catch_errors gatekeeper healthcheck proxy-logging cache
        ip_whitelist ... symlink ip_whitelist proxy-logging proxy-server

    [filter:ip_whitelist]
    use = egg:openstack-ops-ext#ip_whitelist

The proxy does not start with a pipeline in which the filter would not see
every request, nor with an option that it does not understand.  Keep it out
of ``internal-client.conf``: the daemons there have no address.

========================= =============== ====================================
Option                    Default         Description
------------------------- --------------- ------------------------------------
default                   open            ``open`` or ``closed``: whether a
                                          container without rules admits
                                          everyone or no one.
trusted_proxies                           Addresses and networks of the load
                                          balancers whose header is believed.
client_address_header     X-Forwarded-For The one header in which they write
                                          the client's address.
========================= =============== ====================================

The client is the rightmost address of the header that is not a trusted
proxy.  The header of anyone else is never read.

-------
Answers
-------

====== =====================================================================
Status When
------ ---------------------------------------------------------------------
403    No rule names the client's address, the address is not known, or the
       container has no rule and ``default`` is ``closed``.
503    The container's rules cannot be read at the moment.  ``Retry-After``
       says when to try again.
404    The object of a container that does not exist, after authorization.
====== =====================================================================

Each 403 and 503 is one line in the proxy's log, with container, address,
reason and transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from typing import Any

from swift.common import constraints
from swift.common import registry
from swift.common import swob
from swift.common import utils
from swift.common import wsgi

from ops_ext_net import client_address
from swift_ops_ext import configuration
from swift_ops_ext import containers
from swift_ops_ext import place
from swift_ops_ext import rules
from swift_ops_ext import verdict

#: Where the first place leaves the client for the second.  Swift hands this
#: dictionary to every request that it makes on behalf of another, and no
#: client can write into it.
_CLIENT_KEY = 'openstack-ops-ext/ip_whitelist/client'
_RETRY_AFTER_SECONDS = '10'
_REMEMBERED_MALFORMED = 10000

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


class IPWhitelist:
    """One place of the filter: see the module's text.

    :param app: the next application in the pipeline
    :param conf: the checked configuration
    :param logger: Swift's logger
    """

    def __init__(self, app: Any, conf: configuration.Configuration,
                 logger: Any) -> None:
        self.app = app
        self.logger = logger
        self._conf = conf
        self._finished_pipeline: Sequence[object] = ()
        # Outside of Swift's loader one place has to do for both.
        self._judges = True
        self._malformed_seen: set[tuple[str, str, rules.Malformed]] = set()

    @property
    def _pipeline(self) -> Sequence[object]:
        return self._finished_pipeline

    @_pipeline.setter
    def _pipeline(self, pipeline: Sequence[object]) -> None:
        # Swift's loader gives every middleware the finished pipeline here.
        # It is the only time at which both places can be seen.
        try:
            self._judges = place.check(pipeline, type(self)) is self
        except ValueError as error:
            raise wsgi.ConfigFileError(str(error)) from None
        self._finished_pipeline = pipeline

    def __call__(self, env: Environ, start_response: StartResponse) -> Any:
        """Pass the request on, or answer it."""
        cache = env.get('swift.infocache')
        if cache is None:
            cache = env['swift.infocache'] = {}
        client = cache.get(_CLIENT_KEY)
        if client is None:
            client = cache[_CLIENT_KEY] = self._conf.proxies.client(
                env.get('REMOTE_ADDR'), env.get(self._conf.header_key))
        if self._judges:
            answer = self._answer(env, client)
            if answer is not None:
                return answer(env, start_response)
        return self.app(env, start_response)

    def _answer(self, env: Environ, client: client_address.Client) -> Any:
        """Give the answer to a request that must not be passed on."""
        path = env['PATH_INFO']
        if env.get('SCRIPT_NAME'):
            path = env['SCRIPT_NAME'] + path
        parts = path.split('/', 4)
        if len(parts) < 4 or not (parts[2] and parts[3]):
            return None  # not a container: the account, /info, ...
        if path.isascii():
            account, container = parts[2], parts[3]
        else:
            account, container = map(swob.wsgi_to_str, parts[2:4])
        judged = self._judge(env, client, account, container)
        if judged.kind is verdict.Kind.ADMITTED:
            return None
        if not self._served(parts[1], path):
            return None
        if judged.kind is verdict.Kind.MISSING:
            return self._missing(env, bool(len(parts) == 5 and parts[4]))
        return self._refusal(env, client, judged)

    def _judge(self, env: Environ, client: client_address.Client,
               account: str, container: str) -> verdict.Verdict:
        owned = containers.owner_of(container)
        if owned is None:
            return verdict.judge(
                client, self._look_up(env, account, container),
                self._conf.default)
        owner_name, only_through_owner = owned
        owner = self._look_up(env, account, owner_name)
        if only_through_owner:
            return verdict.judge(client, owner, self._conf.default)
        return verdict.judge_kept(
            client, self._look_up(env, account, container), owner,
            self._conf.default)

    def _look_up(self, env: Environ, account: str,
                 container: str) -> verdict.Container:
        found = containers.look_up(env, self.app, account, container)
        if found.rules is not None and found.rules.malformed:
            self._log_malformed(account, container, found.rules.malformed)
        return found

    def _log_malformed(self, account: str, container: str,
                       malformed: Iterable[rules.Malformed]) -> None:
        for rule in malformed:
            key = (account, container, rule)
            if key in self._malformed_seen:
                continue
            if len(self._malformed_seen) >= _REMEMBERED_MALFORMED:
                self._malformed_seen.clear()
            self._malformed_seen.add(key)
            self.logger.warning(
                'ip_whitelist: rule %(header)s of container %(container)s '
                'admits no one: %(reason)s', {
                    'header': _printable(rule.header),
                    'container': _printable('%s/%s' % (account, container)),
                    'reason': rule.reason})

    @staticmethod
    def _served(version: str, path: str) -> bool:
        """Tell whether Swift would look for this path at all."""
        try:
            return bool(
                constraints.valid_api_version(version)
                and constraints.check_utf8(swob.wsgi_to_str(path),
                                           internal=True))
        except UnicodeError:
            return False

    def _missing(self, env: Environ, is_object: bool) -> Any:
        """Answer for a container that does not exist.

        Swift serves an object whose container's database was lost.  Its
        rules went with it, so nobody can say whom they admitted; to anyone
        who is authorized the object is as missing as its container.
        """
        if not is_object:
            return None  # Swift says 404, or creates it
        req = swob.Request(env)
        if 'swift.authorize' in env:
            req.acl = None
            denial = env['swift.authorize'](req)
            if denial:
                return denial
        return swob.HTTPNotFound(request=req)

    def _refusal(self, env: Environ, client: client_address.Client,
                 judged: verdict.Verdict) -> Any:
        self.logger.info(
            'ip_whitelist: %(kind)s %(method)s %(path)s for %(client)s: '
            '%(reason)s (source: %(source)s, txn: %(txn)s)', {
                'kind': judged.kind.value,
                'method': env['REQUEST_METHOD'],
                'path': swob.wsgi_quote(env['PATH_INFO']),
                'client': client,
                'reason': judged.reason,
                'source': env.get('swift.source', 'client'),
                'txn': env.get('swift.trans_id', '-')})
        req = swob.Request(env)
        if judged.kind is verdict.Kind.UNKNOWN:
            return swob.HTTPServiceUnavailable(
                request=req, body=judged.reason + '\n',
                content_type='text/plain',
                headers={'Retry-After': _RETRY_AFTER_SECONDS})
        return swob.HTTPForbidden(request=req, body=judged.reason + '\n',
                                  content_type='text/plain')


def _printable(text: str) -> str:
    return str(swob.wsgi_quote(swob.str_to_wsgi(text)))


def filter_factory(global_conf: dict[str, str], **local_conf: str
                   ) -> Callable[[Any], IPWhitelist]:
    """Make the filter from a section of the proxy's configuration."""
    conf = dict(global_conf, **local_conf)
    try:
        checked = configuration.Configuration.parse(conf, local_conf)
    except ValueError as error:
        raise wsgi.ConfigFileError(str(error)) from None
    logger = utils.get_logger(conf, log_route='ip_whitelist')
    registry.register_swift_info('ip_whitelist')

    def ip_whitelist_filter(app: Any) -> IPWhitelist:
        return IPWhitelist(app, checked, logger)

    return ip_whitelist_filter
