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
from collections.abc import Sequence
import io
from typing import Any

from swift.common import constraints
from swift.common import registry
from swift.common import swob
from swift.common import utils
from swift.common import wsgi

from ops_ext_net import client_address
from swift_ops_ext import answers
from swift_ops_ext import configuration
from swift_ops_ext import containers
from swift_ops_ext import explanations
from swift_ops_ext import place
from swift_ops_ext import queued_deletions
from swift_ops_ext import verdict

#: Where the first place leaves the client for the second.  Swift hands this
#: dictionary to every request that it makes on behalf of another, and no
#: client can write into it.
_CLIENT_KEY = 'openstack-ops-ext/ip_whitelist/client'
_OBJECT_METHODS = frozenset(('DELETE', 'GET', 'HEAD', 'POST', 'PUT'))
_CHANGING_METHODS = frozenset(('DELETE', 'POST', 'PUT'))
#: Only Swift itself can set it; gatekeeper takes it from clients.
_PRIVATE_METHODS = 'HTTP_X_BACKEND_ALLOW_PRIVATE_METHODS'
#: Versions of parts of an upload are two away from their bucket; no more
#: than that is ever looked up for one name.
_OWNERS = 2

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
        self._conf = conf
        self._finished_pipeline: Sequence[object] = ()
        # Until Swift's loader says which place this is, it has to do for
        # both, where it can.
        self._judges = True
        self._blind = not place.sees_all(app)
        self._explanations = explanations.Explanations(logger)

    @property
    def _pipeline(self) -> Sequence[object]:
        return self._finished_pipeline

    @_pipeline.setter
    def _pipeline(self, pipeline: Sequence[object]) -> None:
        # Swift's loader gives every middleware the finished pipeline here.
        # It is the only time at which both places can be seen.
        try:
            first, second = place.check(pipeline, type(self))
            if first._conf.written != second._conf.written:
                raise ValueError(
                    'ip_whitelist: both places have to be of the same '
                    'section, or of sections with the same options')
        except ValueError as error:
            raise wsgi.ConfigFileError(str(error)) from None
        self._finished_pipeline = pipeline
        self._judges = second is self
        self._blind = False

    def __call__(self, env: Environ, start_response: StartResponse) -> Any:
        """Pass the request on, or answer it."""
        cache = env.get('swift.infocache')
        if cache is None:
            cache = env['swift.infocache'] = {}
        client = cache.get(_CLIENT_KEY)
        if client is None:
            client = cache[_CLIENT_KEY] = self._conf.proxies.client(
                env.get('REMOTE_ADDR'), env.get(self._conf.header_key))
        if not self._judges:
            return self.app(env, start_response)
        return self._place_that_judges(env, client)(env, start_response)

    def _place_that_judges(self, env: Environ,
                           client: client_address.Client) -> Any:
        """Give the application that is to answer: the next, or a refusal."""
        path = env['PATH_INFO']
        if env.get('SCRIPT_NAME'):
            path = env['SCRIPT_NAME'] + path
        parts = path.split('/', 4)
        if len(parts) < 4 or not (parts[2] and parts[3]):
            return self.app  # not a container: the account, /info, ...
        if self._blind:
            self._explanations.blind()
            return self._refuse(env, client, verdict.UNKNOWN)
        if path.isascii():
            account, container = parts[2], parts[3]
        else:
            account, container = map(swob.wsgi_to_str, parts[2:4])
        method = env['REQUEST_METHOD']
        if method == 'UPDATE' and env.get(_PRIVATE_METHODS):
            return self._queue(env, client)
        judged = self._judge(env, client, account, container)
        is_object = len(parts) == 5 and parts[4]
        if judged.kind is verdict.Kind.ADMITTED or not self._served(
                env, parts[1]):
            pass
        elif judged.kind is not verdict.Kind.MISSING:
            return self._refuse(env, client, judged)
        elif is_object and method in _OBJECT_METHODS:
            return answers.missing(env)
        if not is_object and method in _CHANGING_METHODS:
            return containers.Changing(self.app, account, container)
        return self.app

    def _judge(self, env: Environ, client: client_address.Client,
               account: str, container: str,
               owners: int = _OWNERS) -> verdict.Verdict:
        owned = containers.owner_of(container) if owners else None
        if owned is None:
            return verdict.judge(
                client, self._look_up(env, account, container),
                self._conf.default)
        owner, only_through_owner = owned
        of_owner = self._judge(env, client, account, owner, owners - 1)
        if only_through_owner:
            return of_owner
        return verdict.judge_kept(
            client, self._look_up(env, account, container), of_owner,
            self._conf.default)

    def _queue(self, env: Environ, client: client_address.Client) -> Any:
        """Judge every container in which something is queued for deletion."""
        body = env['wsgi.input'].read()
        env['wsgi.input'] = io.BytesIO(body)
        try:
            named = queued_deletions.containers(body)
        except ValueError as error:
            self._explanations.unreadable_queue(error)
            return self._refuse(env, client, verdict.UNREADABLE_QUEUE)
        for account, container in named:
            judged = self._judge(env, client, account, container)
            if judged.kind not in (verdict.Kind.ADMITTED,
                                   verdict.Kind.MISSING):
                return self._refuse(env, client, judged)
        return self.app

    def _look_up(self, env: Environ, account: str,
                 container: str) -> verdict.Container:
        found = containers.look_up(env, self.app, account, container)
        if found.rules is not None and found.rules.malformed:
            self._explanations.malformed(account, container,
                                         found.rules.malformed)
        return found

    @staticmethod
    def _served(env: Environ, version: str) -> bool:
        """Tell whether Swift would look for this path at all."""
        req = swob.Request(env)
        try:
            return bool(
                constraints.valid_api_version(version)
                and constraints.check_utf8(
                    swob.wsgi_to_str(req.path_info),
                    internal=req.allow_reserved_names))
        except UnicodeError:
            return False

    def _refuse(self, env: Environ, client: client_address.Client,
                judged: verdict.Verdict) -> Any:
        self._explanations.refusal(env, client, judged)
        return answers.refused(env, judged)


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
