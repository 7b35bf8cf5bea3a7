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

"""Sets of networks, compared with the sets of their addresses."""

import ipaddress
import random

import pytest

from ops_ext_net import networks
from swift_ops_ext.lint import reach

EVERYONE = networks.parse_networks('0.0.0.0/0 ::/0')


def some(generator):
    return [networks.parse_network('192.0.2.%d/%d' % (
        generator.randrange(16), generator.randrange(28, 33)))
        for _ in range(generator.randrange(5))]


def addresses(named):
    return {address for network in named for address in network}


@pytest.mark.parametrize('seed', range(300))
def test_like_sets_of_addresses(seed):
    generator = random.Random(seed)
    one, other = some(generator), some(generator)
    assert reach.covers(one, other) == (addresses(other) <= addresses(one))
    assert reach.disjoint(one, other) == addresses(one).isdisjoint(
        addresses(other))


def test_families_do_not_mix():
    v4, v6 = EVERYONE
    assert reach.disjoint([v4], [v6])
    assert not reach.covers([v6], [v4])


def test_everyone_in_one_piece_or_several():
    assert reach.is_everyone(EVERYONE)
    assert reach.is_everyone(networks.parse_networks(
        '0.0.0.0/1 128.0.0.0/1 ::/1 8000::/1'))
    assert not reach.is_everyone(EVERYONE[:1])
    assert not reach.is_everyone([ipaddress.ip_network('::/0')])
