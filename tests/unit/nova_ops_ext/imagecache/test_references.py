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

"""Which files are needed, on real directories."""

import builtins
import json
import os
import shutil
import stat
import subprocess
import tempfile
from unittest import mock

import hypothesis
from hypothesis import strategies as st
import pytest

from nova_ops_ext.imagecache import progress
from nova_ops_ext.imagecache import references
from tests.harness import disk_farm

JUNK = b'QFI\xfb' + b'\xff' * 600
OUTSIDE = '/dev/null'


@pytest.fixture
def farm(tmp_path):
    return disk_farm.Farm(str(tmp_path / 'instances'), bases=3)


def scan(farm):
    return references.scan(farm.path, farm.cache, farm.trash,
                           progress.Silent())


def clean(farm):
    found = scan(farm)
    assert (found.problems, found.missing) == ([], [])
    return found


def over(path, format_='raw', **more):
    return disk_farm.header(os.fsencode(path), format_.encode(), **more)


def whys(found):
    return [(os.path.relpath(one.path), one.why) for one in found.problems]


def qemu_img(*words, cwd=None):
    return subprocess.run(['qemu-img', *map(str, words)], check=True, cwd=cwd,
                          capture_output=True, text=True).stdout


def test_nothing(tmp_path):
    path = str(tmp_path)
    found = references.scan(path, path + '/_base', path + '/_base/t',
                            progress.Silent())
    assert found == ({}, {}, [], [], [], {}, {}, 0, 0)


def test_no_directory(tmp_path):
    path = str(tmp_path / 'instances')
    found = references.scan(path, path + '/_base', path + '/_base/t',
                            progress.Silent())
    assert [one.path for one in found.problems] == [path]


@pytest.mark.parametrize('suffix', ['', '_resize', '_del'])
@pytest.mark.parametrize('name', ['disk', 'disk.rescue', 'disk.eph1', 'odd'])
def test_a_disk(farm, suffix, name):
    disk = farm.server(over(farm.bases[0]), suffix=suffix, name=name)
    found = clean(farm)
    assert found.reached == {farm.bases[0]: disk}
    assert found.names == {'0' * 40: disk}
    assert found.directories == [disk.split('/')[-2]]
    assert set(found.cache) == {os.path.basename(one) for one in farm.bases}
    assert found.disks == 1


def test_cache_file(farm):
    path = farm.base('b', b'x' * 5000)
    os.utime(path, (1, 2))
    os.mkdir(farm.cache + '/d')
    os.symlink('b', farm.cache + '/l')
    seen = os.stat(path)
    cache = clean(farm).cache
    assert cache['b'] == (seen.st_ino, seen.st_dev, seen.st_blocks * 512, 2, 1)
    assert not {'d', 'l'} & set(cache)


def test_servers_of_old(farm):
    for name in ('instance-0000000a', 'instance-0000000b_resize', 'instances',
                 'instance-', 'instance-0a', '0' * 36, 'locks', 'snapshots'):
        os.mkdir(os.path.join(farm.path, name))
        disk_farm.write(os.path.join(farm.path, name, 'disk.local'),
                        over(farm.bases[0]))
    found = clean(farm)
    assert found.directories == ['instance-0000000a',
                                 'instance-0000000b_resize']
    assert found.disks == 7


def test_every_depth_and_kind(farm):
    disk = farm.server()
    deep = os.path.dirname(disk) + '/snapshots/a/b'
    os.makedirs(deep)
    disk_farm.write(deep + '/one.delta', over(farm.bases[0]))
    disk_farm.write(farm.path + '/stray', over(farm.bases[1], version=2))
    os.mkdir(farm.trash)
    disk_farm.write(farm.trash + '/a.1.abcdef', over(farm.bases[2]))
    found = clean(farm)
    assert set(farm.bases) <= set(found.reached)
    assert set(found.trash) == {'a.1.abcdef'}


def test_middle_links(farm):
    middle = farm.base('middle', over(farm.bases[0]))
    farm.server(over(middle, 'qcow2'))
    assert set(clean(farm).reached) == {middle, farm.bases[0]}


def test_alike_disks_are_all_known(farm):
    disks = farm.servers(20)
    found = clean(farm)
    assert found.disks == 24
    assert set(found.reached) == {
        *farm.bases, *(farm.cache + '/' + name for name in found.cache
                       if '_' in name)}
    assert set(found.reached.values()) & set(disks)


def test_data_file(farm):
    data = farm.base('data')
    farm.server(over(farm.bases[0], data_file=os.fsencode(data)))
    assert set(clean(farm).reached) == {data, farm.bases[0]}


def test_names_beyond_what_is_read_first(farm):
    for base in farm.bases:
        farm.server(over(base, name_at=4090))
    assert set(clean(farm).reached) == set(farm.bases)


def test_data_file_by_a_relative_name(farm):
    """QEMU counts from where it was started, which libvirt does in /."""
    farm.server(disk_farm.header(data_file=os.fsencode(farm.bases[0][1:])))
    assert farm.bases[0] in clean(farm).reached


@pytest.mark.parametrize('said, named', [('raw', 'qcow2'), ('qcow2', 'raw')])
def test_two_formats(farm, tmp_path, said, named):
    outside = disk_farm.write(str(tmp_path / 'outside'), JUNK)
    farm.server(over('json:' + json.dumps({
        'driver': named, 'file.filename': outside}), said))
    assert len(scan(farm).problems) == 1


def test_outside(farm, tmp_path):
    middle = disk_farm.write(str(tmp_path / 'middle'), over(farm.bases[0]))
    top = disk_farm.write(str(tmp_path / 'top'), over('middle', 'qcow2'))
    farm.server(over(top, 'qcow2'))
    assert set(clean(farm).reached) == {top, middle, farm.bases[0]}


def test_outside_by_a_raw_name_is_not_opened(farm, tmp_path):
    outside = disk_farm.write(str(tmp_path / 'outside'), JUNK)
    farm.server(over(outside))
    assert set(clean(farm).reached) == {outside}


def test_cache_elsewhere(tmp_path):
    farm = disk_farm.Farm(str(tmp_path / 'instances'))
    cache = str(tmp_path / 'cache')
    os.rename(farm.cache, cache)
    disk_farm.write(cache + '/middle', over('deep'))
    disk_farm.write(cache + '/deep', b'')
    found = references.scan(farm.path, cache, cache + '/t', progress.Silent())
    assert cache + '/deep' in found.reached
    assert len(found.cache) == 22


def chain_of_qemu(disk):
    told = json.loads(qemu_img('info', '--output=json', '--backing-chain',
                               disk))
    return {os.path.realpath(one['filename']) for one in told[1:]}


@pytest.fixture
def linked(farm, tmp_path):
    """A server whose directory and disk are links, and a relative name."""
    real = tmp_path / 'elsewhere' / 'server'
    real.mkdir(parents=True)
    (tmp_path / 'elsewhere' / 'beside').write_bytes(b'x' * 512)
    os.symlink(str(real), farm.path + '/' + '-'.join(
        'a' * length for length in (8, 4, 4, 4, 12)))
    return farm, real


def test_relative_name_behind_a_linked_directory(linked):
    farm, real = linked
    qemu_img('create', '-q', '-f', 'qcow2', '-b', '../beside', '-F', 'raw',
             real / 'disk')
    found = clean(farm)
    assert len(found.directories) == 1
    disk = os.path.join(farm.path, found.directories[0], 'disk')
    assert chain_of_qemu(disk) == {str(real.parent / 'beside')}
    assert chain_of_qemu(disk) <= set(found.reached)


def test_relative_name_of_a_linked_disk(farm, tmp_path):
    disk_farm.write(str(tmp_path / 'base'), bytes(512))
    outside = tmp_path / 'disk'
    qemu_img('create', '-q', '-f', 'qcow2', '-b', 'base', '-F', 'raw',
             outside)
    disk = farm.server()
    beside = disk_farm.write(os.path.dirname(disk) + '/base', bytes(512))
    os.unlink(disk)
    os.unlink(os.path.dirname(disk) + '/disk.info')
    os.symlink(str(outside), disk)
    assert chain_of_qemu(disk) == {beside}
    # Other tools count from where the link leads.
    assert set(clean(farm).reached) == {
        str(outside), beside, str(tmp_path / 'base')}


def test_links_in_the_tree(farm):
    base = farm.base('target')
    directory = os.path.dirname(farm.server(over('alias')))
    os.symlink('../_base/target', directory + '/alias')
    other = os.path.dirname(farm.server())
    os.symlink(directory + '/disk', other + '/disk.too')
    disk_farm.write(other + '/alias', b'')
    found = clean(farm)
    assert {base, directory + '/alias', other + '/alias'} <= set(found.reached)
    assert 'target' in found.names


def test_linked_disk_needs_its_target(farm):
    base = farm.base('target')
    disk = farm.server()
    os.unlink(disk)
    os.symlink(base, disk)
    assert clean(farm).reached == {base: disk}


def test_loops_end(farm):
    directory = os.path.dirname(farm.server())
    os.symlink('.', directory + '/same')
    os.symlink(farm.path, directory + '/up')
    disk_farm.write(directory + '/a', over('b', 'qcow2'))
    disk_farm.write(directory + '/b', over('a', 'qcow2'))
    assert scan(farm).disks <= 10


def test_growing_names_end(farm, tmp_path):
    (tmp_path / 'sub').mkdir()
    disk_farm.write(str(tmp_path / 'grow'), over('sub/../grow', 'qcow2'))
    farm.server(over(str(tmp_path / 'grow'), 'qcow2'))
    assert 'a chain of more than' in scan(farm).problems[0].why


def test_instances_path_is_a_link(farm, tmp_path):
    link = str(tmp_path / 'link')
    os.symlink(farm.path, link)
    farm.server(over(link + '/_base/' + '0' * 40))
    found = references.scan(link, link + '/_base', link + '/_base/t',
                            progress.Silent())
    assert set(found.reached) == {link + '/_base/' + '0' * 40, farm.bases[0]}


def test_real_images(farm):
    top, middle, base = (farm.path + '/' + name for name in 'tmb')
    qemu_img('create', '-q', '-f', 'raw', base, '1M')
    qemu_img('create', '-q', '-f', 'qcow2', '-b', 'b', '-F', 'raw', middle)
    qemu_img('create', '-q', '-f', 'qcow2', '-b', 'json:' + json.dumps({
        'driver': 'qcow2', 'file': {'driver': 'file', 'filename': middle}}),
        '-F', 'qcow2', top)
    assert set(clean(farm).reached) == {middle, base}
    qemu_img('rebase', '-u', '-b', farm.bases[1], '-F', 'raw', top)
    assert set(clean(farm).reached) == {farm.bases[1], base}


@pytest.mark.parametrize('content, why', [
    (JUNK, 'qcow2 version'),
    (over('nbd://h/b'), 'protocol'),
    (over('json:{}'), 'json'),
    (over('/gone', 'qcow2'), 'gone'),
    (over('/gone', ''), 'gone'),
    (over(OUTSIDE, 'qcow2'), 'neither a file nor'),
    (over('/proc/self/x/y', ''), 'gone'),
    (over('/etc', 'qcow2'), 'neither a file nor'),
    (over('/' + 'x' * 300, 'qcow2'), 'resolved'),
])
def test_not_understood(farm, content, why):
    farm.server(content, kind='qcow2')
    problems = scan(farm).problems
    assert problems
    assert all(why in one.why for one in problems), problems


def test_unknown_format(farm):
    farm.server(over(farm.bases[0], 'vmdk'))
    assert [one.why for one in scan(farm).problems] == [
        "what a file of format 'vmdk' refers to is not known"]


@pytest.mark.parametrize('kind', ['vdi', 'vpc', 'vhdx', 'parallels'])
def test_format_that_refers_to_nothing(farm, kind):
    """Users choose it, where [DEFAULT] force_raw_images is false."""
    farm.server(over(farm.bases[0], kind))
    assert os.path.basename(farm.bases[0]) in clean(farm).names


@pytest.mark.parametrize('content', [
    JUNK, over('nbd://h/b'), over('json:{}'), over('/gone', 'qcow2'),
    over(OUTSIDE, 'qcow2'), over('/etc', 'qcow2'), over('/b', 'vmdk'),
    over('../../../../../../../etc/passwd', 'qcow2'),
    over('/' + 'x' * 300, 'qcow2'), over('\udcff', 'qcow2')])
def test_what_a_guest_wrote_is_no_problem(farm, content):
    """Nor is anything of it looked up outside."""
    disk = farm.server(content, kind='raw')
    os.rename(os.path.dirname(disk), os.path.dirname(disk) + '_resize')
    inside = (farm.path, '/proc/self')
    touched = []

    def watched(real):
        def call(path, *more, **named):
            touched.append(os.path.normpath(os.fsdecode(path)))
            return real(path, *more, **named)
        return call

    with mock.patch.multiple(os, **{
            name: watched(getattr(os, name))
            for name in ('open', 'stat', 'lstat', 'readlink', 'scandir')}):
        clean(farm)
    assert [one for one in touched if not one.startswith(inside) and not (
        farm.path.startswith(one))] == []


def test_what_a_guest_wrote_keeps_files(farm):
    link = farm.path + '/link'
    os.symlink(farm.bases[2], link)
    for name in (farm.bases[0], '../_base/' + '0' * 39 + '1',
                 farm.path + '/../instances/link'):
        farm.server(over(name), kind='raw')
    assert {'0' * 39 + '%d' % number for number in range(3)} <= set(
        clean(farm).names)
    assert set(farm.bases) <= set(clean(farm).reached)


def test_raw_base_may_have_any_content(farm):
    """The content of an image is its owner's, who may nest a header."""
    base = farm.base('b', JUNK)
    # As long as nobody needs it, nobody needs what it may need.
    clean(farm)
    farm.server(over(base))
    clean(farm)
    farm.server(over(base, 'qcow2'))
    assert len(scan(farm).problems) == 1


def test_raw_by_the_word_of_a_guest(farm):
    """A guest cannot have an unreadable file pass for a raw one."""
    disk = farm.server(JUNK, kind='qcow2')
    farm.server(over(disk), kind='raw')
    assert len(scan(farm).problems) == 1


@pytest.mark.parametrize('others', [('one', 'one'), ('two', 'one')])
def test_files_that_vouch_for_themselves(farm, others):
    directory = os.path.dirname(farm.server(over(farm.bases[0])))
    for name, other in zip(('one', 'two'), others, strict=True):
        disk_farm.write(os.path.join(directory, name), over(
            'nbd://h/b', data_file=os.fsencode(
                os.path.join(directory, other))))
    assert scan(farm).problems


def test_raw_disk_that_is_a_link_is_not_opened(farm, tmp_path):
    outside = disk_farm.write(str(tmp_path / 'outside'), JUNK)
    disk = farm.server(kind='raw')
    os.unlink(disk)
    os.symlink(outside, disk)
    with failing('/outside', 5):
        assert clean(farm).reached == {outside: disk}
        disk_farm.write(os.path.dirname(disk) + '/disk.info', b'')
        assert len(scan(farm).problems) == 1


def test_block_device(farm):
    disk = farm.server(kind='raw')
    os.unlink(disk)
    try:
        os.mknod(disk, stat.S_IFBLK | 0o600, os.makedev(7, 0))
    except PermissionError as error:
        pytest.skip(str(error))
    with failing('/disk', 5):
        clean(farm)
        disk_farm.write(os.path.dirname(disk) + '/disk.info', b'')
        assert len(scan(farm).problems) == 1


def test_mounted_root_of_a_container(farm):
    rootfs = os.path.dirname(farm.server()) + '/rootfs'
    os.mkdir(rootfs)
    mounted = subprocess.run(
        ['mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', rootfs],
        check=False, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(mounted.stderr)
    try:
        disk_farm.write(rootfs + '/x', JUNK)
        clean(farm)
    finally:
        subprocess.run(['umount', rootfs], check=True)
    disk_farm.write(rootfs + '/x', JUNK)
    assert len(scan(farm).problems) == 1


def test_other_mounts_are_walked(farm):
    other = os.path.dirname(farm.server()) + '/other'
    os.mkdir(other)
    mounted = subprocess.run(
        ['mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', other],
        check=False, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(mounted.stderr)
    try:
        disk_farm.write(other + '/x', over(farm.bases[0]))
        assert farm.bases[0] in clean(farm).reached
    finally:
        subprocess.run(['umount', other], check=True)


@pytest.mark.parametrize('text', [
    b'', b'{', b'[' * 100000, b'[]', b'{"disk": "qcow2"}', b'{"x": "raw"}',
    b'\xff', b'{"disk": 1}'])
def test_disk_info_that_does_not_say_raw(farm, text):
    disk = farm.server(JUNK)
    disk_farm.write(os.path.dirname(disk) + '/disk.info', text)
    assert len(scan(farm).problems) == 1


def test_missing_raw_file(farm):
    disk = farm.server(over('/gone/b'))
    found = scan(farm)
    assert found.problems == []
    assert found.missing == [(disk, 'needs /gone/b, which is gone')]
    assert 'b' in found.names


def test_dangling_links(farm):
    directory = os.path.dirname(farm.server(over('dangling')))
    os.symlink('/gone', directory + '/dangling')
    os.symlink('self', directory + '/self')
    server = '-'.join('b' * length for length in (8, 4, 4, 4, 12))
    os.symlink('/gone', os.path.join(farm.path, server))
    found = scan(farm)
    assert {os.path.basename(one.path) for one in found.problems} >= {
        'dangling', 'self', 'disk', server}
    assert len(found.directories) == 2


def test_what_is_no_file_is_not_opened(farm):
    directory = os.path.dirname(farm.server())
    os.mkfifo(directory + '/fifo')
    os.symlink('fifo', directory + '/linked')
    os.symlink(OUTSIDE, directory + '/null')
    os.mknod(directory + '/socket', stat.S_IFSOCK | 0o600)
    clean(farm)
    disk_farm.write(directory + '/disk', over('fifo', 'qcow2'))
    with failing('/fifo', 5):
        assert 'neither a file nor' in scan(farm).problems[0].why


def test_guest_written_files_are_skipped(farm):
    directory = os.path.dirname(farm.server())
    for name in ('console.log', 'console.log.0', 'disk.config',
                 'disk.config.rescue'):
        disk_farm.write(os.path.join(directory, name), JUNK)
    os.symlink('/gone', directory + '/console.fifo.in')
    clean(farm)


@pytest.mark.parametrize('name', ['locks', 'ops_ext_hosts', 'lost+found'])
def test_skipped_directories(farm, name):
    os.mkdir(os.path.join(farm.path, name))
    disk_farm.write(os.path.join(farm.path, name, 'x'), JUNK)
    disk_farm.write(os.path.join(farm.path, 'compute_nodes'), JUNK)
    clean(farm)


def test_server_behind_a_link_into_what_is_skipped(farm):
    """As when fsck had found it, and somebody linked it."""
    disk = farm.server(over(farm.bases[0]))
    directory = os.path.dirname(disk)
    os.mkdir(farm.path + '/lost+found')
    os.rename(directory, farm.path + '/lost+found/#12')
    os.symlink('lost+found/#12', directory)
    os.symlink('.', farm.path + '/lost+found/#12/itself')
    found = clean(farm)
    assert os.path.basename(farm.bases[0]) in found.names


def test_cache_with_a_lost_and_found_of_its_own(farm):
    os.mkdir(farm.cache + '/lost+found')
    disk_farm.write(farm.cache + '/lost+found/x', over(farm.bases[0]))
    assert os.path.basename(farm.bases[0]) in clean(farm).names
    with failing('/lost+found', 13, 'scandir'):
        clean(farm)
    with failing('/lost+found', 5, 'scandir'):
        assert scan(farm).problems


def failing(name, error, call='open'):
    real = getattr(os, call)

    def failed(path, *more, **named):
        if os.fsdecode(path).endswith(name):
            raise builtins.OSError(error, os.strerror(error), path)
        return real(path, *more, **named)
    return mock.patch.object(os, call, failed)


@pytest.mark.parametrize('error', [1, 2, 5, 13, 116])
def test_unreadable_disk(farm, error):
    farm.server(over(farm.bases[0]))
    with failing('/disk', error):
        found = scan(farm)
    assert found.problems


@pytest.mark.parametrize('error', [1, 5, 13, 116])
def test_unreadable_raw_disk(farm, error):
    farm.server(kind='raw')
    with failing('/disk', error):
        clean(farm)


@pytest.mark.parametrize('error', [5, 13, 116])
@pytest.mark.parametrize('name', ['/snapshots', '/_base', '/instances'])
def test_unreadable_directory(farm, error, name):
    os.mkdir(os.path.dirname(farm.server()) + '/snapshots')
    with failing(name, error, 'scandir'):
        assert scan(farm).problems


def test_kernel_that_is_closed(farm):
    directory = os.path.dirname(farm.server())
    disk_farm.write(directory + '/kernel', b'')
    for error in (5, 13):
        with failing('/kernel', error):
            clean(farm)


@pytest.mark.parametrize('name', ['kernel', 'ramdisk', 'kernel.rescue'])
def test_kernel_that_looks_like_an_image(farm, name):
    """A user made it, and Nova has written down what it looks like."""
    directory = os.path.dirname(farm.server(kind='qcow2'))
    disk_farm.write(os.path.join(directory, name), over('nfs://host/x'))
    with open(directory + '/disk.info', 'w') as file:
        json.dump({os.path.join(directory, name): 'qcow2'}, file)
    clean(farm)
    # In no other directory is that a kernel.
    disk_farm.write(os.path.join(farm.path, name), over('nfs://host/x'))
    assert scan(farm).problems


class Meddling:
    """Does something when the walk comes to a path, once."""

    def __init__(self, path, act):
        self.path, self.act = path, act

    def at(self, path):
        if path == self.path and self.act:
            act, self.act = self.act, None
            act()


def meddled(farm, path, act):
    return references.scan(farm.path, farm.cache, farm.trash,
                           Meddling(path, act))


def test_disk_vanishes(farm):
    disk = farm.server(over(farm.bases[0]))
    found = meddled(farm, disk, lambda: os.unlink(disk))
    assert (found.problems, found.missing) == ([], [])


def test_server_vanishes(farm):
    disk = farm.server(over(farm.bases[0]))
    directory = os.path.dirname(disk)
    for at in (disk, directory):
        found = meddled(farm, at, lambda: shutil.move(
            directory, farm.path + '/../gone'))
        assert (found.problems, found.missing) == ([], [])
        shutil.move(farm.path + '/../gone', directory)


@pytest.mark.parametrize('at', ['disk', 'directory', 'root'])
def test_server_is_renamed_for_a_resize(farm, at):
    disk = farm.server(over(farm.bases[0]))
    directory = os.path.dirname(disk)
    found = meddled(
        farm, {'disk': disk, 'directory': directory, 'root': farm.path}[at],
        lambda: os.rename(directory, directory + '_resize'))
    assert farm.bases[0] in found.reached
    assert found.problems == []


def test_disk_is_renamed(farm):
    disk = farm.server(over(farm.bases[0]))
    found = meddled(farm, disk, lambda: os.rename(disk, disk + '.a'))
    assert farm.bases[0] in found.reached
    assert found.problems == []


def test_server_comes_during_the_walk(farm):
    disk = farm.server(over(farm.bases[0]))
    found = meddled(farm, disk, lambda: farm.server(over(farm.bases[1])))
    assert farm.bases[1] in found.reached
    assert len(found.directories) == 2


def test_disk_is_replaced(farm):
    disk = farm.server(over(farm.bases[0]))
    seen = []

    class Replacing:
        def at(self, path):
            seen.append(path)
            if path == disk and seen.count(disk) == 1:
                os.unlink(disk)
            elif path == os.path.dirname(disk) and disk in seen:
                disk_farm.write(disk, over(farm.bases[1]))

    found = references.scan(farm.path, farm.cache, farm.trash, Replacing())
    assert farm.bases[1] in found.reached
    assert found.problems == []


def test_disk_becomes_a_link(farm, tmp_path):
    outside = disk_farm.write(str(tmp_path / 'outside'), b'')
    disk = farm.server(over(farm.bases[0]))

    def act():
        os.unlink(disk)
        os.symlink(outside, disk)

    assert meddled(farm, disk, act).problems


def test_disk_becomes_a_fifo(farm):
    disk = farm.server(over(farm.bases[0]))

    def act():
        os.unlink(disk)
        os.mkfifo(disk)

    assert meddled(farm, disk, act).problems


def test_tree_that_is_too_deep(farm):
    path = os.path.dirname(farm.server())
    os.makedirs(path + '/d' * 80)
    assert 'deeper' in scan(farm).problems[0].why


@st.composite
def worlds(draw):
    """Images, each with names that it gives to others, and links."""
    count = draw(st.integers(1, 8))
    places = ['_base/f%d', 's%d/disk', 's0/f%d', 'out/f%d']
    paths = [draw(st.sampled_from(places)) % number for number in range(count)]
    images = []
    for number in range(count):
        below = draw(st.none() | st.integers(0, count - 1))
        images.append((paths[number], below, draw(st.sampled_from(
            ['absolute', 'relative', 'json', 'linked'])),
            draw(st.booleans())))
    return images


@hypothesis.settings(max_examples=80, deadline=None)
@hypothesis.given(worlds())
def test_random_chains(world):
    """What is reached is what a naive walk from each image reaches."""
    with tempfile.TemporaryDirectory() as top:
        root = top + '/i'

        def at(path):
            return top + '/' + path if path.startswith('out') else (
                root + '/' + path)

        for path, _below, _how, _v2 in world:
            os.makedirs(os.path.dirname(at(path)), exist_ok=True)
        os.makedirs(root + '/_base', exist_ok=True)
        for number, (path, below, how, v2) in enumerate(world):
            name = b''
            if below is not None:
                target = at(world[below][0])
                if how == 'relative':
                    target = os.path.relpath(target, os.path.dirname(at(path)))
                elif how == 'json':
                    target = 'json:' + json.dumps({
                        'driver': 'qcow2', 'file.filename': target})
                elif how == 'linked':
                    link = '%s/l%d' % (root, number)
                    os.symlink(target, link)
                    target = link
                name = os.fsencode(target)
            disk_farm.write(at(path), disk_farm.header(
                name, b'qcow2', version=2 if v2 else 3))
        found = references.scan(root, root + '/_base', root + '/_base/t',
                                progress.Silent())
        needed = set()
        for path, below, how, _v2 in world:
            if path.startswith('out') and how != 'linked':
                continue
            while below is not None and at(world[below][0]) not in needed:
                needed.add(at(world[below][0]))
                below = world[below][1]
        loops = any('chain of more' in one.why for one in found.problems)
        assert found.problems == [] or loops
        assert needed <= set(found.reached)
        assert {os.path.basename(os.path.realpath(one))
                for one in found.reached} <= {
            os.path.basename(world[below][0])
            for _path, below, _how, _v2 in world if below is not None}


@hypothesis.settings(max_examples=80, deadline=None)
@hypothesis.given(st.binary(max_size=700).map(lambda some: b'QFI\xfb' + some)
                  | st.binary(max_size=200).map(
                      lambda name: disk_farm.header(name or b'x', b'')),
                  st.sampled_from(['raw', 'qcow2']))
def test_any_disk(content, kind):
    with tempfile.TemporaryDirectory() as top:
        farm = disk_farm.Farm(top + '/i', bases=1)
        farm.server(content, kind=kind)
        found = scan(farm)
        assert kind == 'qcow2' or not found.problems + found.missing
        assert all(one.startswith('/') for one in found.reached)
        json.dumps(found)
