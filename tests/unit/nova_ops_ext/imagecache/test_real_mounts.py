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

"""Real mounts: what is local, what is not, and what becomes shared."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import threading

import pytest

from nova_ops_ext.imagecache import place
from nova_ops_ext.imagecache import progress
from nova_ops_ext.imagecache import statfs
from tests.harness import hung_mount
from tests.harness import real_mounts


@pytest.fixture
def mounts(tmp_path):
    # A test that cannot mount is skipped where it would.
    with real_mounts.RealMounts(tmp_path) as made:
        yield made


@pytest.fixture(autouse=True)
def _skip_where_nobody_may_mount(request):
    if os.geteuid():
        pytest.skip('not root')


@pytest.fixture
def instances(tmp_path):
    """Give instances_path with a cache, on the file system of the tests."""
    path = tmp_path / 'instances'
    (path / '_base').mkdir(parents=True)
    if found(path):
        pytest.skip('no local file system: %s' % found(path))
    return path


@contextlib.contextmanager
def may():
    try:
        yield
    except PermissionError as error:
        pytest.skip(str(error))


def found(path, **others):
    others.setdefault('etab', ())
    return place.look([str(path), str(path / '_base')], progress.Silent(),
                      **others)


def kinds(path, **others):
    return {(one.kind, one.path) for one in found(path, **others)}


def test_a_directory_of_the_node_is_local(instances):
    assert found(instances) == []


@pytest.mark.parametrize('kind', ['fuse', 'fuse.sshfs', 'fuse.glusterfs',
                                  'fuse.moosefs', 'fuse.ext4'])
def test_fuse_is_shared_from_when_it_is_mounted(instances, mounts, kind):
    assert found(instances) == []
    with may():
        mounts.fuse(instances, kind)

    assert kinds(instances) == {('shared', str(instances))}
    assert kind in found(instances)[0].why


def test_the_cache_alone_may_be_shared(instances, mounts):
    with may():
        mounts.fuse(instances / '_base')
    assert kinds(instances) == {('shared', str(instances / '_base'))}


def test_the_cache_alone_may_be_local_and_that_is_not_enough(
        instances, mounts, tmp_path):
    base = tmp_path / 'base'
    base.mkdir()
    with may():
        mounts.tmpfs(instances)
        (instances / '_base').mkdir()
        mounts.bind(base, instances / '_base')
    assert kinds(instances) == {('shared', str(instances))}


@pytest.mark.parametrize('error', [errno.ESTALE, errno.EIO, errno.EACCES])
def test_statfs_that_fails_is_unknown(instances, mounts, error):
    with may():
        mounts.fuse(instances, error=error)
    said = found(instances)
    assert ('unknown', str(instances)) in kinds(instances)
    assert os.strerror(error) in said[0].why and 'fuse.sshfs' in said[0].why


def test_memory_is_not_on_the_list(instances, mounts):
    with may():
        mounts.tmpfs(instances)
    assert kinds(instances) == {('shared', str(instances))}


def test_an_overlay_hides_what_is_below(instances, mounts):
    with may():
        mounts.overlay(instances, instances)
    said = found(instances)
    assert {one.path for one in said} == {
        str(instances), str(instances / '_base')}
    assert {one.kind for one in said} == {'shared'}


def test_a_bind_mount_takes_the_type_of_its_source(instances, mounts,
                                                   tmp_path):
    for name in ('local', 'far'):
        (tmp_path / name).mkdir()
    with may():
        mounts.bind(tmp_path / 'local', instances / '_base')
    assert found(instances) == []
    with may():
        mounts.fuse(tmp_path / 'far')
        mounts.bind(tmp_path / 'far', instances / '_base')
    assert kinds(instances) == {('shared', str(instances / '_base'))}


def test_a_bind_mount_in_an_overlay_is_local(instances, mounts, tmp_path):
    # A container: its root is an overlay, its volumes are not.
    root = tmp_path / 'root'
    (root / 'var').mkdir(parents=True)
    with may():
        mounts.overlay(root, root)
        (root / 'var/nova').mkdir()
        mounts.bind(instances, root / 'var/nova')
    assert found(root / 'var/nova') == []
    assert kinds(root / 'var') == {('shared', str(root / 'var'))}


def test_the_directory_of_a_symlink_counts(instances, mounts, tmp_path):
    far = tmp_path / 'far'
    far.mkdir()
    with may():
        mounts.tmpfs(far)
    (far / 'link').symlink_to(instances)
    (tmp_path / 'first').symlink_to('far/link')
    (tmp_path / 'direct').symlink_to('instances')

    assert found(tmp_path / 'direct') == []
    assert kinds(tmp_path / 'first') == {('shared', str(far))}


def test_a_parent_that_leads_elsewhere(instances, mounts, tmp_path):
    far = tmp_path / 'far'
    far.mkdir()
    with may():
        mounts.fuse(far)
    (tmp_path / 'nova').symlink_to(far)
    assert ('shared', str(far)) in kinds(tmp_path / 'nova' / 'instances')


def test_a_file_system_in_a_file_of_this_node(instances, mounts, tmp_path):
    with may():
        mounts.loop(mounts.image(tmp_path / 'image'), instances)
    (instances / '_base').mkdir()
    assert found(instances) == []


def test_a_file_system_in_a_file_that_may_be_elsewhere(
        instances, mounts, tmp_path):
    far = tmp_path / 'far'
    far.mkdir()
    with may():
        mounts.mount('tmpfs', far, 'tmpfs', 'size=8m')
        mounts.loop(mounts.image(far / 'image'), instances)
    assert kinds(instances) == {('unknown', str(instances))}
    assert str(far / 'image') in found(instances)[0].why


def test_a_file_in_a_file_in_a_file_elsewhere(instances, mounts, tmp_path):
    far, middle = tmp_path / 'far', tmp_path / 'middle'
    far.mkdir()
    middle.mkdir()
    with may():
        mounts.mount('tmpfs', far, 'tmpfs', 'size=64m')
        with open(far / 'image', 'wb') as file:
            file.truncate(32 << 20)
        subprocess.run(['mkfs.ext4', '-q', '-F', str(far / 'image')],
                       check=True)
        mounts.loop(far / 'image', middle)
        mounts.loop(mounts.image(middle / 'image'), instances)
    assert kinds(instances) == {('unknown', str(instances))}
    assert str(far) in found(instances)[0].why


def test_a_loop_device_of_a_loop_device(instances, mounts, tmp_path):
    far = tmp_path / 'far'
    far.mkdir()
    with may():
        mounts.mount('tmpfs', far, 'tmpfs', 'size=8m')
        device = mounts.device(mounts.image(far / 'image'))
        mounts.loop(device, instances)
    assert kinds(instances) == {('unknown', str(instances))}


def test_a_file_that_is_gone(instances, mounts, tmp_path):
    with may():
        mounts.loop(mounts.image(tmp_path / 'image'), instances)
    assert found(instances) == []
    (tmp_path / 'image').unlink()
    assert kinds(instances) == {('unknown', str(instances))}
    assert 'deleted' in found(instances)[0].why


def relabelled(tmp_path, point, old, new):
    """Make a /proc that calls a mount something else."""
    lines = []
    with open('/proc/self/mountinfo') as file:
        for line in file:
            if line.split(' ')[4] == str(point):
                assert ' - %s ' % old in line
                line = line.replace(' - %s ' % old, ' - %s ' % new)
            lines.append(line)
    (tmp_path / 'proc/self').mkdir(parents=True)
    (tmp_path / 'proc/self/mountinfo').write_text(''.join(lines))
    (tmp_path / 'proc/self/fdinfo').symlink_to('/proc/self/fdinfo')
    return str(tmp_path / 'proc')


@pytest.mark.parametrize('label', ['nfs', 'nfs4', 'xfs', 'fuse.x', 'ext5'])
def test_mountinfo_says_nfs_and_statfs_ext4(instances, mounts, tmp_path,
                                            label):
    with may():
        mounts.loop(mounts.image(tmp_path / 'image'), instances)
    (instances / '_base').mkdir()
    proc = relabelled(tmp_path, instances, 'ext4', label)
    assert kinds(instances, proc=proc) == {
        ('unknown', str(instances)), ('unknown', str(instances / '_base'))}


def test_mountinfo_says_ext4_and_statfs_something_else(
        instances, mounts, tmp_path):
    with may():
        mounts.fuse(instances, 'fuse.sshfs')
    proc = relabelled(tmp_path, instances, 'fuse.sshfs', 'ext4')
    assert kinds(instances, proc=proc) == {('unknown', str(instances))}


def test_statfs_says_nfs_and_mountinfo_ext4(instances, monkeypatch):
    monkeypatch.setattr(statfs, 'f_type', lambda handle: 0x6969)
    assert {kind for kind, _path in kinds(instances)} == {'unknown'}


def test_an_export_of_another_mount_of_the_same_directory(
        instances, mounts, tmp_path):
    served = tmp_path / 'srv'
    (served / 'vm').mkdir(parents=True)
    etab = tmp_path / 'etab'
    etab.write_text('%s\t*(rw)\n' % (served / 'vm'))
    assert found(instances, etab=[str(etab)]) == []
    with may():
        mounts.bind(instances, served / 'vm')
    assert kinds(instances, etab=[str(etab)]) == {
        ('exported', str(instances)), ('exported', str(instances / '_base'))}
    # Below what is exported, as crossmnt has it.
    etab.write_text('%s\t*(rw,crossmnt)\n' % served)
    assert ('exported', str(instances)) in kinds(instances, etab=[str(etab)])


def test_an_export_of_a_part_of_another_mount(instances, mounts, tmp_path):
    served = tmp_path / 'srv'
    (served / 'vm').mkdir(parents=True)
    (tmp_path / 'link').symlink_to('srv')
    etab = tmp_path / 'etab'
    with may():
        mounts.bind(instances, served / 'vm')
    for export in (served / 'vm/_base', tmp_path / 'link/vm',
                   tmp_path / 'link'):
        etab.write_text('%s\t*(rw)\n' % export)
        assert ('exported', str(instances / '_base')) in kinds(
            instances, etab=[str(etab)])


def test_an_export_that_crosses_into_another_file_system(
        instances, mounts, tmp_path):
    (tmp_path / 'srv').mkdir()
    (tmp_path / 'link').symlink_to(tmp_path)
    with may():
        mounts.loop(mounts.image(tmp_path / 'image'), instances)
    etab = tmp_path / 'etab'
    etab.write_text('%s\t*(rw)\n' % (tmp_path / 'link'))
    assert ('exported', str(instances)) in kinds(instances, etab=[str(etab)])


def test_an_export_of_another_file_system(instances, mounts, tmp_path):
    (tmp_path / 'srv').mkdir()
    with may():
        mounts.tmpfs(tmp_path / 'srv')
    etab = tmp_path / 'etab'
    etab.write_text('%s\t*(rw)\n' % (tmp_path / 'srv'))
    assert found(instances, etab=[str(etab)]) == []


def test_mounted_again_over_what_was_shared(instances, mounts, tmp_path):
    (tmp_path / 'local/_base').mkdir(parents=True)
    with may():
        mounts.fuse(instances)
        mounts.bind(tmp_path / 'local', instances)
    # What is on top counts, in both directions.
    assert found(instances) == []
    with may():
        mounts.fuse(instances)
    assert kinds(instances) == {('shared', str(instances))}


class Recorded(progress.Progress):
    """Remembers each path."""

    def __init__(self):
        super().__init__()
        self.paths = []

    def at(self, path):
        super().at(path)
        self.paths.append(path)


def test_what_hangs_was_named_before(instances):
    said, seen = [], Recorded()
    (instances.parent / 'link').symlink_to(instances)
    with may():
        mount = hung_mount.HungMount(instances)
    looking = threading.Thread(target=lambda: said.extend(place.look(
        [str(instances.parent / 'link')], seen, etab=())), daemon=True)
    with mount:
        looking.start()
        looking.join(0.5)
        assert looking.is_alive()
        assert seen.path == str(instances)
        # On the way, and again before statfs.
        assert seen.paths.count(str(instances)) == 2
    looking.join(60)
    assert not looking.is_alive()
    # Unmounted under us.
    assert {one.kind for one in said} == {'unknown'}


def test_nothing_stays_mounted(tmp_path):
    (tmp_path / 'a').mkdir()
    with may(), pytest.raises(ZeroDivisionError):
        with real_mounts.RealMounts(tmp_path) as made:
            made.tmpfs(tmp_path / 'a')
            made.fuse(tmp_path / 'a')
            made.loop(made.image(tmp_path / 'image'), tmp_path / 'a')
            raise ZeroDivisionError
    with open('/proc/self/mountinfo') as file:
        assert str(tmp_path) not in file.read()
    assert str(tmp_path) not in subprocess.run(
        ['losetup', '--all'], capture_output=True, text=True).stdout
