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

"""Labels of clients and of hosts."""

import ipaddress

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.scheduler import client_network

LABELS = strategies.sampled_from(['doc', 'ops', 'dev'])


@pytest.mark.parametrize(('address', 'label'), [
    ('10.1.0.5', 'doc'), ('10.1.255.255', 'doc'), ('10.10.0.5', 'dev'),
    ('10.1.7.1', 'ops'), ('10.1.7.9', 'doc'), ('2001:db8::1', 'doc'),
    ('2001:db9::1', 'dev'), ('192.0.2.1', 'dev'), (None, 'dev')])
def test_longest_prefix_wins(address, label):
    networks = client_network.ClientNetworks.parse(
        ['ops: 10.1.7.1', 'doc: 10.1.0.0/16, 2001:db8::/32',
         'ops: 10.2.0.0/16'], 'dev')
    parsed = address and ipaddress.ip_address(address)
    assert networks.label(parsed) == label


def test_without_default_label():
    networks = client_network.ClientNetworks.parse(['doc: 10.0.0.0/8'], None)
    assert networks.label(None) is None
    assert networks.label(ipaddress.ip_address('192.0.2.1')) is None
    assert networks.known_labels() == {'doc'}


@pytest.mark.parametrize(('entry', 'problem'), [
    ('10.0.0.0/8', 'expected a label, a colon'),
    ('doc', 'expected a label, a colon'),
    ('doc:', 'expected a label, a colon'),
    ('doc: ,', 'expected a label, a colon'),
    (': 10.0.0.0/8', 'expected a label, a colon'),
    ('d oc: 10.0.0.0/8', 'expected a label, a colon'),
    ('2001:db8::/32', 'expected a label, a colon'),
    ('fd00:1::/32', 'expected a label, a colon'),
    ('doc:10.0.0.0/8', 'expected a label, a colon'),
    ('2001: :db8::/32', "':db8::/32' is not"),
    ('doc: 10.0.0.0/33', "'10.0.0.0/33' is not"),
    ('doc: 10.1', "'10.1' is not"),
])
def test_bad_networks(entry, problem):
    with pytest.raises(ValueError) as error:
        client_network.ClientNetworks.parse([entry], None)
    assert 'option networks = %r: ' % entry in str(error.value)
    assert problem in str(error.value)


def test_one_network_with_two_labels():
    with pytest.raises(ValueError, match='10.0.0.0/8 has the label doc alre'):
        client_network.ClientNetworks.parse(
            ['doc: 10.0.0.0/8', 'ops: 10.0.0.1/8'], None)


@pytest.mark.parametrize('label', ['', 'a b', 'a,b', 'a:b'])
def test_bad_default_label(label):
    with pytest.raises(ValueError, match='option default_label'):
        client_network.ClientNetworks.parse([], label)


def test_host_globs():
    globs = client_network.HostGlobs.parse(
        ['doc: doc-*, lab-?', 'ops: *-ops, doc-[1]'],
        frozenset(['doc', 'ops']))
    assert globs.labels('doc-1') == {'doc', 'ops'}
    assert globs.labels('lab-7') == {'doc'}
    assert globs.labels('x-ops') == {'ops'}
    assert globs.labels('lab-77') is None
    assert globs.labels('DOC-1') is None


@pytest.mark.parametrize(('entry', 'problem'), [
    ('doc-*', 'expected a label, a colon'),
    ('doc:', 'expected a label, a colon'),
    ('doc: rack[1,2]-*', "'rack[1' is not a host name"),
    ('doc: {a,b}-1', "'{a' is not a host name"),
    ('doc: re:.*', "'re:.*' is not a host name"),
    ('doc: "doc-*"', 'is not a host name'),
    ('dco: doc-*', 'no network has the label dco; the labels are doc, ops'),
])
def test_bad_hosts(entry, problem):
    with pytest.raises(ValueError) as error:
        client_network.HostGlobs.parse([entry], frozenset(['ops', 'doc']))
    assert 'option hosts = %r: ' % entry in str(error.value)
    assert problem in str(error.value)


@pytest.mark.parametrize(('metadata', 'labels'), [
    ({}, None),
    ({'availability_zone': 'doc', 'client_networks': 'doc'}, None),
    ({'ops_client_networks': 'doc'}, {'doc'}),
    ({'ops_client_networks': ' doc,ops  dev '}, {'doc', 'ops', 'dev'}),
    ({'ops_client_networks': 'doc', 'ops_client_networks1': 'ops',
      'ops_client_networks_2': 'dev'}, {'doc', 'ops', 'dev'}),
    ({'ops_client_networks': ''}, set()),
    ({'ops_client_networks': ' , '}, set()),
])
def test_aggregate_labels(metadata, labels):
    assert client_network.aggregate_labels(metadata) == labels


@pytest.mark.parametrize(('metadata', 'found'), [
    ({}, []), ({'ops_client_networks': 'doc, ops'}, []),
    ({'ops_client_networks': ''}, []), ({'other': '?'}, []),
    ({'ops_client_networks': 'doc;ops', 'ops_client_networks1': 'a/b'},
     ["ops_client_networks = 'doc;ops'", "ops_client_networks1 = 'a/b'"])])
def test_problems(metadata, found):
    told = client_network.problems(metadata)
    assert [line.split(': expected labels of ')[0] for line in told] == found


@hypothesis.given(strategies.lists(strategies.text()), strategies.text())
def test_options_raise_nothing_but_value_errors(entries, default):
    for parse, other in ((client_network.ClientNetworks.parse, default),
                         (client_network.HostGlobs.parse, frozenset())):
        try:
            parse(entries, other)
        except ValueError as error:
            assert str(error).startswith('option ')


@hypothesis.given(strategies.dictionaries(strategies.text(),
                                          strategies.text()))
def test_metadata_raise_nothing_but_value_errors(metadata):
    found = client_network.problems(metadata)
    try:
        client_network.aggregate_labels(metadata)
    except ValueError as error:
        assert str(error) == found[0]
    else:
        assert not found


@strategies.composite
def networks_with_labels(draw):
    address = draw(strategies.ip_addresses(v=4))
    length = draw(strategies.integers(0, 32))
    return ipaddress.ip_network((address, length), strict=False)


@hypothesis.given(
    strategies.dictionaries(networks_with_labels(), LABELS),
    strategies.ip_addresses(v=4))
def test_label_like_a_naive_search(labels, address):
    found = client_network.ClientNetworks.parse(
        ['%s: %s' % (label, network) for network, label in labels.items()],
        'none').label(address)
    matching = [network for network in labels if address in network]
    longest = max(matching, key=lambda n: n.prefixlen, default=None)
    assert found == labels.get(longest, 'none')
