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

"""What is told of versions is what is there."""

from importlib import metadata
import platform

import pytest

from demo import versions


def test_of_what_is_there():
    found = versions.of('swift')
    assert found['Swift'] == metadata.version('swift')
    assert found['Python'] == platform.python_version()


def test_of_what_is_not():
    assert versions.of('no-such-service')['No-Such-Service'] == 'unknown'


@pytest.mark.parametrize(('changed', 'said'), [
    ('', 'commit 0123456789ab'),
    (' M file', 'commit 0123456789ab with changes')])
def test_commit(monkeypatch, tmp_path, changed, said):
    (tmp_path / '.git').touch()
    monkeypatch.setattr(versions, '_ROOT', tmp_path)
    monkeypatch.setattr(versions, '_git', lambda *words: {
        'rev-parse': '0123456789ab', 'status': changed}[words[0]])
    assert versions.of('swift')['openstack-ops-ext'] == said


@pytest.mark.parametrize('history', [True, False])
def test_no_commit(monkeypatch, tmp_path, history):
    """A tree that was downloaded, perhaps into another repository."""
    if history:
        (tmp_path / '.git').touch()
        monkeypatch.setenv('PATH', '')
    monkeypatch.setattr(versions, '_ROOT', tmp_path)
    monkeypatch.setattr(versions, '_installed', lambda name: '1.2')
    assert versions.of('swift')['openstack-ops-ext'] == '1.2'
