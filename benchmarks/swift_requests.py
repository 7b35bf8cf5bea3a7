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

"""Makes requests as a middleware of swift-proxy finds them."""

from __future__ import annotations

import json
from typing import Any

from swift.proxy.controllers import base

_ACCOUNT, _CONTAINER = 'AUTH_test', 'photos'

#: In the environment: what something between the two places has asked for.
KNOWN = 'benchmark.known'

Environ = dict[str, Any]


def info(rules: int, value: str) -> str:
    """Give a container's information as it lies in memcached.

    :param rules: how many rules the container has
    :param value: of each rule, with ``%(rule)d`` for its number.  Swift
        takes 4096 bytes of metadata for one container.
    """
    headers = {
        'X-Container-Meta-Allow-Site%d' % rule: value % {'rule': rule}
        for rule in range(rules)}
    headers.update({
        'X-Container-Object-Count': '1234', 'X-Container-Bytes-Used': '5678',
        'X-Container-Read': 'test:tester',
        'X-Backend-Put-Timestamp': '1700000000.0',
        'X-Backend-Storage-Policy-Index': '0'})
    return json.dumps(base.headers_to_container_info(headers, 204))


def account_info(rules: int, value: str) -> str:
    """Give an account's information; as :func:`info`."""
    headers = {
        'X-Account-Meta-Allow-Site%d' % rule: value % {'rule': rule}
        for rule in range(rules)}
    headers.update({
        'X-Account-Container-Count': '12', 'X-Account-Object-Count': '1234',
        'X-Account-Bytes-Used': '5678',
        'X-Account-Meta-Temp-Url-Key': 'a-key'})
    return json.dumps(base.headers_to_account_info(headers, 204))


def environ(peer: str, container_info: str, of_account: str,
            **more: str) -> Environ:
    """Make what eventlet's server and the pipeline so far have made.

    :param peer: address of the TCP peer
    :param container_info: what :func:`info` gave; each request reads it
        anew, as it would from memcached
    :param of_account: what :func:`account_info` gave
    :param more: further entries
    """
    return {
        'wsgi.version': (1, 0), 'wsgi.url_scheme': 'http',
        'wsgi.multithread': True, 'wsgi.multiprocess': False,
        'wsgi.run_once': False, 'wsgi.errors': None, 'wsgi.input': None,
        'REQUEST_METHOD': 'GET', 'SCRIPT_NAME': '',
        'RAW_PATH_INFO': '/v1/AUTH_test/photos/2024/cat.jpg',
        'PATH_INFO': '/v1/%s/%s/2024/cat.jpg' % (_ACCOUNT, _CONTAINER),
        'CONTENT_TYPE': None, 'SERVER_PROTOCOL': 'HTTP/1.0',
        'SERVER_NAME': '203.0.113.1', 'SERVER_PORT': '8080',
        'REMOTE_ADDR': peer, 'REMOTE_PORT': '40000',
        'GATEWAY_INTERFACE': 'CGI/1.1', 'HTTP_HOST': 'swift.example.org',
        'HTTP_USER_AGENT': 'curl/8.5.0', 'HTTP_ACCEPT': '*/*',
        'HTTP_X_AUTH_TOKEN': 'AUTH_tk0123456789abcdef0123456789abcdef',
        'headers_raw': (
            ('Host', 'swift.example.org'), ('User-Agent', 'curl/8.5.0'),
            ('Accept', '*/*'), ('X-Auth-Token', 'AUTH_tk0123456789abcdef'),
            *((key[5:].replace('_', '-').title(), value)
              for key, value in more.items())),
        'eventlet.posthooks': [], 'swift.cache': object(),
        'swift.trans_id': 'tx0123456789abcdef01234-0065531c00',
        KNOWN: {
            base.get_cache_key(_ACCOUNT, _CONTAINER):
                json.loads(container_info),
            base.get_cache_key(_ACCOUNT): json.loads(of_account)},
        **more}


def client(number: int, rules: int, *, lists: object = None) -> str:
    """Give an address in 10.<rule>.0.0/20 or, each fourth, 2001:db8:<rule>.

    :param number: of the client; any two have different addresses
    :param rules: over how many rules the clients are spread
    :param lists: if they are in lists of 20 networks 10.<rule>.<n * 8>.0/28
    """
    host, rule = divmod(number, max(rules, 1))
    if lists:
        network, host = host % 20, host // 20 + 1
        return '10.%d.%d.%d' % (rule, network * 8, host)
    if number % 4 == 3:
        return '2001:db8:%x::%x' % (rule, host + 1)
    return '10.%d.%d.%d' % (rule, *divmod(host, 256))


def start_response(status: str, headers: list[tuple[str, str]],
                   exc_info: Any = None) -> None:
    """Stand in for the server's."""
