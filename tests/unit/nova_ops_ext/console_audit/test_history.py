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

"""The state file."""

import json

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.console_audit import history
from nova_ops_ext.console_audit import logs

_FILE = strategies.builds(
    logs.LogFile, strategies.text(), *[strategies.integers(0, 1 << 60)] * 4,
    strategies.sampled_from(['file', 'FIFO']))
_LOOKS = strategies.dictionaries(
    strategies.text(strategies.characters(exclude_categories=())),
    strategies.builds(history.Look, strategies.floats(0, 1e11),
                      strategies.lists(_FILE, max_size=3).map(tuple)),
    max_size=3)
LOG = logs.Log('/i/u/console.log', (
    logs.LogFile('console.log', 9, 0, 1, 7),))


def look(at, size):
    return history.Look(at, (logs.LogFile('console.log', size, 0, 1, 7),))


@hypothesis.given(_LOOKS)
def test_what_was_written_is_read(looks):
    assert history.loads(history.dumps(looks)) == looks


_JSON = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.floats()
    | strategies.integers() | strategies.text(),
    lambda inner: strategies.lists(inner, max_size=6) | (
        strategies.dictionaries(strategies.text(), inner, max_size=3)))


@hypothesis.given(strategies.text() | _JSON.map(json.dumps) | _JSON.map(
    lambda one: json.dumps({'version': 1, 'logs': {'/x': one}})) | _JSON.map(
    lambda one: json.dumps({'version': 1, 'logs': {'/x': [1, [one]]}})))
def test_anything_else_is_refused_or_sound(text):
    try:
        read = history.loads(text)
    except ValueError:
        return
    for one in read.values():
        assert one.at >= 0 and all(file.size >= 0 for file in one.files)


@pytest.mark.parametrize('text', [
    '', '{}', '[]', 'null', '{"version": 2, "logs": {}}',
    '{"version": 1, "logs": []}', '{"version": 1, "logs": {"/x": [1]}}',
    '{"version": 1, "logs": {"/x": [NaN, []]}}',
    '{"version": 1, "logs": {"/x": [1, [["n", -1, 0, 0, 0, "file"]]]}}',
    '{"version": 1, "logs": {"/x": [1, [["n", true, 0, 0, 0, "file"]]]}}',
    '[' * 100000,
])
def test_refused(text):
    with pytest.raises(ValueError, match='not what this command wrote'):
        history.loads(text)


@pytest.mark.parametrize(('now', 'written'), [
    (10.0, None), (10.5, None), (9.0, None), (12.0, 5)])
def test_grown(now, written):
    grown = history.grown({LOG.path: look(10.0, 4)}, LOG, now)
    assert (grown and grown.written) == written


def test_not_seen_before():
    assert history.grown({}, LOG, 5.0) is None


def test_renewed():
    looks = {'/i/hung/console.log': look(1, 1), '/i/gone/console.log':
             look(1, 1), '/i/hungry/console.log': look(1, 1), LOG.path:
             look(1, 1), '/i/hung/future': look(99, 1)}
    assert history.renewed(looks, [LOG], 5.0, ['/i/hung']) == {
        '/i/hung/console.log': look(1, 1), LOG.path: look(5.0, 9)}
