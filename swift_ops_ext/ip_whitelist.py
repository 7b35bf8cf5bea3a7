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
``ip_whitelist`` lets clients into containers by their IP address.

A container whose metadata has rules is open only to the addresses that they
name, whoever the client is and however the request gets there: directly,
through a large object, a symlink, a copy, a signed URL, a form, a bulk
request, a version or S3.  It narrows what Swift's ACLs allow; it never grants
anything.

-----
Rules
-----

Rules are container metadata::

    X-Container-Meta-Allow-<label>: <address, network or list>[, ...]

    swift post private -H 'X-Container-Meta-Allow-Office: 192.0.2.0/24'

======================= ======================================================
Rule                    Lets the addresses that it names
======================= ======================================================
``Allow-<label>``       read and write
``Allow-Read-<label>``  read: ``GET``, ``HEAD``
``Allow-Write-<label>`` write: everything else
``Deny-<label>``        do neither, whatever allows it
======================= ======================================================

An address gets in if any Allow rule names it and no Deny rule does.  The
label is for people.  Entries are IPv4 or IPv6 addresses, networks with a
prefix length, or names of lists that the operator has defined, separated by
commas or blanks.  ``X-Container-Meta-IP-Whitelist-Mode: log`` lets all pass
whom the container's own rules refuse, and logs them.

The same on the account (``X-Account-Meta-...``) holds for the account and
for all its containers; a container's own rules may only narrow it.

The containers that Swift and S3 keep for another one (older versions, parts
of S3 multipart uploads) are judged by that one's rules as well.

A rule that cannot be understood is answered with 400.  One that is stored
nevertheless, by a proxy without this filter, lets no one in, or denies
everyone if it is a Deny rule.  A change that would shut out its own sender is
answered with 409, unless it is sent with
``X-IP-Whitelist-Confirm-Lockout: true``.

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

====================== =============== =======================================
Option                 Default         Description
---------------------- --------------- ---------------------------------------
default                open            ``open`` or ``closed``: whether a
                                       container that no Allow rule is about
                                       admits everyone or no one.
mode                   enforce         ``enforce`` or ``log``: let all pass,
                                       and log who would have been refused.
trusted_proxies                        Addresses and networks of the load
                                       balancers whose header is believed.
client_address_header  X-Forwarded-For The one header in which they write the
                                       client's address.
always_allow                           Who needs no Allow rule.
always_deny                            Who gets into no container or account.
list_<name>                            A list that rules may name.
container_rules        narrow          ``narrow``: the account's Allow rules
                                       hold for all its containers.
                                       ``replace``: not for one that has Allow
                                       rules itself.
rule_changes           writers         ``writers``: who may write a
                                       container's metadata may change its
                                       rules.  ``owners``: only owners of the
                                       account may.
show_rules             readers         ``readers`` or ``owners``: who sees
                                       rules among the metadata.
show_address           false           Whether a refusal names the address
                                       that was seen.
segments_suffixes                      For example ``_segments``: then
                                       ``c_segments`` is judged by the rules
                                       of ``c`` as well as by its own.
====================== =============== =======================================

The client is the rightmost address of the header that is not a trusted
proxy.  The header of anyone else is never read.

-------
Answers
-------

====== =====================================================================
Status When
------ ---------------------------------------------------------------------
403    The rules refuse the client's address, or it is not known.  Who is not
       authorized gets Swift's own 401 or 403 instead.
503    The rules cannot be read at the moment.  ``Retry-After`` says when to
       try again.
404    The object of a container that does not exist, after authorization.
400    A rule that cannot be understood, or too much for Swift to store.
409    A change of rules that would shut out its own sender.
====== =====================================================================

``X-IP-Whitelist-Reason`` says why, also on answers of Swift's own to a
request of which a part was refused.  Each 403 and 503 is one line in the
proxy's log, with container, rule, address and transaction.  If Swift has a
statsd, ``ip_whitelist.<verdict>.<reason>`` counts all verdicts.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from typing import Any

from swift.common import constraints
from swift.common import registry
from swift.common import swob
from swift.common import utils
from swift.common import wsgi

from swift_ops_ext import configuration
from swift_ops_ext import explanations
from swift_ops_ext import first_place
from swift_ops_ext import place
from swift_ops_ext import policy
from swift_ops_ext import refusals
from swift_ops_ext import rules
from swift_ops_ext import second_place
from swift_ops_ext import shared_cache
from swift_ops_ext import verdict
from swift_ops_ext import visit as visits

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


class IPWhitelist:
    """One place of the filter: see the module's text.

    :param app: the next application in the pipeline
    :param conf: the checked configuration
    :param book: compiles rules, for both places
    :param told: logs and counts
    """

    def __init__(self, app: Any, conf: configuration.Configuration,
                 book: rules.Book, told: explanations.Explanations) -> None:
        self.app = app
        self._conf = conf
        self._told = told
        self._first = first_place.FirstPlace(app, conf, book, told)
        self._second = second_place.SecondPlace(app, conf, book, told)
        self._refusals = refusals.Refusals(conf, told)
        self._finished_pipeline: Sequence[object] = ()
        # Until Swift's loader says which place this is, it has to do for
        # both, where it can.
        self._judges = True
        self._blind = not place.sees_all(app)

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
        visit = cache.get(visits.KEY)
        if visit is None:
            if cache:
                # Looked up left of us, where nothing keeps a change from
                # being undone in memcached.
                visits.forget_information(cache)
            conf = self._conf
            visit = cache[visits.KEY] = visits.Visit(
                conf.proxies.client(
                    env.get('REMOTE_ADDR'),
                    _forwarded(env, conf.header) if conf.proxies else None),
                env['REQUEST_METHOD'])
            shared_cache.install(env)
            source = env.get('HTTP_X_AMZ_COPY_SOURCE')
            if source:
                visit.copied = _bucket(source)
        if not self._judges:
            return self._first(env, visit, start_response)
        if self._blind and env['PATH_INFO'].count('/') > 1:
            self._told.blind()
            return self._refusals.answer(env, visit, verdict.UNKNOWN)(
                env, start_response)
        return self._second.application(env, visit)(env, start_response)


def _bucket(source: str) -> str:
    """Name the container from which S3 is to copy."""
    path: str = swob.wsgi_to_str(
        swob.wsgi_unquote(source.partition('?')[0]))
    return path.lstrip('/').partition('/')[0]


def _forwarded(env: Environ, header: str) -> str | None:
    """Give the value of the client address header, its lines joined.

    Not from its WSGI key: where Python's parser stops at an invalid name,
    Swift reads the rest of the headers itself, takes ``_`` for ``-``, and
    lets a client's line replace the proxy's.
    """
    raw = env.get('headers_raw')
    if raw is None:
        value = env.get('HTTP_' + header.upper().replace('-', '_'))
        return None if value is None else str(value)
    lines = [value for name, value in raw if name.lower() == header]
    return ','.join(lines) if lines else None


def filter_factory(global_conf: dict[str, str], **local_conf: str
                   ) -> Callable[[Any], IPWhitelist]:
    """Make the filter from a section of the proxy's configuration."""
    conf = dict(global_conf, **local_conf)
    try:
        checked = configuration.Configuration.parse(conf, local_conf)
    except ValueError as error:
        raise wsgi.ConfigFileError(str(error)) from None
    book = rules.Book(checked.lists)
    told = explanations.Explanations(
        utils.get_logger(conf, log_route='ip_whitelist'), conf)
    registry.register_swift_info(
        'ip_whitelist', default=checked.policy.default.value,
        mode=checked.policy.mode.value, lists=sorted(checked.lists),
        container_rules=checked.policy.container_rules.value,
        rule_changes=('owners' if checked.changes is policy.Who.OWNERS
                      else 'writers'),
        max_rule_length=constraints.MAX_META_VALUE_LENGTH,
        max_rules=constraints.MAX_META_COUNT,
        max_rules_length=constraints.MAX_META_OVERALL_SIZE)

    def ip_whitelist_filter(app: Any) -> IPWhitelist:
        return IPWhitelist(app, checked, book, told)

    return ip_whitelist_filter
