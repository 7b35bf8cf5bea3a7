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

"""Nova reads every body as it would have without us, and fails alike."""

import io

import hypothesis
from hypothesis import strategies
from nova.api.openstack import wsgi
from oslo_middleware import sizelimit
import pytest
import webob

from nova_ops_ext.api import request_body

LIMIT = 114688
CONTENT = bytes(range(256)) * 1000


class Source:
    """``wsgi.input`` of a server, with its ways.

    :param data: what comes
    :param error: what is raised when that has been read, once
    :param last: what is read from then on
    :param most: how much is read at once, if not as much as asked for
    """

    def __init__(self, data, error=None, last=b'', most=None):
        self._data = io.BytesIO(data)
        self._error = error
        self._last = last
        self._most = most

    def read(self, size=-1):
        if self._most is not None:
            size = self._most if size < 0 else min(size, self._most)
        data = self._data.read(size)
        if data and (self._error is None or len(data) == size):
            return data
        error, self._error = self._error, None
        if error:
            raise error
        return self._last

    def seek(self, place):
        self._data.seek(place)


def environ(source, **others):
    env = webob.Request.blank('/servers/x/action', method='POST').environ
    for key in ('CONTENT_LENGTH', 'wsgi.input', 'webob.is_body_seekable',
                'wsgi.input_terminated', 'webob.is_body_readable'):
        env.pop(key, None)
    env.update({key: value for key, value in others.items()
                if value is not None})
    env['wsgi.input'] = source
    return env


def nova_reads(env):
    """Give what Nova sees, or what it fails with."""
    try:
        request = wsgi.Request(env)
        body = request.body
        return body, request.content_length, request.body
    except Exception as error:
        return type(error), str(error), getattr(error, 'detail', None)


def shown(seen):
    return [str(part)[:60] for part in seen]


def check(make_source, **others):
    stock = nova_reads(environ(make_source(), **others))
    env = environ(make_source(), **others)
    ours = None
    if request_body.may_have_one(env):
        ours = request_body.read(env)
    seen = nova_reads(env)
    # Not as it stands: pytest would compare them byte by byte.
    same = seen == stock
    assert same, (shown(seen), shown(stock))
    if ours is not None:
        same = ours == stock[0]
        assert same, shown((ours, stock[0]))
    else:
        assert stock[0] == b'' or not isinstance(stock[0], bytes)
    return ours


FLAGS = strategies.fixed_dictionaries({
    'wsgi.input_terminated': strategies.sampled_from([None, True, False]),
    'webob.is_body_readable': strategies.sampled_from([None, True, False])})
LENGTHS = ['', '0', '-1', '-0', '+5', ' 5 ', '5', '1_0', 'abc', '1.0', '٣',
           '0x5', '5, 5', '5,5', '1' * 5000]


@hypothesis.given(
    strategies.sampled_from([None, *LENGTHS]) | strategies.integers(
        -3, 300).map(str),
    strategies.binary(max_size=40), FLAGS)
def test_any_length(length, data, flags):
    check(lambda: Source(data), CONTENT_LENGTH=length, **flags)


@pytest.mark.parametrize('length', [None, *LENGTHS])
@pytest.mark.parametrize('data', [b'', b'1234', b'12345', b'1234567890abc'])
@pytest.mark.parametrize('terminated', [None, True])
def test_spellings_of_the_length(length, data, terminated):
    check(lambda: Source(data), CONTENT_LENGTH=length, **{
        'wsgi.input_terminated': terminated})


def test_gives_the_body():
    assert check(lambda: Source(b'12345678'), CONTENT_LENGTH='5') == b'12345'
    assert check(lambda: Source(b'12345678'), **{
        'wsgi.input_terminated': True}) == b'12345678'
    assert check(lambda: Source(b'1234'), CONTENT_LENGTH='5') is None
    assert check(lambda: Source(b'12345678')) is None


EDGES = [0, 1, 8191, 8192, 8193, 57343, 57344, 57345, 65534, 65535, 65536,
         65537, 114687, 114688, 114689, 131071, 131072, 131073, 200000]
EDGE = strategies.sampled_from(EDGES) | strategies.integers(0, 200000)


@hypothesis.settings(deadline=None)
@hypothesis.given(EDGE, EDGE)
def test_disconnected_clients(length, comes):
    check(lambda: Source(CONTENT[:comes]), CONTENT_LENGTH=str(length))


@hypothesis.settings(deadline=None)
@hypothesis.given(EDGE, FLAGS)
def test_without_a_length(comes, flags):
    """Chunked bodies, and those that sizelimit has its hands on."""
    check(lambda: Source(CONTENT[:comes]), **flags)
    check(lambda: sizelimit.LimitingReader(Source(CONTENT[:comes]), LIMIT),
          **flags)


@pytest.mark.parametrize('comes', [LIMIT - 1, LIMIT, LIMIT + 1, 200000])
def test_too_large(comes):
    body = check(
        lambda: sizelimit.LimitingReader(Source(CONTENT[:comes]), LIMIT),
        **{'wsgi.input_terminated': True})
    assert body == (CONTENT[:comes] if comes <= LIMIT else None)


@hypothesis.settings(deadline=None)
@hypothesis.given(
    EDGE, strategies.sampled_from([None, 20000, 70000, 300000]),
    strategies.sampled_from([
        OSError('the client is gone'), EOFError(), ValueError('a chunk'),
        webob.exc.HTTPRequestEntityTooLarge(explanation='Too large.')]),
    strategies.sampled_from([b'', b'more', None]))
def test_failures_while_it_is_read(comes, length, error, last):
    """Also those that a server raises but once.

    A server whose chunks are broken raises, and then says that this was all:
    what has come until then must not be taken for a whole body.
    """
    others = {'wsgi.input_terminated': True}
    if length:
        others['CONTENT_LENGTH'] = str(length)
    check(lambda: Source(CONTENT[:comes], error, last), **others)


def test_failure_with_a_whole_body_before_it():
    env = environ(Source(b'{"reboot": {}}' * 10000, OSError('broken')),
                  **{'wsgi.input_terminated': True})
    assert request_body.read(env) is None
    assert nova_reads(env)[:2] == (OSError, 'broken')


@pytest.mark.parametrize('length', [None, '5', '50'])
def test_nothing_to_read_yet(length):
    check(lambda: Source(b'12345', last=None), CONTENT_LENGTH=length,
          **{'wsgi.input_terminated': True})


@hypothesis.settings(deadline=None)
@hypothesis.given(EDGE, strategies.sampled_from([1000, 60000, 70000]))
def test_short_pieces_of_a_body_without_a_length(comes, most):
    check(lambda: Source(CONTENT[:comes], most=most),
          **{'wsgi.input_terminated': True})


@pytest.mark.parametrize('most', [1, 3, 60000])
def test_short_pieces(most):
    """Nova would take such a server's client for gone; then it is not."""
    data = CONTENT[:10 * most]
    env = environ(Source(data, most=most), CONTENT_LENGTH=str(len(data)))
    assert request_body.read(env) == data
    assert nova_reads(env)[0] == data


@hypothesis.settings(deadline=None)
@hypothesis.given(
    strategies.none() | strategies.integers(-2, 60).map(str),
    strategies.binary(max_size=40), strategies.integers(0, 50), FLAGS)
def test_seekable(length, data, place, flags):
    """Somebody has read it before, and left it where he stopped."""
    def source():
        made = io.BytesIO(data)
        made.seek(place)
        return made
    check(source, CONTENT_LENGTH=length, **{'webob.is_body_seekable': True},
          **flags)


@pytest.mark.parametrize('comes', [10, 114688])
def test_after_somebody_who_has_read_it(comes):
    """As middleware in front may, by webob."""
    env = environ(Source(CONTENT), CONTENT_LENGTH=str(comes))
    assert webob.Request(env).body == CONTENT[:comes]
    assert request_body.read(env) == CONTENT[:comes]
    assert nova_reads(env) == (CONTENT[:comes], comes, CONTENT[:comes])


@pytest.mark.parametrize('others', [
    {'CONTENT_LENGTH': '5'}, {'wsgi.input_terminated': True},
    {'CONTENT_LENGTH': '5', 'webob.is_body_seekable': True}])
def test_replaced(others):
    env = environ(io.BytesIO(b'12345'), **others)
    assert request_body.read(env) == b'12345'
    request_body.replace(env, b'another one')
    assert nova_reads(env) == (b'another one', 11, b'another one')


@pytest.mark.parametrize(('others', 'may'), [
    ({}, False), ({'CONTENT_LENGTH': ''}, False),
    ({'CONTENT_LENGTH': '5'}, True), ({'wsgi.input_terminated': True}, True),
    ({'webob.is_body_readable': True}, True)])
def test_may_have_one(others, may):
    assert request_body.may_have_one(environ(Source(b''), **others)) is may
