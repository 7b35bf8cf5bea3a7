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

"""Whose label counts: the caller's, the stamp's, or the default."""

import itertools

import hypothesis
from hypothesis import strategies
from nova import objects
import pytest

from nova_ops_ext.scheduler import client_label
from nova_ops_ext.scheduler import client_network

LABELS = client_network.ClientNetworks.parse(
    ['doc: 10.1.0.0/16', 'ops: 10.2.0.0/16'], 'dev')
CELL = objects.CellMapping(uuid='b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a2')
HINT = client_label.HINT
MOVE = objects.Destination(cell=CELL)
DOC = '10.1.0.5'
pytestmark = pytest.mark.usefixtures('options')
UNSTAMPED = ['pass', 'default_label', 'refuse']


def client(spec, stamp=None, *, move=False, trusted=True, unstamped='pass',
           labels=LABELS):
    hints = {'other': ['x']} if stamp is None else {HINT: stamp}
    return client_label.Clients(
        labels, trusted=trusted, unstamped_moves=unstamped).of(
            spec(DOC, MOVE if move else None, hints))


@pytest.mark.parametrize('unstamped', UNSTAMPED)
@pytest.mark.parametrize(('stamp', 'move', 'label', 'subject'), [
    (['ops'], False, 'ops', 'stamped network ops'),
    (['ops'], True, 'ops', 'move of a server stamped network ops'),
    ([''], False, None, 'stamped no label'),
    ([''], True, None, 'move of a server stamped no label'),
    (['gone'], True, 'gone', 'move of a server stamped network gone'),
    (None, False, 'doc', 'client 10.1.0.5, network doc, not stamped'),
    ([], False, 'dev', 'with a stamp that cannot be read, network dev'),
    (['a', 'b'], True, 'dev',
     'move of a server with a stamp that cannot be read, network dev'),
    (['a b'], False, 'dev', 'with a stamp that cannot be read, network dev'),
    (['a\nb'], False, 'dev', 'with a stamp that cannot be read, network dev')])
def test_trusted(spec, stamp, move, label, subject, unstamped):
    found = client(spec, stamp, move=move, unstamped=unstamped)
    assert found == client_label.Client(label, subject)


@pytest.mark.parametrize(('unstamped', 'expected'), [
    ('pass', (None, '', 'a move of a server without a stamp', '')),
    ('default_label',
     ('dev', 'move of a server without a stamp, network dev', '', '')),
    ('refuse', (None, 'move of a server without a stamp', '',
                'not for servers without a stamp'))])
def test_moves_without_a_stamp(spec, unstamped, expected):
    assert client(spec, move=True, unstamped=unstamped) == expected


@pytest.mark.parametrize(('stamp', 'unstamped'), itertools.product(
    [None, ['ops'], [''], []], UNSTAMPED))
def test_ignored(spec, stamp, unstamped):
    """Whatever a user sends counts for nothing."""
    found = client(spec, stamp, trusted=False, unstamped=unstamped)
    assert found == ('doc', 'client 10.1.0.5, network doc', '', '')
    found = client(spec, stamp, move=True, trusted=False, unstamped=unstamped)
    assert found == (None, '', 'a move of an existing server', '')


def test_without_default_label(spec):
    labels = client_network.ClientNetworks.parse(['doc: 192.0.2.1'], None)
    assert client(spec, ['?'], labels=labels).label is None
    found = client(spec, move=True, unstamped='default_label', labels=labels)
    assert (found.label, found.unjudged, found.refusal) == (None, '', '')


@pytest.mark.parametrize('unset', ['hints', 'none'])
def test_no_hints_at_all(unset):
    request = objects.RequestSpec(requested_destination=None)
    if unset == 'none':
        request.scheduler_hints = None
    found = client_label.Clients(
        LABELS, trusted=True, unstamped_moves='pass').of(request)
    assert found.label == 'dev'
    assert found.subject.endswith('network dev, not stamped')


@hypothesis.settings(
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(strategies.lists(strategies.text()), strategies.booleans())
def test_any_hint(spec, stamp, move):
    """No text of a hint gets into the log, and none has a label's rights."""
    found = client(spec, stamp, move=move)
    assert not found.unjudged
    assert not found.refusal
    if found.label is not None:
        assert [found.label] == stamp or found.label == 'dev'
        assert client_network.is_label(found.label)
    assert found.subject.isascii()
    assert '\n' not in found.subject


@pytest.mark.parametrize('label', ['doc', None])
def test_stamps_can_be_read(spec, label):
    assert client(spec, client_label.stamp(label)).label == label
