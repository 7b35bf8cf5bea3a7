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

"""One real Swift for all tests of this folder that do not break it."""

import itertools

import pytest

from tests.harness import installed
from tests.harness import swift_client
from tests.harness import swift_cluster

installed.check()

#: The address that the rules of these tests name, and one that they do not.
ADMITTED = '127.0.0.2'
REFUSED = '127.0.0.3'


@pytest.fixture(scope='session')
def cluster(tmp_path_factory):
    with swift_cluster.SwiftCluster(tmp_path_factory.mktemp('swift')) as it:
        yield it


@pytest.fixture(scope='session')
def plain(cluster):
    """A client that no filter looks at, to prepare and to check."""
    return swift_client.Client(cluster.plain)


@pytest.fixture(scope='session')
def admitted(cluster):
    return swift_client.Client(cluster.filtered, ADMITTED)


@pytest.fixture(scope='session')
def refused(cluster):
    """The same user with the same credentials from another address."""
    return swift_client.Client(cluster.filtered, REFUSED)


_numbers = itertools.count()


@pytest.fixture
def new_container(plain):
    """Makes containers with names that were never used before."""
    def make(name, **rules):
        path = '/%s-%d' % (name, next(_numbers))
        headers = {'X-Container-Meta-Allow-' + label: value
                   for label, value in rules.items()}
        assert plain.put(path, headers=headers).status == 201
        return path
    return make
