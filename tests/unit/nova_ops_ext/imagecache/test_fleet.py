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

"""Who else uses a storage."""

from __future__ import annotations

import errno
import json
import os

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
import pytest

from nova_ops_ext.imagecache import durable
from nova_ops_ext.imagecache import fleet
from nova_ops_ext.imagecache import host_names
from nova_ops_ext.imagecache import host_record
from nova_ops_ext.imagecache import markers
from nova_ops_ext.imagecache import progress
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache import small_file

HOSTS = st.binary(max_size=40).map(os.fsdecode)


class Storage:
    """An instances_path, and the hosts on it."""

    def __init__(self, directory):
        self.directory = directory
        self.instances = directory / 'instances'
        (self.instances / '_base').mkdir(parents=True)
        self.registry = self.instances / 'compute_nodes'
        self.markers = self.instances / 'ops_ext_hosts'
        self.in_cache = self.instances / '_base/ops_ext_hosts'

    def fleet(self, host='one', machine='a' * 32, state='state', cache=None):
        state_dir = self.directory / state / host_names.quoted(host)
        (self.directory / 'ids').mkdir(exist_ok=True)
        machine_id = self.directory / 'ids' / ('of-' + machine)
        machine_id.write_text(machine + '\n')
        return fleet.Fleet(
            shapes.Settings(host, str(self.instances),
                            str(cache or self.instances / '_base'),
                            str(state_dir)),
            str(state_dir / 'storage'), progress.Progress(),
            machine_id=str(machine_id))

    @property
    def record(self):
        return self.directory / 'state/one/storage/hosts'

    def kinds(self, *server_hosts):
        return sorted({one.kind
                       for one in self.fleet().evidence(server_hosts)})

    def others(self, *server_hosts):
        return [one.why.rpartition(': ')[0]
                for one in self.fleet().evidence(server_hosts)
                if one.kind == 'other-host']


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path)


def test_alone(storage):
    assert storage.fleet().evidence(['one']) == []
    assert storage.fleet().announce() == []
    assert storage.fleet().evidence([]) == []
    storage.registry.write_text(json.dumps({'one': 1.5}))
    assert storage.fleet().evidence(['one', 'one', '']) == []
    assert not storage.record.exists()


class TestRegistry:
    @pytest.mark.parametrize('when', [0, 4e9, -1, None, 'x'])
    def test_another_host_of_any_age(self, storage, when):
        storage.registry.write_text(json.dumps({'one': 1, 'two': when}))
        (found,) = storage.fleet().evidence([])
        assert found.kind == 'other-host'
        assert found.path == str(storage.registry)
        assert found.why.startswith('two: ')

    @pytest.mark.parametrize('text', [
        '', '{', '[]', '[["two", 1]]', 'null', '7', '{"two": 1', '\0' * 40,
        '[' * 100000, '{"one": 1}{', '"two"', '{"a": %s}' % ('1' * 9999)])
    def test_what_is_no_map(self, storage, text):
        storage.registry.write_text(text)
        (found,) = storage.fleet().evidence([])
        assert found[:2] == ('unreadable', str(storage.registry))

    def test_what_is_no_file(self, storage):
        storage.registry.mkdir()
        assert storage.kinds() == ['unreadable']
        storage.registry.rmdir()
        os.mkfifo(storage.registry)
        assert storage.kinds() == ['unreadable']
        storage.registry.unlink()
        storage.registry.symlink_to('compute_nodes')
        assert storage.kinds() == ['unreadable']

    def test_what_is_too_long_to_be_one(self, storage):
        storage.registry.write_text('{}' + ' ' * (17 << 20))
        assert storage.kinds() == ['unreadable']

    def test_what_may_not_be_read(self, storage, monkeypatch):
        def read(path):
            if path == str(storage.registry):
                raise PermissionError(13, 'Permission denied', path)
            raise FileNotFoundError
        monkeypatch.setattr(small_file, 'read', read)
        assert storage.kinds() == ['unreadable']

    @settings(max_examples=40, deadline=None)
    @given(st.dictionaries(st.text(max_size=10), st.none(), max_size=5))
    def test_every_name_counts(self, tmp_path_factory, names):
        storage = Storage(tmp_path_factory.mktemp('storage'))
        storage.registry.write_text(json.dumps(names))
        assert storage.others() == sorted(set(names) - {'one'})


class TestMemory:
    def test_what_was_seen_once_is_not_forgotten(self, storage):
        storage.registry.write_text('{"one": 1, "two": 2}')
        assert storage.others() == ['two']
        # The disk is full, and Nova truncates it; then it is written anew.
        storage.registry.write_text('')
        assert storage.kinds() == ['other-host', 'unreadable']
        storage.registry.write_text('{"one": 3}')
        assert storage.others() == ['two']
        storage.registry.unlink()
        (found,) = storage.fleet().evidence([])
        assert found.path == str(storage.record / 'two')

    def test_a_marker_and_a_server_are_remembered_too(self, storage):
        assert storage.fleet('two').announce() == []
        assert storage.others('three') == ['three', 'two']
        os.unlink(storage.markers / 'two')
        assert storage.others() == ['three', 'two']
        assert json.loads((storage.record / 'three').read_text())[
            'host'] == 'three'

    def test_the_record_is_written_before_anybody_is_told(self, storage,
                                                          monkeypatch):
        def full(path, text, *more):
            raise OSError(28, 'No space left on device', path)
        monkeypatch.setattr(durable, 'replace', full)
        assert storage.others('two') == ['two']
        assert storage.kinds('two') == ['other-host', 'unreadable']

    def test_what_is_torn_counts_by_its_name(self, storage):
        storage.record.mkdir(parents=True)
        for name, text in (('two', ''), ('a%2Fb', '{'), ('.c.new', '[]'),
                           ('d', '{"host": 4}'), ('e', '{"host": "f"}')):
            (storage.record / name).write_text(text)
        assert storage.others() == ['.c.new', 'a/b', 'd', 'f', 'two']

    def test_a_record_that_cannot_be_read(self, storage):
        storage.record.parent.mkdir(parents=True)
        storage.record.write_text('')
        assert storage.kinds() == ['unreadable']

    @settings(max_examples=40, deadline=None)
    @given(st.sets(HOSTS, max_size=5))
    def test_any_name_is_remembered(self, tmp_path_factory, hosts):
        directory = str(tmp_path_factory.mktemp('record') / 'hosts')
        for host in hosts:
            host_record.add(directory, host, 'here', 1)
        assert set(host_record.hosts(directory)) == hosts

    def test_long_names_are_remembered_apart(self, tmp_path):
        directory = str(tmp_path / 'hosts')
        hosts = {'/' * 255 + end for end in ('', 'a', 'b')}
        for host in hosts:
            host_record.add(directory, host, 'here', 1)
        assert set(host_record.hosts(directory)) == hosts


class TestForget:
    def test_a_host_that_is_gone(self, storage):
        storage.registry.write_text('{"two": 2}')
        storage.others('three')
        with pytest.raises(ValueError, match='compute_nodes still names two'):
            storage.fleet().forget('two')
        storage.registry.write_text('{"one": 2}')
        assert storage.others() == ['three', 'two']
        storage.fleet().forget('two')
        assert storage.others() == ['three']

    def test_not_while_it_has_a_marker(self, storage):
        storage.fleet('two').announce()
        storage.others()
        with pytest.raises(ValueError, match='ops_ext_hosts still names two'):
            storage.fleet().forget('two')
        assert storage.others() == ['two']

    @pytest.mark.parametrize('text', ['', '[]'])
    def test_not_while_it_cannot_be_told(self, storage, text):
        storage.others('two')
        storage.registry.write_text(text)
        with pytest.raises(ValueError, match='compute_nodes'):
            storage.fleet().forget('two')
        assert storage.others() == ['two']

    @pytest.mark.parametrize('host', ['two', '../one', '', '..', 'one'])
    def test_not_what_is_not_there(self, storage, host):
        with pytest.raises(ValueError, match='no record'):
            storage.fleet().forget(host)

    def test_what_is_torn_can_go(self, storage):
        storage.record.mkdir(parents=True)
        (storage.record / '.three.1.new').write_text('')
        host_record.add(str(storage.record), 'two', 'x', 1)
        (storage.record / '.two.2.new').write_text('{"host": "two"}')
        storage.fleet().forget('two')
        storage.fleet().forget('.three.1.new')
        assert storage.others() == []


class TestMarkers:
    def test_what_is_in_one(self, storage):
        assert storage.fleet().announce() == []
        marker = json.loads((storage.markers / 'one').read_text())
        assert marker.pop('created') > 0
        nonce = (storage.directory / 'state/one/nonce').read_text()
        assert marker == {'host': 'one', 'machine_id': 'a' * 32,
                          'nonce': nonce}
        assert markers.is_hex(nonce)
        assert os.listdir(storage.markers) == ['one']

    def test_never_written_again(self, storage):
        storage.fleet().announce()
        before = os.stat(storage.markers / 'one')
        storage.fleet().announce()
        assert os.stat(storage.markers / 'one') == before
        # Whatever it is.
        (storage.markers / 'one').write_text('')
        storage.fleet().announce()
        assert (storage.markers / 'one').read_text() == ''
        assert storage.kinds() == ['unreadable']

    def test_each_host_sees_the_other(self, storage):
        storage.fleet('one').announce()
        storage.fleet('two').announce()
        for host, other in (('one', 'two'), ('two', 'one')):
            (found,) = storage.fleet(host).evidence([])
            assert found[:2] == ('other-host', str(storage.markers))
            assert found.why.startswith(other + ': ')

    def test_of_any_age(self, storage):
        storage.fleet('two').announce()
        os.utime(storage.markers / 'two', (0, 0))
        assert storage.others() == ['two']

    def test_two_machines_with_one_name(self, storage):
        storage.fleet(state='state').announce()
        # The other has its own disk for its state.
        other = storage.fleet(state='elsewhere', machine='b' * 32)
        assert other.announce() == []
        assert [one[:2] for one in other.evidence([])] == [
            ('two-machines', str(where / 'one'))
            for where in (storage.markers, storage.in_cache)]
        assert storage.fleet().evidence([]) == []

    @pytest.mark.parametrize('machine, kinds', [
        ('b' * 32, ['two-machines']), ('a' * 32, []), ('', []),
        ('uninitialized', [])])
    def test_a_copy_of_the_state(self, storage, machine, kinds):
        storage.fleet(machine='a' * 32).announce()
        assert sorted({one.kind for one in storage.fleet(
            machine=machine).evidence([])}) == kinds

    def test_a_nonce_that_may_not_be_read(self, storage, monkeypatch):
        """It is not another machine then, for all that can be told."""
        storage.fleet().announce()
        right = small_file.read

        def denied(path, *rest):
            if path.endswith('/nonce'):
                raise PermissionError(errno.EACCES, 'Permission denied', path)
            return right(path, *rest)

        monkeypatch.setattr(small_file, 'read', denied)
        found = storage.fleet().evidence([])
        assert {one.kind for one in found} == {'unreadable'}

    def test_a_state_that_was_lost(self, storage):
        storage.fleet().announce()
        (storage.directory / 'state/one/nonce').unlink()
        assert storage.kinds() == ['two-machines']
        assert storage.fleet().announce() == []
        assert storage.kinds() == ['two-machines']

    @pytest.mark.parametrize('nonce', ['', 'x' * 32, 'a' * 31])
    def test_a_nonce_that_is_none(self, storage, nonce):
        storage.fleet().announce()
        path = storage.directory / 'state/one/nonce'
        path.write_text(nonce)
        assert 'unreadable' in storage.kinds()
        (found,) = storage.fleet().announce()
        assert found[:2] == ('unreadable', str(path))
        assert path.read_text() == nonce

    @pytest.mark.parametrize('text', [
        '', '[]', '{}', '{"host": "one", "nonce": 1}',
        '{"host": "two", "nonce": "%s", "machine_id": ""}' % ('a' * 32),
        '{"host": "one", "nonce": "", "machine_id": ""}',
        '{"host": "one", "nonce": "%s"}' % ('a' * 32)])
    def test_our_marker_that_is_none(self, storage, text):
        storage.markers.mkdir()
        (storage.markers / 'one').write_text(text)
        assert storage.kinds() == ['unreadable']
        storage.fleet().announce()
        assert storage.kinds() == ['unreadable']

    def test_our_marker_that_leads_nowhere(self, storage):
        storage.markers.mkdir()
        (storage.markers / 'one').symlink_to('gone')
        assert storage.fleet().announce() == []
        assert storage.kinds() == ['unreadable']

    @pytest.mark.parametrize('name', [
        'two', '.new.' + 'b' * 32, 'one~', 'ONE', '.one', '%6Fne', '%'])
    def test_whatever_else_is_there_counts(self, storage, name):
        storage.fleet().announce()
        (storage.markers / name).mkdir()
        assert storage.kinds() == ['other-host']

    def test_markers_that_cannot_be_read(self, storage):
        storage.markers.write_text('')
        assert storage.kinds() == ['unreadable']
        (found,) = storage.fleet().announce()
        assert found.kind == 'unreadable'

    def test_a_marker_that_was_not_finished(self, storage):
        storage.fleet().announce()
        os.unlink(storage.markers / 'one')
        nonce = (storage.directory / 'state/one/nonce').read_text()
        (storage.markers / ('.new.' + nonce)).write_text('{')
        assert storage.kinds() == []
        assert storage.fleet().announce() == []
        assert os.listdir(storage.markers) == ['one']
        assert storage.kinds() == []

    def test_no_storage(self, storage):
        (storage.instances / '_base').rmdir()
        storage.instances.rmdir()
        (found,) = storage.fleet().announce()
        assert found[:2] == ('unreadable', str(storage.instances))
        assert not storage.instances.exists()

    def test_no_cache_yet(self, storage):
        (storage.instances / '_base').rmdir()
        assert storage.fleet().announce() == []
        assert storage.fleet().evidence([]) == []

    def test_a_disk_that_is_full(self, storage, monkeypatch):
        def link(*_paths):
            raise OSError(28, 'No space left on device')
        with monkeypatch.context() as patched:
            patched.setattr(os, 'link', link)
            (found,) = storage.fleet().announce()
        assert found.kind == 'unreadable'
        assert storage.fleet().announce() == []
        assert os.listdir(storage.markers) == ['one']

    def test_the_cache_has_one_too(self, storage):
        assert storage.fleet().announce() == []
        assert os.listdir(storage.in_cache) == ['one']
        assert storage.fleet().evidence([]) == []
        (storage.in_cache / 'two').write_text('')
        assert storage.others() == ['two']

    @pytest.mark.parametrize('how', ['link', 'absolute'])
    def test_a_cache_that_others_have_their_servers_beside(self, tmp_path,
                                                           how):
        """It is on the same file system, and nothing else is shared."""
        theirs, ours = Storage(tmp_path / 'a'), Storage(tmp_path / 'b')
        cache = theirs.instances / '_base'
        (ours.instances / '_base').rmdir()
        if how == 'link':
            (ours.instances / '_base').symlink_to(cache)
            cache = None
        assert ours.fleet('two', cache=cache).evidence([]) == []
        theirs.registry.write_text('{"one": 1}')
        (found,) = ours.fleet('two', cache=cache).evidence([])
        assert found[:2] == ('other-host', str(theirs.registry))
        theirs.registry.unlink()
        assert ours.fleet('two', cache=cache).announce() == []
        assert theirs.others() == ['two']
        theirs.fleet().announce()
        assert {one.path for one in ours.fleet('two', cache=cache).evidence(
            []) if 'one: ' in one.why} != set()

    def test_the_cache_is_looked_at_in_any_case(self, storage):
        storage.fleet().announce()
        (storage.in_cache / 'two').write_text('')
        assert storage.others() == ['two']


class TestNames:
    @settings(deadline=None)
    @given(HOSTS)
    def test_there_and_back(self, host):
        name = host_names.quoted(host)
        assert host_names.unquoted(name) == host
        assert name.isascii() and '/' not in name and name
        assert not name.startswith('.')

    @settings(deadline=None)
    @given(HOSTS)
    def test_any_name_of_a_file_stands_for_something(self, name):
        assert isinstance(host_names.unquoted(name), str)

    @pytest.mark.parametrize('host, name', [
        ('compute-1.example.org', 'compute-1.example.org'),
        ('.hidden', '%2Ehidden'), ('..', '%2E.'), ('a/b', 'a%2Fb'),
        ('\u00e9', '%C3%A9'), ('a%b', 'a%25b'), ('', '%')])
    def test_what_they_look_like(self, host, name):
        assert host_names.quoted(host) == name

    @pytest.mark.parametrize('name', ['%6', 'a%xy', '%6f', 'a%', '%6Fne',
                                      '.one', '%%'])
    def test_what_is_no_such_name_is_itself(self, name):
        assert host_names.unquoted(name) == name
