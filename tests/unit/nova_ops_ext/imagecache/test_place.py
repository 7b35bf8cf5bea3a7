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

"""Which storage is of this node only."""

from __future__ import annotations

import errno
import os

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
import pytest

from nova_ops_ext.imagecache import block_devices
from nova_ops_ext.imagecache import mounts
from nova_ops_ext.imagecache import place
from nova_ops_ext.imagecache import progress
from nova_ops_ext.imagecache import statfs
from nova_ops_ext.imagecache import way
from tests.unit.nova_ops_ext.imagecache import test_filesystems

EXT4 = 0xef53


class Node:
    """A node of which all is as told, but for the directories.

    All directories are on one mount, the one that they are really on.
    """

    def __init__(self, directory, monkeypatch):
        self.directory = directory
        self.paths = [str(directory / 'instances'),
                      str(directory / 'instances/_base')]
        os.makedirs(self.paths[1])
        self.statfs = EXT4
        monkeypatch.setattr(statfs, 'f_type', self._f_type)
        (directory / 'proc/self').mkdir(parents=True)
        (directory / 'proc/self/fdinfo').symlink_to('/proc/self/fdinfo')
        self.etab = directory / 'etab'
        self.sys = directory / 'sys'
        self.block = self.sys / 'dev/block'
        self.block.mkdir(parents=True)
        handle = os.open(directory, os.O_PATH)
        with open('/proc/self/fdinfo/%d' % handle) as file:
            self._number = mounts.mount_id(file.read())
        os.close(handle)
        self.mount()
        self.device('8:1', 'sda1', partition='1')

    def mount(self, kind='ext4', device='8:1', point='/', root='/',
              source='/dev/sda1'):
        self.mountinfo('%d 1 %s %s %s rw - %s %s rw\n' % (
            self._number, device, root, point, kind, source))

    def mountinfo(self, text):
        (self.directory / 'proc/self/mountinfo').write_text(text)

    def device(self, number, name, **files):
        made = self.sys / 'devices' / name
        made.mkdir(parents=True)
        for file, text in files.items():
            (made / file).write_text(text)
        (self.block / number).symlink_to('../../devices/' + name)
        return made

    def loop(self, number, name, backing):
        made = self.device(number, name)
        (made / 'slaves').mkdir()
        (made / 'loop').mkdir()
        (made / 'loop/backing_file').write_bytes(os.fsencode(backing) + b'\n')

    def stands_on(self, number, name, *below):
        made = self.device(number, name)
        (made / 'slaves').mkdir()
        for other in below:
            (made / 'slaves' / other).symlink_to('../../' + other)

    def _f_type(self, _handle):
        if isinstance(self.statfs, OSError):
            raise self.statfs
        return self.statfs

    def look(self, *paths, **others):
        others.setdefault('etab', [str(self.etab)])
        return place.look(paths or self.paths, progress.Progress(), **{
            'proc': str(self.directory / 'proc'), 'sys': str(self.sys),
            **others})

    def kinds(self, *paths, **others):
        return [one.kind for one in self.look(*paths, **others)]


@pytest.fixture
def node(tmp_path, monkeypatch):
    return Node(tmp_path, monkeypatch)


def test_local(node):
    assert node.look() == []


@pytest.mark.parametrize('kind', test_filesystems.MAGICS)
def test_each_local_type(node, kind, monkeypatch):
    monkeypatch.setattr(block_devices, 'number', lambda path: '8:1')
    node.statfs = test_filesystems.MAGICS[kind]
    node.mount(kind, '0:33' if kind in ('btrfs', 'zfs', 'bcachefs')
               else '8:1')
    assert node.look() == []


@pytest.mark.parametrize('kind', [
    kind for kind in test_filesystems.OTHERS if kind])
def test_each_other_type(node, kind):
    node.statfs = test_filesystems.OTHERS[kind]
    node.mount(kind, '0:33')
    assert node.kinds() == ['shared', 'shared']
    assert [one.path for one in node.look()] == node.paths
    assert kind in node.look()[0].why


@pytest.mark.parametrize('kind, f_type', [
    ('nfs4', EXT4), ('ext4', 0x6969), ('xfs', EXT4), ('ext4', 0x58465342)])
def test_the_two_disagree(node, kind, f_type):
    node.statfs = f_type
    node.mount(kind)
    assert node.kinds() == ['unknown', 'unknown']


@pytest.mark.parametrize('error', [
    OSError(116, 'Stale file handle'), OSError(5, 'Input/output error'),
    PermissionError(13, 'Permission denied')])
def test_statfs_fails(node, error):
    node.statfs = error
    assert node.kinds() == ['unknown', 'unknown']
    assert error.strerror in node.look()[0].why


@pytest.mark.parametrize('text', [
    '', '\n', 'nonsense', '999999 1 8:1 / / rw - ext4 /dev/sda1 rw\n'])
def test_no_mount(node, text):
    node.mountinfo(text)
    assert node.kinds() == ['unknown', 'unknown']


def test_a_mount_that_is_elsewhere(node):
    node.mount(point='/elsewhere')
    assert node.kinds() == ['unknown', 'unknown']


def test_no_mountinfo(node):
    (node.directory / 'proc/self/mountinfo').unlink()
    assert node.kinds() == ['unknown']


def test_no_fdinfo(node):
    (node.directory / 'proc/self/fdinfo').unlink()
    assert set(node.kinds()) == {'unknown'}


def test_whatever_goes_wrong_is_a_finding(node, monkeypatch):
    monkeypatch.setattr(mounts, 'parse', lambda text: 1 / 0)
    assert node.kinds() == ['unknown']
    assert 'ZeroDivisionError' in node.look()[0].why


def test_nothing_stays_open(node):
    before = os.listdir('/proc/self/fd')
    node.etab.write_text('/tmp\t*(rw)\n/proc\t*(rw)\n')
    os.symlink('loop', node.directory / 'loop')
    node.look(*node.paths, '/gone/x', str(node.directory / 'loop'))
    assert len(os.listdir('/proc/self/fd')) == len(before)


class TestWay:
    def test_what_does_not_exist_yet(self, node):
        path = node.paths[0] + '/gone/_base'
        assert node.look(path) == []
        node.mount('tmpfs')
        assert [one.path for one in node.look(path)] == [node.paths[0]]

    def test_a_symlink_to_nothing(self, node):
        os.symlink('gone', node.paths[0] + '/link')
        assert node.kinds(node.paths[0] + '/link') == ['unknown']
        assert node.kinds(node.paths[0] + '/link/_base') == ['unknown']
        os.symlink('_base', node.paths[0] + '/second')
        os.symlink('second/gone', node.paths[0] + '/first')
        assert node.kinds(node.paths[0] + '/first') == ['unknown']

    def test_nothing_behind_a_symlink(self, node):
        os.symlink('_base', node.paths[0] + '/link')
        assert node.look(node.paths[0] + '/link/gone/a') == []

    def test_a_circle(self, node):
        os.symlink('circle', node.paths[0] + '/circle')
        (found,) = node.look(node.paths[0] + '/circle')
        assert found.kind == 'unknown'
        assert os.strerror(errno.ELOOP) in found.why

    @pytest.mark.parametrize('path', ['', 'a/b', '/a\0b', '/gone/../tmp'])
    def test_no_path(self, node, path):
        assert node.kinds(path) == ['unknown']

    def test_through_a_file(self, node):
        node.etab.write_text('')
        assert node.kinds(str(node.etab / 'x')) == ['unknown']

    def test_what_may_not_be_searched(self, node, monkeypatch):
        real = os.open

        def opened(path, *more, **others):
            if path == '_base':
                raise PermissionError(13, 'Permission denied', path)
            return real(path, *more, **others)
        monkeypatch.setattr(os, 'open', opened)
        assert node.kinds() == ['unknown']
        assert node.look()[0].path == node.paths[1]

    def test_every_directory_of_a_symlink(self, node):
        for name in 'abc':
            (node.directory / name).mkdir()
        os.symlink('../b/second', node.directory / 'a/first')
        os.symlink(str(node.directory / 'c'), node.directory / 'b/second')
        walked = []
        way.walk(str(node.directory / 'a/first/../c/./'), walked,
                 progress.Progress())
        for one in walked:
            os.close(one.handle)
        assert [(one.path, one.end) for one in walked] == [
            (str(node.directory / 'a'), ''), (str(node.directory / 'b'), ''),
            (str(node.directory / 'c'), str(node.directory / 'c'))]

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.sampled_from(
        ['..', '.', '', 'a', 'b', 'down', 'up', 'far', 'gone']), max_size=7))
    def test_ends_where_realpath_does(self, tmp_path_factory, names):
        top = tmp_path_factory.getbasetemp() / 'tree'
        if not top.exists():
            (top / 'a/b').mkdir(parents=True)
            (top / 'b').mkdir()
            os.symlink('a/b', top / 'down')
            os.symlink('../../b', top / 'a/b/up')
            os.symlink(str(top), top / 'b/far')
        path = str(top) + '/' + '/'.join(names)
        walked = []
        try:
            way.walk(path, walked, progress.Progress())
        except FileNotFoundError:
            assert not os.path.exists(path) and '..' in names
            return
        finally:
            for one in walked:
                os.close(one.handle)
        # realpath agrees, as nothing follows '..' behind what is not there.
        assert walked[-1].end == os.path.realpath(path)
        assert os.path.isdir(walked[-1].path)


class TestDevices:
    def test_no_sysfs(self, node):
        (node.block / '8:1').unlink()
        assert node.kinds() == ['unknown', 'unknown']

    @pytest.mark.parametrize('kind', ['ext4', 'xfs'])
    def test_no_device(self, node, kind):
        node.statfs = test_filesystems.MAGICS[kind]
        node.mount(kind, '0:33')
        assert node.kinds() == ['unknown', 'unknown']

    def test_btrfs_has_another_number_than_its_device(self, node,
                                                      monkeypatch):
        asked = []
        monkeypatch.setattr(block_devices, 'number',
                            lambda path: asked.append(path) or '8:1')
        node.statfs = 0x9123683e
        node.mount('btrfs', '0:33', source='/dev/sda1')
        assert node.look() == []
        assert set(asked) == {'/dev/sda1'}

    @pytest.mark.parametrize('source', ['/dev/gone', 'none', '', '/dev/null',
                                        '/tmp'])
    def test_btrfs_on_what_is_no_device(self, node, source):
        node.statfs = 0x9123683e
        node.mount('btrfs', '0:33', source=source)
        assert node.kinds() == ['unknown', 'unknown']

    def test_a_loop_device_of_which_the_file_is_seen(self, node):
        # All is on the one mount, so the file is on it too; the file's own
        # device is the loop again, which has an end.
        node.device('8:2', 'sda2', partition='2')
        node.loop('7:0', 'loop0', node.etab)
        node.etab.write_text('')
        node.mount(device='7:0')
        assert 'too deep' in node.look()[0].why
        assert node.kinds() == ['unknown', 'unknown']

    @pytest.mark.parametrize('backing', [
        '/gone/image', '/var/image (deleted)', '', 'image'])
    def test_a_loop_device_of_which_the_file_is_not_seen(self, node, backing):
        node.loop('7:0', 'loop0', backing)
        node.mount(device='7:0')
        assert node.kinds() == ['unknown', 'unknown']

    def test_a_file_that_only_looks_like_the_one_that_was_deleted(self, node):
        (node.directory / 'image (deleted)').write_text('')
        node.loop('7:0', 'loop0', node.directory / 'image (deleted)')
        with pytest.raises(block_devices.UnclearError, match='be seen'):
            block_devices.files('7:0', str(node.sys))

    @pytest.mark.parametrize('name', ['loop3', 'dm-0', 'md127'])
    def test_a_device_that_hides_on_what_it_stands(self, node, name):
        node.device('253:0', name)
        node.mount(device='253:0')
        assert node.kinds() == ['unknown', 'unknown']

    def test_devices_above_a_loop_device(self, node):
        node.loop('7:0', 'loop0', '/gone/image')
        node.stands_on('253:1', 'dm-1', 'sda1', 'loop0')
        node.stands_on('253:0', 'dm-0', 'dm-1')
        node.mount(device='253:0')
        assert node.kinds() == ['unknown', 'unknown']
        assert '/gone/image' in node.look()[0].why

    def test_devices_above_a_disk(self, node):
        node.stands_on('253:1', 'dm-1', 'sda1')
        node.stands_on('253:0', 'dm-0', 'dm-1')
        node.mount(device='253:0')
        assert node.look() == []

    def test_a_partition_of_a_loop_device(self, node):
        node.loop('7:0', 'loop0', '/gone/image')
        node.device('259:0', 'loop0/loop0p1', partition='1')
        node.mount(device='259:0')
        assert node.kinds() == ['unknown', 'unknown']

    def test_devices_in_a_circle(self, node):
        node.stands_on('253:0', 'dm-0', 'dm-0')
        assert block_devices.files('253:0', str(node.sys)) == []


class TestExports:
    @pytest.mark.parametrize('export', ['', '/_base', '/server'])
    def test_exported(self, node, export):
        node.etab.write_text('%s%s\t*(rw)\n' % (node.paths[0], export))
        assert node.look()[0][:2] == ('exported', node.paths[0])
        assert str(node.etab) in node.look()[0].why

    @pytest.mark.parametrize('above', [0, 1, 2])
    def test_a_parent_is_exported(self, node, above):
        parent = str(node.directory)
        for _time in range(above):
            parent = os.path.dirname(parent)
        node.etab.write_text('%s\t*(ro)\n' % parent)
        assert node.kinds() == ['exported', 'exported']

    def test_exported_by_its_other_name(self, node):
        os.symlink('instances', node.directory / 'link')
        node.etab.write_text('%s\t*(ro)\n' % (node.directory / 'link'))
        assert node.kinds() == ['exported', 'exported']
        node.etab.write_text('%s\t*(ro)\n' % node.paths[0])
        assert node.kinds(str(node.directory / 'link')) == ['exported']

    def test_exported_from_when_it_is(self, node):
        assert node.look() == []
        node.etab.write_text('')
        assert node.look() == []
        node.etab.write_text('/elsewhere\t*(rw)\n%s\t*(rw)\n' %
                             node.paths[1])
        assert node.kinds() == ['exported', 'exported']
        node.etab.unlink()
        assert node.look() == []

    @pytest.mark.parametrize('export', ['novas', 'instances2', 'gone/a'])
    def test_something_else_is_exported(self, node, export):
        node.etab.write_text('%s\t*(rw)\n' % (node.directory / export))
        assert node.look() == []

    def test_what_shall_be_made_below_an_export(self, node):
        node.etab.write_text('%s/new\t*(rw)\n' % node.paths[0])
        assert node.kinds(node.paths[0] + '/new/_base') == ['exported']
        assert node.kinds(node.paths[0] + '/other') == []

    @pytest.mark.parametrize('text', ['nonsense', '\0', '"/a'])
    def test_not_understood(self, node, text):
        node.etab.write_text(text)
        assert [(one.kind, one.path) for one in node.look()] == [
            ('unknown', str(node.etab))]

    def test_not_readable(self, node):
        node.etab.mkdir()
        assert [(one.kind, one.path) for one in node.look()] == [
            ('unknown', str(node.etab))]

    def test_any_of_the_lists(self, node):
        node.etab.write_text('%s\t*(rw)\n' % node.paths[0])
        assert node.kinds(etab=['/gone', str(node.etab)]) == [
            'exported', 'exported']

    def test_an_export_that_leads_nowhere(self, node):
        os.symlink('gone', node.directory / 'link')
        node.etab.write_text('%s\t*(rw)\n' % (node.directory / 'link'))
        assert node.kinds() == ['unknown']

    def test_the_lists_of_a_node(self):
        assert place.ETAB == ('/var/lib/nfs/etab', '/proc/fs/nfsd/exports')


def test_statfs_says_what_the_kernel_says():
    handle = os.open('/proc', os.O_PATH)
    try:
        assert statfs.f_type(handle) == 0x9fa0
    finally:
        os.close(handle)
    with pytest.raises(OSError):
        statfs.f_type(handle)
