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

"""HAProxy in front of nova-api: names the client in X-Forwarded-For.

It adds its own entry behind whatever a client wrote, which is what
api-paste-client-network.ini expects of a proxy that it trusts.
"""

from __future__ import annotations

from tests.e2e.cloud import features
from tests.e2e.cloud import place
from tests.harness import processes

_CONF = """\
defaults
    mode http
    timeout connect 5s
    timeout client 120s
    timeout server 120s
    retries 0

frontend clients
    bind {host}:{front}
    option forwardfor
    # To a WSGI server X_Forwarded_For is the same header.
    option http-restrict-req-hdr-names delete
    default_backend nova

backend nova
    option http-server-close
    source {source}
    server api {host}:{back}
"""


def server(where: place.Place) -> processes.Server:
    port = where.port('haproxy')
    conf = where.etc / 'haproxy.cfg'
    conf.write_text(_CONF.format(
        host=place.HOST, front=port, back=where.port('nova-api'),
        source=features.BALANCER))
    return processes.Server(
        'haproxy', [processes.find('haproxy', 'haproxy'), '-db', '-f',
                    str(conf)],
        where.log / 'haproxy.out', host=place.HOST, port=port,
        # Also when nova-api does not answer: 503.
        probe=b'GET / HTTP/1.0\r\n\r\n')
