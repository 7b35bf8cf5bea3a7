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

"""What a container's metadata admits."""

import ipaddress

import hypothesis
from hypothesis import strategies
import pytest

from swift_ops_ext import rules


def test_no_rule():
    assert rules.from_metadata({}) is None
    assert rules.from_metadata({'color': 'red', 'allowed': '::1',
                                'disallow-x': '::1'}) is None


@pytest.mark.parametrize(('address', 'admitted'), [
    ('192.0.2.1', True), ('192.0.2.2', False), ('198.51.100.7', True),
    ('2001:db8::1', True), ('2001:db9::1', False)])
def test_any_rule_admits(address, admitted):
    compiled = rules.from_metadata({
        'allow-office': '192.0.2.1',
        'allow-lab': '198.51.100.0/24, 2001:db8::/32'})
    assert compiled.admits(ipaddress.ip_address(address)) is admitted
    assert compiled.malformed == ()


@pytest.mark.parametrize('value', [
    '192.0.2.1, nonsense', '192.0.2.1-192.0.2.9', '*', 'all', ' , ',
    '192.0.2.0/24/', '192.0.2.\u0661'])
def test_a_malformed_rule_admits_no_one_and_leaves_the_others(value):
    compiled = rules.from_metadata({
        'allow-bad': value, 'allow-good': '198.51.100.1'})
    assert not compiled.admits(ipaddress.ip_address('192.0.2.1'))
    assert compiled.admits(ipaddress.ip_address('198.51.100.1'))
    (malformed,) = compiled.malformed
    assert malformed.header == 'X-Container-Meta-Allow-Bad'
    assert malformed.reason


def test_a_malformed_rule_alone_still_restricts():
    compiled = rules.from_metadata({'allow-bad': 'x'})
    assert compiled is not None
    assert not compiled.admits(ipaddress.ip_address('192.0.2.1'))


@hypothesis.given(strategies.dictionaries(
    strategies.text().map('allow-'.__add__), strategies.text(),
    min_size=1), strategies.ip_addresses())
def test_no_input_raises(metadata, address):
    assert rules.from_metadata(metadata).admits(address) in (True, False)


@hypothesis.given(strategies.lists(strategies.lists(
    strategies.ip_addresses(v=4), min_size=1, max_size=4), max_size=4),
    strategies.ip_addresses(v=4))
def test_like_a_naive_model(lists, address):
    metadata = {'allow-%d' % number: ' '.join(map(str, addresses))
                for number, addresses in enumerate(lists)}
    compiled = rules.from_metadata(metadata)
    named = {a for addresses in lists for a in addresses}
    assert (compiled is None) is not bool(lists)
    if compiled is not None:
        assert compiled.admits(address) is (address in named)
        assert all(compiled.admits(a) for a in named)
