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

"""Requests as no ordinary client writes them on the wire."""

from tests.functional.swift.ways import registry

ways = registry.Group('Connections')


def _target(place, client, path='/o'):
    return client.account_path + place.secret + path


def _request(line, client, *headers, last=True):
    return '\r\n'.join((
        line, 'Host: swift', 'X-Auth-Token: ' + client.token, *headers,
        'Connection: ' + ('close' if last else 'keep-alive'), '', ''))


def _get(target, client, *headers, last=True):
    return _request('GET %s HTTP/1.1' % target, client, *headers, last=last)


def _open_object(place):
    done = place.plain.put(place.open + '/x', b'open')
    assert done.status == 201


@ways.reads()
def http_1_0(place, client):
    """A request of HTTP 1.0 without a Host."""
    client.exchange('GET %s HTTP/1.0\r\nX-Auth-Token: %s\r\n\r\n' % (
        _target(place, client), client.token))


@ways.reads(lambda place: place.set(Container_Read='.r:*'))
def http_0_9(place, client):
    """A request of HTTP 0.9, which has no headers at all."""
    client.exchange('GET %s\r\n\r\n' % _target(place, client))


@ways.reads(_open_object)
def second_of_a_connection(place, client):
    """The secret as the second request of a connection, after an open one."""
    client.exchange(
        _get(client.account_path + place.open + '/x', client, last=False)
        + _get(_target(place, client), client))


@ways.reads()
def pipelined(place, client):
    """Three requests sent at once, for two objects and a listing."""
    client.exchange(
        _get(_target(place, client), client, last=False)
        + _get(_target(place, client, ''), client, last=False)
        + _get(_target(place, client), client))


@ways.reads()
def after_a_chunked_put(place, client):
    """A GET right behind the body of a PUT in chunks."""
    client.exchange(
        _request('PUT %s HTTP/1.1' % _target(place, client, '/p'), client,
                 'Transfer-Encoding: chunked', last=False)
        + '3\r\nabc\r\n0\r\n\r\n' + _get(_target(place, client), client))


@ways.reads()
def folded_forwarded_for(place, client):
    """An admitted address in a header that is folded over two lines."""
    client.exchange(_get(_target(place, client), client,
                         'X-Forwarded-For:', ' 127.0.0.2'))


@ways.reads()
def two_hosts(place, client):
    """Two Host headers."""
    client.exchange(_get(_target(place, client), client, 'Host: other'))


@ways.reads(closed_by_swift=True)
def proxy_protocol(place, client):
    """A line of the PROXY protocol in front that names another address."""
    client.exchange('PROXY TCP4 127.0.0.2 127.0.0.1 1 2\r\n'
                    + _get(_target(place, client), client))


@ways.changes()
def put_in_chunks(place, client):
    """PUT in chunks, of unknown length."""
    client.exchange(
        _request('PUT %s HTTP/1.1' % _target(place, client), client,
                 'Transfer-Encoding: chunked')
        + '3\r\nabc\r\n0\r\n\r\n')


@ways.changes()
def put_expecting_continue(place, client):
    """PUT with Expect: 100-continue, the body sent all the same."""
    client.exchange(
        _request('PUT %s HTTP/1.1' % _target(place, client), client,
                 'Expect: 100-continue', 'Content-Length: 3') + 'abc')


@ways.changes(_open_object)
def delete_behind_a_get(place, client):
    """DELETE as the second request of a connection."""
    client.exchange(
        _get(client.account_path + place.open + '/x', client, last=False)
        + _request('DELETE %s HTTP/1.1' % _target(place, client), client))
