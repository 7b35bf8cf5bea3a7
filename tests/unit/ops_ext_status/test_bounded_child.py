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

"""A child that hangs, breaks or talks does not hold the command."""

import textwrap
import time

import pytest

from ops_ext_status import bounded_child
from ops_ext_status import path_probe
from ops_ext_status import storage


@pytest.fixture
def child(tmp_path, monkeypatch):
    def ask(text, patience=20):
        (tmp_path / 'asked.py').write_text(textwrap.dedent(text))
        return bounded_child.ask('asked', ['a', 'b'], patience)

    monkeypatch.setattr(bounded_child, '_HERE', tmp_path)
    return ask


def test_answers(child):
    assert child('''
        def look(words):
            print('noise')
            return {'words': words}
        ''') == {'words': ['a', 'b']}


def test_does_not_wait_for_threads(child):
    began = time.monotonic()
    assert child('''
        import threading, time
        def look(words):
            threading.Thread(target=time.sleep, args=(60,)).start()
            return 1
        ''') == 1
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(('text', 'why'), [
    ('import time; time.sleep(60)', 'no answer'),
    ('import os; os._exit(3)', 'code 3'),
    ('raise SystemExit("gone")', 'gone'),
    ('def look(words): raise ValueError("broken")', 'broken'),
    ('def look(words): return object()', 'not JSON'),
    ('def', 'invalid syntax'),
])
def test_gives_up(child, text, why):
    with pytest.raises(bounded_child.GivenUpError, match=why):
        child(text, 2 if 'sleep' in text else 20)


def test_imports():
    assert bounded_child.ask('ops_ext_status.import_probe', (
        'json', 'no.such.module')) == {
            'no.such.module': "ModuleNotFoundError: No module named 'no'"}


def test_paths(tmp_path):
    (tmp_path / 'file').touch()
    found = storage.look([str(tmp_path), str(tmp_path / 'new' / 'one'),
                          str(tmp_path / 'file' / 'below')])
    assert found.problem == ''
    there, missing, below = found.paths.values()
    assert there.exists and there.directory and there.writable and there.type
    assert not missing.exists and missing.there == str(tmp_path)
    assert not below.directory


def test_a_path_that_hangs(monkeypatch):
    def ask(*words):
        raise bounded_child.GivenUpError('no answer in 10 seconds')

    monkeypatch.setattr(storage.bounded_child, 'ask', ask)
    assert 'no answer' in storage.look(['/srv']).problem


@pytest.mark.parametrize(('kind', 'shared'), [
    ('nfs4', True), ('fuse.glusterfs', True), ('ceph', True),
    ('ext4', False), ('overlay', False), ('', False), ('fuse.lxcfs', False)])
def test_shared(kind, shared):
    assert storage.Path(True, '/', True, True, kind).shared is shared


def test_probe_of_the_root():
    assert path_probe.look(['/'])['/']['directory']
