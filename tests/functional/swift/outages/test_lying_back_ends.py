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

"""Back ends that deny something and serve it all the same, and lost ones.

Here the proxy cannot know better, and no other server corrects it.
"""

import shutil

import pytest

from tests.functional.swift import conftest
from tests.functional.swift.outages import crowd
from tests.harness import faulty_backend
from tests.harness import faulty_cluster
from tests.harness import ports
from tests.harness import swift_client
from tests.harness import swift_conf

MISSING = faulty_backend.answer(404)
CREATING = ('container PUT', 'container PUT of the empty')

#: Further answers of which Swift makes nothing.
ODD = {
    '401': faulty_backend.answer(401),
    '301': faulty_backend.answer(301, 'Location: /'),
    '409': faulty_backend.answer(409),
    '412': faulty_backend.answer(412),
    '416': faulty_backend.answer(416),
    'reset': faulty_backend.reset,
    'cut in the first line': faulty_backend.send(b'HTTP/1.1 20'),
    'no status': faulty_backend.send(b'HTTP/1.1 none\r\n\r\n'),
    'too many headers': faulty_backend.answer(
        204, *('X-Container-Meta-%d: x' % number for number in range(200))),
    'a header too long': faulty_backend.answer(
        204, 'X-Container-Meta-Allow-Office: ' + '127.0.0.3,' * 7000),
    'continue': faulty_backend.send(b'HTTP/1.1 100 Continue\r\n\r\n' * 20),
}


@pytest.fixture(scope='module')
def refused(faulty):
    return swift_client.Client(faulty.filtered, conftest.REFUSED)


@pytest.fixture(scope='module')
def admitted(faulty):
    return swift_client.Client(faulty.filtered, conftest.ADMITTED)


@pytest.mark.parametrize('name', ['account', 'container'])
def test_odd_answers(faulty, refused, admitted, place, name):
    assert refused.token and admitted.token
    for fault in ODD.values():
        with faulty.relays[name].doing(fault):
            for client in refused, admitted:
                for answer in (client.get(place.secret + '/o'),
                               client.post(place.secret, place.own_rule()),
                               client.get(place.secret)):
                    assert answer.status == 503
                    assert int(answer.headers['Retry-After']) > 0
                    assert crowd.TOKEN not in answer.body
        assert refused.get(place.secret + '/o').status == 403
        assert admitted.get(place.secret + '/o').body == crowd.SECRET
        faulty.flush_memcached()
    assert place.state() == place.before


def _told(faulty, place, client, names):
    """What this client got by these, one after the other, nothing cached."""
    passed = []
    for name in names:
        faulty.flush_memcached()
        outcome = crowd.Outcome(name, crowd.ALL[name](place, client))
        if outcome.passed:
            passed.append(str(outcome))
    faulty.flush_memcached()
    return passed


@pytest.mark.parametrize('name', ['account', 'container'])
def test_denied_but_served(faulty, refused, place, name):
    """Nobody is told more of what is not there, nor may he change it."""
    fault = faulty_backend.only('HEAD', MISSING)
    others = [name for name in crowd.ALL if name not in CREATING]
    with faulty.relays[name].doing(fault):
        passed = _told(faulty, place, refused, others)
    assert not passed
    assert place.state() == place.before


@pytest.mark.parametrize('name', ['account'])
def test_denied_but_created_anew(faulty, refused, place, name):
    """Who creates a container that is there must not set its rules.

    If its own server denies it, and takes the PUT, nobody else could know.
    """
    with faulty.relays[name].doing(faulty_backend.only('HEAD', MISSING)):
        passed = _told(faulty, place, refused, CREATING)
    assert place.state() == place.before
    assert not passed


@pytest.mark.parametrize('attempt', CREATING)
@pytest.mark.parametrize('name', ['account', 'container'])
def test_created_anew_while_404_is_remembered(faulty, refused, place, name,
                                              attempt):
    with faulty.relays[name].doing(MISSING):
        assert refused.get(place.secret + '/o').status == 404
        assert refused.head(place.empty).status == 404
    outcome = crowd.Outcome(attempt, crowd.ALL[attempt](place, refused))
    faulty.flush_memcached()
    assert place.state() == place.before
    assert not outcome.passed


@pytest.fixture
def other_account(faulty):
    """Clients of an account that may be lost: plain, refused, admitted."""
    return [swift_client.Client(proxy, source, user='test2:tester2',
                                key='testing2')
            for proxy, source in ((faulty.plain, conftest.ADMITTED),
                                  (faulty.filtered, conftest.REFUSED),
                                  (faulty.filtered, conftest.ADMITTED))]


def test_lost_account_database(faulty, other_account):
    """The container and its rules are still there, and still hold."""
    plain, refused, admitted = other_account
    place = crowd.Place(plain, conftest.ADMITTED, conftest.REFUSED)
    lost = [database for database
            in faulty.workdir.glob('srv/*/accounts/**/*.db')
            if plain.account_path.split('/')[-1].encode()
            in database.read_bytes()]
    assert lost
    for database in lost:
        database.unlink()
    faulty.flush_memcached()
    passed = _told(faulty, place, refused, crowd.ALL)
    # Whoever creates anything brings the account back.
    assert plain.put('/anything').status == 201
    faulty.flush_memcached()
    assert place.state() == place.before
    assert not passed
    assert refused.get(place.secret + '/o').status == 403
    assert admitted.get(place.secret + '/o').body == crowd.SECRET


@pytest.fixture(params=['account', 'container'])
def ring_with(request, faulty, tmp_path):
    """Starts a proxy whose ring of one kind is another one."""
    def start(write):
        rings = tmp_path / 'etc'
        rings.mkdir()
        for name in 'swift.conf', *(kind + '.ring.gz' for kind
                                    in swift_conf.BACKENDS):
            shutil.copy(faulty.workdir / 'etc' / name, rings)
        write(rings / (request.param + '.ring.gz'))
        proxy = faulty.add_proxy(
            'ring-%s-%s' % (write.__name__, request.param),
            overlay={'DEFAULT': {'swift_dir': str(rings)}})
        return [swift_client.Client(proxy, source)
                for source in (conftest.REFUSED, conftest.ADMITTED)]
    return start


def _stay_out(faulty, place, clients):
    faulty.flush_memcached()
    answers = [client.get(place.secret + '/o') for client in clients]
    passed = _told(faulty, place, clients[0], crowd.ALL)
    assert not passed
    assert place.state() == place.before
    return answers


def test_ring_names_nobody(faulty, ring_with, place):
    """The device is gone from its place."""
    port = ports.reserve()

    def elsewhere(path):
        swift_conf.write_ring(path, port.number)

    for answer in _stay_out(faulty, place, ring_with(elsewhere)):
        assert answer.status == 503
        assert int(answer.headers['Retry-After']) > 0
    port.release()


def test_ring_without_device(faulty, ring_with, place):
    """Swift itself has no answer to that."""
    def deviceless(path):
        faulty_cluster.write_ring_without_device(path)

    for answer in _stay_out(faulty, place, ring_with(deviceless)):
        assert answer.status >= 500


def test_the_crowd_can_tell(faulty, place):
    """Where no filter stands, all of it passes."""
    client = swift_client.Client(faulty.plain, conftest.REFUSED)
    assert len(_told(faulty, place, client, crowd.ALL)) == len(crowd.ALL)
    assert place.state() != place.before
