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

"""The client's address behind real load balancers.

Two clients with the same credentials: the rule names one of them. Whatever
the other sends, through any way in, he never gets the secret.
"""

from concurrent import futures
import contextlib
import itertools

import pytest

from tests.functional.swift import doors
from tests.functional.swift import smuggling
from tests.functional.swift import spoofs
from tests.harness import load_balancers
from tests.harness import raw_http
from tests.harness import swift_client

ADMITTED = spoofs.ADMITTED.decode()
REFUSED = spoofs.REFUSED.decode()
CONTAINER = '/behind-balancers'
OBJECT = CONTAINER + '/o'
SECRET = b'only for the admitted one'
#: The last one is only of the HAProxy that reuses connections.
REUSING = '127.0.0.12'
BALANCERS = '127.0.0.10, 127.0.0.11, ' + REUSING

#: Ways in through which Swift gets more than one client's requests on one
#: connection, and what is sent to them is read by a balancer.
READ_BY_BALANCERS = (
    'haproxy', 'haproxy reusing', 'nginx', 'haproxy, nginx',
    'nginx, haproxy', 'PROXY lines, reading')
WAYS_IN = ('direct', 'past the balancers', *READ_BY_BALANCERS, 'PROXY lines')

_numbers = itertools.count()


@pytest.fixture(scope='module')
def behind(cluster):
    return cluster.add_proxy('behind-balancers', overlay={
        'filter:ip_whitelist': {'trusted_proxies': BALANCERS}})


@pytest.fixture(scope='module')
def told(cluster):
    return cluster.add_proxy('told-by-proxy-lines', overlay={
        'DEFAULT': {'require_proxy_protocol': 'yes'}})


@pytest.fixture(scope='module')
def start(tmp_path_factory):
    """Start a balancer of a kind in front of something, until the end."""
    place = tmp_path_factory.mktemp('balancers')
    with contextlib.ExitStack() as started:
        def start(kind, back, changes=None):
            name = '%s-%d' % (kind.PROGRAM, next(_numbers))
            return started.enter_context(kind(place / name, back, changes))
        yield start


@pytest.fixture(scope='module')
def ways_in(cluster, behind, told, start, plain):
    rule = {'X-Container-Meta-Allow-Office': ADMITTED}
    assert plain.put(CONTAINER, headers=rule).status == 201
    assert plain.put(OBJECT, SECRET).status == 201
    haproxy = start(load_balancers.HAProxy, behind)
    nginx = start(load_balancers.Nginx, behind)
    entrances = {
        'direct': (cluster.filtered, cluster.filtered),
        'past the balancers': (behind, behind),
        'haproxy': (haproxy, behind),
        'haproxy reusing': (start(load_balancers.HAProxy, behind, {
            # As many clients as possible on one connection, and nothing
            # else from that address.
            'defaults\n': 'global\n    nbthread 1\ndefaults\n'
                          '    http-reuse always\n',
            'source 127.0.0.10': 'source ' + REUSING,
            ' check\n': '\n'}), behind),
        'nginx': (nginx, behind),
        'haproxy, nginx': (start(load_balancers.HAProxy, nginx), behind),
        'nginx, haproxy': (start(load_balancers.Nginx, haproxy), behind),
        'PROXY lines': (
            start(load_balancers.HAProxyOfConnections, told), told),
        'PROXY lines, reading': (
            start(load_balancers.HAProxyOfConnections, told, {
                'mode tcp': 'mode http'}), told),
    }
    return {name: doors.WayIn(*ends, OBJECT)
            for name, ends in entrances.items()}


@pytest.fixture
def way_in(request, ways_in):
    return ways_in[request.param]


def each_way_in(*names):
    return pytest.mark.parametrize('way_in', names, indirect=True)


def each(lines):
    return pytest.mark.parametrize(
        'lines', [pytest.param(value, id=name)
                  for name, value in lines.items()])


def is_refused(answer):
    return raw_http.status(answer) == 403 and SECRET not in answer


@each_way_in(*WAYS_IN)
@each({'nothing': b'', **spoofs.UNUSUAL})
def test_refused_client(way_in, lines):
    assert is_refused(way_in.ask(REFUSED, lines))


@each_way_in(*WAYS_IN)
@each({'nothing': b'', **spoofs.UNUSUAL})
def test_admitted_client(way_in, lines):
    # He may have come through a proxy of his own that says all that.
    answer = way_in.ask(ADMITTED, lines)
    assert raw_http.status(answer) == 200
    assert answer.endswith(SECRET)


@each_way_in(*WAYS_IN)
@each(spoofs.MALFORMED)
def test_malformed_headers(way_in, lines):
    answer = way_in.ask(REFUSED, lines)
    assert raw_http.status(answer) in (400, 403, 431)
    assert SECRET not in answer


@each_way_in(*WAYS_IN)
@pytest.mark.parametrize('first', [
    b'PROXY TCP4 127.0.0.2 127.0.0.1 4711 80\r\n',
    b'PROXY TCP6 ::ffff:127.0.0.2 ::1 4711 80\r\n',
    b'PROXY UNKNOWN\r\n',
    # Version 2, with the same content.
    b'\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\x7f\0\0\2\x7f\0\0\1\x12\x67\0\x50',
], ids=['TCP4', 'TCP6', 'UNKNOWN', 'version 2'])
def test_proxy_line_of_a_client(way_in, first):
    for source in (REFUSED, ADMITTED):
        answer = way_in.ask(source, first=first)
        assert raw_http.status(answer) == 400
        assert SECRET not in answer


@each_way_in(*WAYS_IN)
def test_each_request_of_a_connection(way_in):
    spoof = b'X-Forwarded-For: 127.0.0.2\r\n'
    for source, status in ((REFUSED, 403), (ADMITTED, 200)):
        with way_in.connect(source) as connection:
            for lines in (b'', spoof, b'', spoof * 2, b''):
                connection.send(way_in.request(lines))
                answer = connection.read_answer()
                assert raw_http.status(answer) == status
                assert (SECRET in answer) == (status == 200)


@each_way_in(*WAYS_IN)
def test_pipelined_requests(way_in):
    lines = (b'', b'X-Forwarded-For: 127.0.0.2\r\n', b'',
             b'Connection: close\r\n')
    with way_in.connect(REFUSED) as connection:
        connection.send(b''.join(map(way_in.request, lines)))
        answers = connection.read()
    assert answers.count(b'HTTP/1.1 403 ') == len(lines)
    assert SECRET not in answers


@each_way_in(*WAYS_IN)
def test_two_clients_at_the_same_time(way_in):
    def ask(source):
        with way_in.connect(source) as connection:
            answers = []
            for _ in range(15):
                connection.send(way_in.request())
                answers.append(connection.read_answer())
        return answers

    sources = [ADMITTED, REFUSED] * 2
    with futures.ThreadPoolExecutor(len(sources)) as pool:
        for source, answers in zip(sources, pool.map(ask, sources),
                                   strict=True):
            expected = 200 if source == ADMITTED else 403
            assert {raw_http.status(it) for it in answers} == {expected}
            assert {SECRET in it for it in answers} == {source == ADMITTED}


@pytest.mark.parametrize(('way_in', 'balancer'), [
    ('haproxy reusing', REUSING), ('nginx', load_balancers.Nginx.SOURCE)],
    indirect=['way_in'])
def test_connection_that_both_clients_share(way_in, balancer):
    seen = []
    for source in [ADMITTED, REFUSED] * 10:
        answer = way_in.ask(source)
        assert (SECRET in answer) == (source == ADMITTED)
        assert is_refused(answer) == (source == REFUSED)
        seen.append(doors.connections(balancer, way_in.proxy.port))
    # What is kept after the first request is all that serves the others.
    assert seen[0]
    assert set().union(*seen) == seen[0]


@each_way_in(*WAYS_IN)
@pytest.mark.parametrize('trailer', [
    b'', b'X-Forwarded-For: 127.0.0.2\r\n',
    b'X-Forwarded-For: 127.0.0.3\r\nX-Real-Ip: 127.0.0.2\r\n'])
def test_chunks_and_trailers(way_in, plain, trailer):
    name = '/chunked-%d' % next(_numbers)
    target = way_in.target.rsplit(b'/', 1)[0] + name.encode()
    upload = {
        'lines': b'Transfer-Encoding: chunked\r\nTrailer: X-Forwarded-For\r\n',
        'method': b'PUT', 'target': target,
        'body': b'4\r\nmine\r\n0\r\n%s\r\n' % trailer}
    assert is_refused(way_in.ask(REFUSED, **upload))
    assert plain.get(CONTAINER + name).status == 404
    assert raw_http.status(way_in.ask(ADMITTED, **upload)) == 201
    assert plain.get(CONTAINER + name).body == b'mine'


@each_way_in(*READ_BY_BALANCERS)
@pytest.mark.parametrize('outer', [
    pytest.param(value, id=name) for name, value in smuggling.ALL.items()])
def test_hidden_request(way_in, outer):
    marker, inner = hidden_request(way_in)
    with way_in.connect(REFUSED) as connection:
        connection.send(smuggling.filled_in(
            outer, way_in.target, inner, way_in.token))
        # Some of this is never answered.
        assert SECRET not in connection.read(patience=0.3)
    # Nor is anybody else given the answer to it.
    for _ in range(3):
        assert is_refused(way_in.ask(REFUSED))
    assert raw_http.status(way_in.ask(ADMITTED)) == 200
    assert not is_served(way_in, marker)


def test_hidden_request_that_is_found(ways_in, behind):
    """What it would do if a balancer had passed it on unseen."""
    marker, inner = hidden_request(ways_in['haproxy'])
    with raw_http.Connection(behind, '127.0.0.10') as connection:
        connection.send(inner)
        assert SECRET in connection.read()
    behind.wait_for_line(marker)
    assert is_served(ways_in['haproxy'], marker)


def hidden_request(way_in):
    marker = 'hidden-%d' % next(_numbers)
    return marker, way_in.request(
        b'X-Forwarded-For: 127.0.0.2\r\nConnection: close\r\n',
        target=b'%s?%s' % (way_in.target, marker.encode()))


def is_served(way_in, marker):
    return any(marker in line and ' 200 ' in line
               for line in way_in.proxy.output().splitlines())


@each_way_in('haproxy', 'nginx', 'haproxy, nginx')
def test_rule_that_names_the_balancers(way_in, plain):
    """It admits them, not those who come through them."""
    path = '/of-balancers-%d' % next(_numbers)
    assert plain.put(path, headers={
        'X-Container-Meta-Allow-Balancers': BALANCERS}).status == 201
    target = (plain.account_path + path).encode()
    for lines in (b'', b'X-Forwarded-For: 127.0.0.10\r\n'):
        assert is_refused(way_in.ask(REFUSED, lines, target=target))
    # A request of the balancer's own, such as a health check of a container.
    own = swift_client.Client(way_in.proxy, '127.0.0.10')
    assert own.get(path).status == 204


@pytest.mark.parametrize('kind', [load_balancers.HAProxy,
                                  load_balancers.Nginx])
def test_balancer_that_is_not_trusted(cluster, start, ways_in, kind):
    """Forgotten in trusted_proxies: nobody gets in, not the wrong one."""
    way_in = doors.WayIn(
        start(kind, cluster.filtered), cluster.filtered, OBJECT)
    for source in (ADMITTED, REFUSED):
        for lines in (b'', b'X-Forwarded-For: 127.0.0.2\r\n'):
            assert is_refused(way_in.ask(source, lines))


def test_client_at_an_address_that_is_trusted(ways_in):
    """Why trusted_proxies must name nothing but balancers."""
    way_in = ways_in['haproxy']
    lie = b'X-Forwarded-For: 127.0.0.2\r\n'
    assert is_refused(way_in.ask('127.0.0.11'))
    assert raw_http.status(way_in.ask('127.0.0.11', lie)) == 200


@pytest.mark.parametrize('kind', [load_balancers.HAProxy,
                                  load_balancers.Nginx])
def test_sample_says_what_proxies_have_to_trust(kind):
    text = (load_balancers.ETC / kind.SAMPLE).read_text()
    said = 'trusted_proxies = %s\n' % kind.SAMPLE_SOURCE
    assert said in text
    page = load_balancers.ETC.parents[1].joinpath(
        'doc', 'source', 'ip_whitelist_behind_balancers.rst').read_text()
    assert '   ' + said in page


@pytest.mark.parametrize(('kind', 'right', 'wrong'), [
    (load_balancers.HAProxy, 'option forwardfor\n', '\n'),
    (load_balancers.HAProxy, 'option forwardfor\n',
     'option forwardfor if-none\n'),
    (load_balancers.HAProxy, 'option forwardfor\n',
     'option forwardfor except 127.0.0.0/8\n'),
    (load_balancers.Nginx,
     'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n', '\n'),
    (load_balancers.Nginx, '$proxy_add_x_forwarded_for',
     '$http_x_forwarded_for'),
    (load_balancers.Nginx, 'X-Forwarded-For $proxy_add_x_forwarded_for',
     'X-Real-IP $remote_addr'),
])
def test_sample_without_what_matters(behind, ways_in, start, kind, right,
                                     wrong):
    """The lines of the samples are needed, and the spoofs are real."""
    way_in = doors.WayIn(start(kind, behind, {right: wrong}), behind,
                         OBJECT)
    answer = way_in.ask(REFUSED, b'X-Forwarded-For: 127.0.0.2\r\n')
    assert raw_http.status(answer) == 200


def test_nginx_that_passes_invalid_names_on(behind, ways_in, start):
    way_in = doors.WayIn(start(load_balancers.Nginx, behind, {
        'ignore_invalid_headers on': 'ignore_invalid_headers off',
        'underscores_in_headers off': 'underscores_in_headers on'}), behind,
        OBJECT)
    for lines in spoofs.MALFORMED.values():
        assert SECRET not in way_in.ask(REFUSED, lines)


@pytest.mark.parametrize(('line', 'status'), [
    # Swift takes anybody's word, so only balancers may reach this port.
    (b'PROXY TCP4 127.0.0.2 127.0.0.1 4711 80\r\n', 200),
    (b'PROXY TCP6 ::ffff:127.0.0.2 ::1 4711 80\r\n', 200),
    # With no address in it, the peer's counts.
    (b'PROXY UNKNOWN\r\n', 403),
    (b'PROXY UNKNOWN 127.0.0.2 127.0.0.1 4711 80\r\n', 403),
    (b'PROXY TCP4 nonsense 127.0.0.1 4711 80\r\n', 403),
    (b'PROXY TCP4 127.0.0.2,127.0.0.3 127.0.0.1 4711 80\r\n', 403),
    (b'PROXY TCP4 127.0.0.2\r\n', 400),
    (b'PROXY TCP5 127.0.0.2 127.0.0.1 4711 80\r\n', 400),
    (b'', 400),
])
def test_proxy_line_past_the_balancer(ways_in, line, status):
    way_in = ways_in['PROXY lines']
    with raw_http.Connection(way_in.proxy, REFUSED) as connection:
        connection.send(line + way_in.request(b'Connection: close\r\n'))
        answer = connection.read()
    assert raw_http.status(answer) == status
    assert (SECRET in answer) == (status == 200)


@pytest.mark.parametrize('kind', [load_balancers.HAProxy,
                                  load_balancers.HAProxyOfConnections])
def test_health_check(cluster, tmp_path, kind):
    """It needs no address: ip_whitelist leaves it alone."""
    conf = {'DEFAULT': {'require_proxy_protocol': 'yes'}}
    proxy = cluster.add_proxy('checked-%d' % next(_numbers), overlay=(
        conf if kind is load_balancers.HAProxyOfConnections else {}))
    proxy.kill()
    balancer = kind(tmp_path / 'balancer', proxy)
    try:
        balancer.start(wait=False)
        balancer.wait_for_line('proxy1 is DOWN', timeout=20)
        proxy.start()
        line = balancer.wait_for_line('proxy1 is UP', timeout=20)
    finally:
        balancer.stop()
    assert 'Layer7 check passed, code: 200' in line
