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

"""What a refused client may send to look like the admitted one.

The client at REFUSED wants to be taken for ADMITTED. Behind every balancer
of these tests, what stands furthest right is what the balancer wrote.
"""

ADMITTED = b'127.0.0.2'
REFUSED = b'127.0.0.3'

#: Names under which some program somewhere looks for a client's address.
_NAMES = (
    b'X-Forwarded-For', b'x-forwarded-for', b'X-FORWARDED-FOR',
    b'X_Forwarded_For', b'X-Forwarded_For', b'HTTP_X_FORWARDED_FOR',
    b'HTTP-X-Forwarded-For', b'X-Forwarded', b'Forwarded-For',
    b'X-Original-Forwarded-For', b'X-Cluster-Client-Ip', b'X-Real-Ip',
    b'X-Client-IP', b'Client-IP', b'True-Client-IP', b'CF-Connecting-IP',
    b'Fastly-Client-IP', b'X-Envoy-External-Address', b'X-ProxyUser-Ip',
    b'Remote-Addr', b'REMOTE_ADDR', b'X-Remote-Addr', b'X-Backend-Remote-Addr',
    b'X-Host', b'Via')

#: Values of X-Forwarded-For.
_VALUES = (
    b'', b' ', b',', b', ,', b'127.0.0.2,', b',127.0.0.2', b',127.0.0.2,',
    b'127.0.0.2 ,', b'\t127.0.0.2\t', b'127.0.0.2, 127.0.0.2',
    b'127.0.0.3, 127.0.0.2', b'127.0.0.2:4711', b'[127.0.0.2]',
    b'::ffff:127.0.0.2', b'[::ffff:127.0.0.2]:4711', b'::ffff:7f00:2',
    b'127.0.0.2%lo', b'127.2', b'2130706434', b'0x7f.0.0.2', b'0177.0.0.02',
    b'127.0.0.0/8', b'0.0.0.0/0', b'*', b'"127.0.0.2"', b'for=127.0.0.2',
    b'127.0.0.2; 127.0.0.10', b'127.0.0.2 127.0.0.10', b'127.0.0.2\t',
    # Addresses of the balancers themselves.
    b'127.0.0.10', b'127.0.0.11', b'127.0.0.2, 127.0.0.10',
    b'127.0.0.2, 127.0.0.11', b'127.0.0.2, 127.0.0.11, 127.0.0.10',
    b'127.0.0.10, 127.0.0.11,', b'127.0.0.1', b'localhost', b'unknown', b'-',
    b'_hidden', b'null', b'garbage', b'127.0.0.2\xa0', b'\xe9\xff\x80',
    b'127.0.0.2, ' * 200)


def _line(name: bytes, value: bytes) -> bytes:
    return name + b': ' + value + b'\r\n'


def _by_text(lines: list[bytes]) -> dict[str, bytes]:
    return {repr(line)[2:60]: line for line in lines}


#: Header lines that every HTTP server takes, by what a test is called.
UNUSUAL = {
    **_by_text([_line(name, ADMITTED) for name in _NAMES]),
    **_by_text([_line(b'X-Forwarded-For', value) for value in _VALUES]),
    'Forwarded': _line(b'Forwarded', b'for=127.0.0.2;proto=http;by=127.0.0.1'),
    'Forwarded, quoted': _line(b'Forwarded', b'for="[::ffff:127.0.0.2]:47"'),
    'two lines': _line(b'X-Forwarded-For', ADMITTED) * 2,
    'many lines': _line(b'X-Forwarded-For', ADMITTED) * 40,
    'two lines, the second empty':
        _line(b'X-Forwarded-For', ADMITTED) + _line(b'X-Forwarded-For', b''),
    'two lines, himself first':
        _line(b'X-Forwarded-For', REFUSED) + _line(
            b'X-Forwarded-For', ADMITTED),
    'two spellings':
        _line(b'X-Forwarded-For', ADMITTED) + _line(
            b'x-forwarded-FOR', ADMITTED),
    'underscores beside hyphens':
        _line(b'X-Forwarded-For', ADMITTED) + _line(
            b'X_Forwarded_For', ADMITTED),
    'all names at once': b''.join(_line(name, ADMITTED) for name in _NAMES),
    # Some proxies take away what Connection names, even their own lines.
    'named in Connection': _line(
        b'Connection', b'X-Forwarded-For, X-Real-Ip') + _line(
            b'X-Forwarded-For', ADMITTED),
    'announced as trailer': _line(b'Trailer', b'X-Forwarded-For'),
    'text of a PROXY line': _line(b'PROXY', b'TCP4 127.0.0.2 127.0.0.1 1 2'),
}

#: Header lines that some servers refuse, repair or leave out.
MALFORMED = {
    'blank before the colon': b'X-Forwarded-For : 127.0.0.2\r\n',
    'folded': b'X-Forwarded-For:\r\n 127.0.0.2\r\n',
    'folded, himself first': b'X-Forwarded-For: 127.0.0.3,\r\n\t127.0.0.2\r\n',
    'folded from another line': b'X-A: a\r\n X-Forwarded-For: 127.0.0.2\r\n',
    'CR within a line': b'X-A: a\rX-Forwarded-For: 127.0.0.2\r\n',
    'LF alone': b'X-A: a\nX-Forwarded-For: 127.0.0.2\n',
    'NUL': b'X-Forwarded-For: 127.0.0.2\x00\r\n',
    'control characters': b'X-Forwarded-For: 127.0.0.2\x0b\x0c\x1c\x85\r\n',
    'no colon': b'nonsense\r\nX_Forwarded_For: 127.0.0.2\r\n',
    'no name': b': nonsense\r\nX_Forwarded_For: 127.0.0.2\r\n',
    # Python's parser stops at such a name, and Swift reads the rest itself.
    'name beyond ASCII': b'X-\xe9: 1\r\nX_Forwarded_For: 127.0.0.2\r\n',
    'name beyond ASCII, hyphens':
        b'X-\xe9: 1\r\nX-Forwarded-For: 127.0.0.2\r\n',
    'name with a blank': b'X A: 1\r\nX_Forwarded_For: 127.0.0.2\r\n',
    'too many lines': b'X-Forwarded-For: 127.0.0.2\r\n' * 150,
    'too long a line': b'X-Forwarded-For: %s\r\n' % (b'127.0.0.2, ' * 1500),
    'not quite too long': b'X-Forwarded-For: %s\r\n' % (b'127.0.0.2, ' * 744),
}
