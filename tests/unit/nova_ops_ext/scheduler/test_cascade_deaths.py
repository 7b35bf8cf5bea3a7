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


import datetime

import pytest

from nova_ops_ext.scheduler import cascade_deaths
from tests.unit.nova_ops_ext.scheduler import cascade_cases as cases

at, down, server = cases.at, cases.down, cases.server
SLACK = datetime.timedelta(seconds=cases.SLACK)


def deaths(host, server):
    return list(cascade_deaths.of_server(
        server, {host.name: host}, slack=SLACK,
        window=datetime.timedelta(seconds=cases.WINDOW)))


@pytest.mark.parametrize(('host', 'one', 'dead'), [
    # by its last heartbeat
    (down('a', 60), server('a', 0), 80),
    # and when that was written means nothing
    (down('a', 60, 61), server('a', 0), 80),
    (down('a', 60, 600), server('a', 0), 80),
    # somebody said that it is down, perhaps at once
    (down('a', 60, 65, forced=True), server('a', 0), 65),
    (down('a', 60, 600, forced=True), server('a', 0), 80),
    # before the server began: it was another thing that was written
    (down('a', 60, -5, forced=True), server('a', 0), 80),
    # the heartbeats ended before the server began
    (down('a', -21, 30), server('a', 0), 30),
    (down('a', -21, 30, forced=True), server('a', 0), 30),
    (down('a', -21, -20), server('a', 0), None),
    (down('a', -21), server('a', 0), None),
    # clocks that differ a little
    (down('a', -5), server('a', 0), 15),
    # it ran for long
    (down('a', 3581), server('a', 0), 3601),
    (down('a', 3582), server('a', 0), None),
    # it was gone while the host still lived
    (down('a', 60), server('a', 0, deleted=39), None),
    (down('a', 60), server('a', 0, deleted=40), 80),
    (down('a', 60), server('a', 0, deleted=500), 80),
    # it was still being built
    (down('a', 60), cascade_deaths.Server('r', at(0), 'a', 'a'), 80),
    # it came by a move, was unshelved or built anew
    (down('a', 9000), server('a', 0, 8000, launched_on='b'), 9020),
    (down('a', 9000), server('a', 0, 8000), 9020),
    (down('a', 9000), server('a', 0), None),
    # it was evacuated, and is elsewhere; or was moved away before
    (down('a', 60), server('b', 0, 500, launched_on='a', evacuated_from='a'),
     80),
    (down('a', 60), server('b', 0, 500, launched_on='a'), None),
    # it is nowhere, or on another host
    (down('a', 60), cascade_deaths.Server('r', at(0), None), None),
    (down('a', 60), server('b', 0), None)])
def test_when_a_host_died(host, one, dead):
    assert [death.dead for death in deaths(host, one)] == (
        [] if dead is None else [at(dead)])


@pytest.mark.parametrize(('launched', 'launched_on', 'seen', 'began'), [
    (0.4, 'a', 60, 0.4), (2, 'a', 60, 1), (None, 'a', 60, 1),
    (3600, 'a', 3550, 1), (3601, 'a', 3700, 3601), (50, 'b', 60, 50)])
def test_when_a_server_began(launched, launched_on, seen, began):
    # Nova cuts the time of the request to the second.
    one = cascade_deaths.Server('r', at(0), 'a', launched_on,
                                launched=at(launched))
    (death,) = deaths(down('a', seen), one)
    assert death.began == at(began)


@pytest.mark.parametrize(('host', 'counts'), [
    (down('a', 60), True),
    (down('a', 0), True),
    (down('a', -1), False),
    # taken out of service while it worked
    (down('a', 60, 61, disabled=True), False),
    (down('a', 60, 80, disabled=True), False),
    (down('a', 60, disabled=True), False),
    # what operators do with a host that has died
    (down('a', 60, 81, disabled=True), True),
    (down('a', 60, 61, forced=True), True)])
def test_which_hosts_died(host, counts):
    found = cascade_deaths.died([host], cases.NOON, SLACK)
    assert found == ({'a': host} if counts else {})
