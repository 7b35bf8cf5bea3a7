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

"""Do other filters stand where they have to, around ip_whitelist?  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from ops_ext_status.checks.proxy_words import where
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import warning
from ops_ext_status import proxy

_AUTH = ('tempauth', 'keystoneauth')
_BEFORE_AUTH = ('s3api', 's3token', 'tempurl', 'formpost', 'container_sync')
_S3 = 's3api'


def findings(of: proxy.Proxy) -> Iterator[Finding]:
    """Find what is wrong with their order."""
    entries = [word.entry for word in of.words]
    first = next(number for number, word in enumerate(of.words) if word.ours)
    if 'gatekeeper' in entries and entries.index('gatekeeper') > first:
        yield warning(
            'gatekeeper', where(of), 'gatekeeper', 'it stands right of the '
            'first ip_whitelist: what clients write into headers that only '
            'Swift may write is there still',
            'put it right of catch_errors, at the beginning')
    if 'proxy_logging' not in entries[:first]:
        yield warning(
            'no-access-log', where(of), '', 'no proxy-logging stands left '
            'of the first ip_whitelist, so its refusals are not in the '
            'access log', 'put proxy-logging left of cache')
    yield from _s3(of)
    auth = [number for number, entry in enumerate(entries) if entry in _AUTH]
    if not auth:
        yield warning(
            'no-auth', where(of), '', 'there is neither tempauth nor '
            'keystoneauth: ip_whitelist only narrows what those allow, so '
            'all depends on another one', 'make sure that another filter '
            'authorizes requests')
        return
    for name in _BEFORE_AUTH:
        if name in entries and entries.index(name) > min(auth):
            yield (failure if name == 's3api' else warning)(
                'auth-order', where(of), name, 'it stands right of %s, '
                'which then judges its requests before it has read them' %
                entries[min(auth)], 'put it left of %s' % entries[min(auth)])
    if ('keystoneauth' in entries and 'keystonemiddleware' not in ''.join(
            word.loaded.distribution + word.loaded.name
            for word in of.words[:entries.index('keystoneauth')]
            if word.loaded is not None)):
        yield failure(
            'auth-order', where(of), 'keystoneauth', 'authtoken does not '
            'stand left of it, so it knows no user', 'put authtoken left of '
            'keystoneauth')


def _s3(of: proxy.Proxy) -> Iterator[Finding]:
    """Find what s3api does not start with: it looks at the words."""
    s3api = next((word for word in of.words if word.entry == _S3), None)
    if s3api is None or s3api.loaded is None:
        return
    words = [word.word for word in of.words]
    for name in _S3, 'proxy-server':
        if name not in words:
            yield failure(
                'auth-order', where(of), s3api.word, 's3api looks for the '
                'word %s in the pipeline, and does not find it, so '
                'swift-proxy does not start' % name, 'call it so')
            return
    behind = words[words.index(_S3):]
    options = {**s3api.loaded.everywhere, **s3api.loaded.local}
    checks = options.get('auth_pipeline_check', 'yes')
    if (checks.strip().lower() not in proxy.TRUE or 'tempauth' in behind
            or 'keystoneauth' not in behind):
        return
    if 's3token' not in behind[:behind.index('keystoneauth')]:
        yield failure(
            'auth-order', where(of), 'keystoneauth', 's3api wants s3token '
            'between itself and keystoneauth, so swift-proxy does not start',
            'put s3token right of s3api')
