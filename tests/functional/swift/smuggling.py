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

"""Requests that hide another one from a balancer, or from Swift.

If the two disagree on where a request ends, Swift takes the hidden one for a
request of the balancer, who has added no address to it.
"""

#: Requests that another is hidden in, at the place of INNER.
_POST = b'POST /healthcheck HTTP/1.1\r\nHost: x\r\n'
_CHUNKED = b'Transfer-Encoding: chunked\r\n'
_INNER_CHUNK = b'\r\n0\r\n\r\nINNER'
ALL = {
    'in the body of a refused request':
        b'PUT SECRET HTTP/1.1\r\nHost: x\r\nX-Auth-Token: TOKEN\r\n'
        b'Content-Length: LENGTH\r\n\r\nINNER',
    'in the body of a refused GET':
        b'GET SECRET HTTP/1.1\r\nHost: x\r\nX-Auth-Token: TOKEN\r\n'
        b'Content-Length: LENGTH\r\n\r\nINNER',
    'in a body that is to be continued':
        b'PUT SECRET HTTP/1.1\r\nHost: x\r\nX-Auth-Token: TOKEN\r\n'
        b'Expect: 100-continue\r\nContent-Length: LENGTH\r\n\r\nINNER',
    'in the chunk of a refused request':
        b'PUT SECRET HTTP/1.1\r\nHost: x\r\nX-Auth-Token: TOKEN\r\n'
        b'Transfer-Encoding: chunked\r\n\r\nCHUNK\r\nINNER\r\n0\r\n\r\n',
    'length, then chunked':
        _POST + b'Content-Length: 4\r\n' + _CHUNKED + _INNER_CHUNK,
    'chunked, then length':
        _POST + _CHUNKED + b'Content-Length: LENGTH\r\n' + _INNER_CHUNK,
    'two lengths':
        _POST + b'Content-Length: LENGTH\r\nContent-Length: 0\r\n\r\nINNER',
    'two lengths in one':
        _POST + b'Content-Length: 0, LENGTH\r\n\r\nINNER',
    'length with a sign': _POST + b'Content-Length: +LENGTH\r\n\r\nINNER',
    'length with an underscore':
        _POST + b'Content_Length: LENGTH\r\n\r\nINNER',
    'negative length': _POST + b'Content-Length: -1\r\n\r\nINNER',
    'chunked twice': _POST + _CHUNKED * 2 + _INNER_CHUNK,
    'chunked and identity':
        _POST + b'Transfer-Encoding: chunked, identity\r\n' + _INNER_CHUNK,
    'something like chunked':
        _POST + b'Transfer-Encoding: xchunked\r\n' + _INNER_CHUNK,
    'vertical tab before chunked':
        _POST + b'Transfer-Encoding:\x0bchunked\r\n' + _INNER_CHUNK,
    'blank before the colon':
        _POST + b'Transfer-Encoding : chunked\r\n' + _INNER_CHUNK,
    'underscore':
        _POST + b'Transfer_Encoding: chunked\r\nContent-Length: 5\r\n'
        + _INNER_CHUNK,
    'chunked in HTTP/1.0':
        b'POST /healthcheck HTTP/1.0\r\nConnection: keep-alive\r\n' + _CHUNKED
        + _INNER_CHUNK,
    'size in other notations':
        _POST + _CHUNKED + b'\r\n0x0\r\n\r\nINNER',
    'size with a sign': _POST + _CHUNKED + b'\r\n-1\r\n\r\nINNER',
    'in an extension of a chunk':
        _POST + _CHUNKED + b'\r\n1;a=\nINNER\r\nx\r\n0\r\n\r\n',
    'in the trailers':
        _POST + _CHUNKED + b'\r\n0\r\nX-A: a\r\nINNER',
    'in the trailers, after LF':
        _POST + _CHUNKED + b'\r\n0\r\nX-A: a\n\nINNER',
    'in a header after CR':
        _POST + b'X-A: a\r\rINNER',
    'in the request line':
        b'GET /healthcheck HTTP/1.1\rHost: x\r\r INNER',
    'in a protocol change':
        b'GET /healthcheck HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n'
        b'Upgrade: websocket\r\n\r\nINNER',
    'in a tunnel': b'CONNECT 127.0.0.1:80 HTTP/1.1\r\nHost: x\r\n\r\nINNER',
    'after HTTP/0.9': b'GET /healthcheck\r\nINNER',
    'pipelined': b'GET /healthcheck HTTP/1.1\r\nHost: x\r\n\r\nINNER',
}


def filled_in(outer: bytes, target: bytes, inner: bytes,
              token: bytes) -> bytes:
    """Put the inner request into the outer one."""
    for name, value in ((b'TOKEN', token), (b'SECRET', target),
                        (b'LENGTH', b'%d' % len(inner)),
                        (b'CHUNK', b'%x' % len(inner)), (b'INNER', inner)):
        outer = outer.replace(name, value)
    return outer
