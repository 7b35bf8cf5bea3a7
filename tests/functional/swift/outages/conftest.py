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

"""One Swift for the tests that break it, with proxies of little patience."""

import pytest

from tests.functional.swift import conftest
from tests.functional.swift.outages import crowd
from tests.harness import faulty_cluster
from tests.harness import swift_client

REFUSED_THREADS = 5
ADMITTED_THREADS = 2

#: Wrong answers are kept for 10 s and not for a minute, and a 404 for 1 s.
#: Less would not do: memcached takes what rounds down to 0 s for ever.
FORGETFUL = {'app:proxy-server': {'recheck_container_existence': '10',
                                  'recheck_account_existence': '10'}}
#: A hung server is given up soon, however often one request asks it.
HASTY = {
    'app:proxy-server': {'node_timeout': '0.2',
                         'recoverable_node_timeout': '0.2'},
    'filter:cache': {'io_timeout': '0.1', 'pool_timeout': '0.1'},
}
#: Leaves a memcached alone for a minute after it has failed, as proxies do
#: unless they are told otherwise.
BACKING_OFF = {
    'app:proxy-server': HASTY['app:proxy-server'],
    'filter:cache': dict(HASTY['filter:cache'],
                         error_suppression_interval='60',
                         error_suppression_limit='3'),
}


@pytest.fixture(scope='session')
def faulty(tmp_path_factory):
    """A Swift whose back ends and memcached can fail."""
    with faulty_cluster.FaultyCluster(
            tmp_path_factory.mktemp('faulty'), FORGETFUL) as it:
        it.add_proxy('hasty', overlay=HASTY)
        it.add_proxy('backing-off', overlay=BACKING_OFF)
        yield it


@pytest.fixture(scope='session')
def unfiltered(faulty):
    return swift_client.Client(faulty.plain)


@pytest.fixture
def place(faulty, unfiltered):
    """Containers of its own for every test; nothing is cached."""
    made = crowd.Place(unfiltered, conftest.ADMITTED, conftest.REFUSED)
    faulty.flush_memcached()
    return made


@pytest.fixture(scope='session')
def crowds(faulty):
    """A crowd at each proxy, by its name."""
    return {name: crowd.Crowd(
        _clients(proxy, conftest.REFUSED, REFUSED_THREADS),
        _clients(proxy, conftest.ADMITTED, ADMITTED_THREADS))
        for name, proxy in faulty.proxies.items() if name != 'plain'}


def _clients(proxy, source, number):
    clients = [swift_client.Client(proxy, source) for _ in range(number)]
    # Nobody has to log in while something is broken.
    assert all(client.token for client in clients)
    return clients
