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

"""What a header refers to, beside what qemu-img says."""

import json
import struct
import subprocess

import hypothesis
from hypothesis import strategies as st
import pytest

from nova_ops_ext.imagecache import qcow2
from tests.harness import disk_farm


def reader(content, reads=None):
    def read(offset, length):
        if reads is not None:
            reads.append((offset, length))
        return content[offset:offset + length]
    return read


def parse(content):
    return qcow2.parse(reader(content))


def changed(content, offset, code, value):
    content = bytearray(content)
    struct.pack_into(code, content, offset, value)
    return bytes(content)


NAME = b'/var/lib/nova/instances/_base/' + b'a' * 40
PLAIN = disk_farm.header(NAME, b'raw')


@pytest.mark.parametrize('version', [2, 3])
@pytest.mark.parametrize('name_at', [0, 500, 508, 512, 4090, 60000])
def test_name_wherever_it_is(version, name_at):
    header = disk_farm.header(NAME, b'raw', version=version, name_at=name_at)
    assert parse(header) == (version, NAME, 'raw', None)


def test_without_anything():
    assert parse(disk_farm.header()) == (3, None, None, None)


def test_data_file():
    header = disk_farm.header(NAME, b'qcow2', data_file=b'/d')
    assert parse(header) == (3, NAME, 'qcow2', b'/d')


def test_data_file_that_is_not_used():
    header = changed(disk_farm.header(data_file=b'/d'), 72, '>Q', 0)
    assert parse(header).data_file is None


def test_name_ends_at_a_zero_byte():
    assert parse(disk_farm.header(b'/a\0/b')).backing == b'/a'


@pytest.mark.parametrize('content', [
    b'', b'Q', b'QFI', b'KDMV' * 99, b'QED\0' + bytes(100)])
def test_others(content):
    assert parse(content) is None


@pytest.mark.parametrize('offset, code, value, why', [
    (4, '>I', 0, 'version 0'),
    (4, '>I', 4, 'version 4'),
    (8, '>Q', 40, 'outside'),
    (8, '>Q', 65537, 'outside'),
    (8, '>Q', 1 << 63, 'outside'),
    (8, '>Q', 65500, 'too long'),
    (16, '>I', 1024, 'too long'),
    (20, '>I', 8, 'clusters'),
    (20, '>I', 22, 'clusters'),
    (20, '>I', 0xffffffff, 'clusters'),
    (72, '>Q', 32, 'features'),
    (72, '>Q', 4, 'does not name its data file'),
    (100, '>I', 103, 'header of 103'),
    (100, '>I', 65537, 'header of'),
    (116, '>I', 4000, 'extension is too long'),
])
def test_not_understood(offset, code, value, why):
    with pytest.raises(qcow2.NotUnderstood, match=why):
        parse(changed(PLAIN, offset, code, value))


def test_format_of_sixteen_letters():
    parse(disk_farm.header(NAME, b'x' * 15))
    with pytest.raises(qcow2.NotUnderstood, match='too long'):
        parse(disk_farm.header(NAME, b'x' * 16))


def test_qed():
    header = struct.pack('<4sIIIQ', b'QED\0', 65536, 4, 1, 1).ljust(64, b'\0')
    with pytest.raises(qcow2.NotUnderstood, match='QED'):
        parse(header)


@pytest.mark.parametrize('end', [4, 71, 72, 103, 104, 111, 119, 150])
def test_cut_off(end):
    with pytest.raises(qcow2.NotUnderstood, match='cut off'):
        parse(PLAIN[:end])


def test_endless_extensions_are_not_read():
    reads = []
    head = bytearray(disk_farm.header(b'/b', name_at=60000))
    head[112:60000] = struct.pack('>II', 1, 0) * ((60000 - 112) // 8)
    with pytest.raises(qcow2.NotUnderstood, match='more than'):
        qcow2.parse(reader(bytes(head), reads))
    assert len(reads) < 100


@st.composite
def forged(draw):
    """Make a header that is nearly one."""
    content = bytearray(disk_farm.header(
        draw(st.binary(max_size=80)), draw(st.binary(max_size=20)),
        version=draw(st.sampled_from([2, 3])),
        data_file=draw(st.binary(max_size=20)),
        name_at=draw(st.sampled_from([0, 300, 5000])))[:6000])
    for _change in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, 200))
        content[at:at + 1] = draw(st.binary(min_size=1, max_size=1))
    return bytes(content[:draw(st.integers(0, 6000))])


@hypothesis.settings(max_examples=500, deadline=None)
@hypothesis.given(st.one_of(
    st.binary(max_size=300), forged(),
    st.binary(max_size=300).map(lambda some: b'QFI\xfb' + some),
    st.binary(max_size=300).map(lambda some: b'QFI\xfb\0\0\0\x03' + some)))
def test_any_bytes(content):
    reads = []
    try:
        header = qcow2.parse(reader(content, reads))
    except qcow2.NotUnderstood as error:
        assert str(error)
        header = None
    assert len(reads) <= 140
    assert all(0 <= length <= 4095 and 0 <= at < 1 << 62
               for at, length in reads)
    if header and header.backing:
        assert header.backing in content


@hypothesis.settings(max_examples=100, deadline=None)
@hypothesis.given(st.binary(min_size=1, max_size=1023).filter(
    lambda name: b'\0' not in name), st.sampled_from([2, 3]),
    st.integers(0, 64000), st.sampled_from([b'', b'raw', b'qcow2']))
def test_what_was_written_is_read(name, version, name_at, format_):
    header = parse(disk_farm.header(name, format_, version=version,
                                    name_at=name_at))
    assert header == (version, name, format_.decode() or None, None)


def qemu_img(*words, cwd=None):
    for _time in range(50):
        done = subprocess.run(['qemu-img', *map(str, words)], cwd=cwd,
                              capture_output=True, text=True)
        # To choose how often to hash, it times itself; where the clock of the
        # CPU is coarse, it sees no time pass, now and then, and gives up.
        if 'Unable to get accurate CPU usage' not in done.stderr:
            break
    done.check_returncode()
    return done.stdout


def as_qemu(path):
    told = json.loads(qemu_img('info', '--output=json', path))
    special = told.get('format-specific', {}).get('data', {})
    return (told.get('backing-filename'), told.get('backing-filename-format'),
            special.get('data-file'))


def as_we(path):
    header = parse(path.read_bytes())
    return tuple(one.decode() if isinstance(one, bytes) else one
                 for one in header[1:])


@pytest.fixture
def base(tmp_path):
    qemu_img('create', '-q', '-f', 'raw', tmp_path / 'base', '1M')
    return tmp_path / 'base'


@pytest.mark.parametrize('options', [
    'compat=0.10', 'compat=1.1', 'compat=1.1,cluster_size=512',
    'compat=0.10,cluster_size=2M', 'compat=1.1,extended_l2=on',
    'compat=1.1,compression_type=zstd', 'compat=1.1,lazy_refcounts=on'])
@pytest.mark.parametrize('length', [0, 200])
def test_images_of_qemu_img(tmp_path, base, options, length):
    name = './' * (length // 2) + 'base'
    image = tmp_path / 'image'
    try:
        qemu_img('create', '-q', '-f', 'qcow2', '-b', name, '-F', 'raw',
                 '-o', options, image, cwd=tmp_path)
    except subprocess.CalledProcessError as error:
        if 'zstd' in error.stderr:
            pytest.skip(error.stderr)
        raise
    assert as_we(image) == as_qemu(image) == (name, 'raw', None)


def test_longest_name_of_qemu_img(tmp_path, base):
    name = './' * 500 + 'base'
    qemu_img('create', '-q', '-f', 'qcow2', '-b', name, '-F', 'raw',
             tmp_path / 'image', cwd=tmp_path)
    assert as_we(tmp_path / 'image') == (name, 'raw', None)


def test_json_name_of_qemu_img(tmp_path, base):
    name = 'json:' + json.dumps({
        'driver': 'raw', 'file': {'driver': 'file', 'filename': str(base)}})
    qemu_img('create', '-q', '-f', 'qcow2', '-b', name, '-F', 'raw',
             tmp_path / 'image')
    assert as_we(tmp_path / 'image')[:2] == (name, 'raw')


def test_encrypted_by_qemu_img(tmp_path, base):
    qemu_img('create', '-q', '-f', 'qcow2', '-b', base, '-F', 'raw',
             '--object', 'secret,id=key,data=password', '-o',
             'encrypt.format=luks,encrypt.key-secret=key,encrypt.iter-time=10',
             tmp_path / 'image')
    assert as_we(tmp_path / 'image') == (str(base), 'raw', None)


def test_data_file_of_qemu_img(tmp_path):
    data = str(tmp_path / 'data')
    qemu_img('create', '-q', '-f', 'qcow2', '-o', 'data_file=' + data,
             tmp_path / 'image', '1M')
    assert as_we(tmp_path / 'image') == as_qemu(tmp_path / 'image') == (
        None, None, data)


def test_rebased_by_qemu_img(tmp_path, base):
    image = tmp_path / 'image'
    qemu_img('create', '-q', '-f', 'qcow2', '-b', base, '-F', 'raw', image)
    qemu_img('rebase', '-u', '-b', '/gone/' + 'x' * 600, '-F', 'qcow2', image)
    assert as_we(image) == ('/gone/' + 'x' * 600, 'qcow2', None)
    qemu_img('rebase', '-u', '-b', '', image)
    assert as_we(image) == (None, None, None)


def test_first_version_of_qemu_img(tmp_path, base):
    qemu_img('create', '-q', '-f', 'qcow', '-b', base, '-F', 'raw',
             tmp_path / 'image')
    assert as_we(tmp_path / 'image') == (str(base), None, None)


@pytest.mark.parametrize('version', [2, 3])
def test_images_of_the_farm(tmp_path, base, version):
    image = tmp_path / 'image'
    image.write_bytes(disk_farm.header(str(base).encode(), b'raw',
                                       version=version))
    assert as_we(image) == as_qemu(image) == (str(base), 'raw', None)
    assert 'No errors' in qemu_img('check', image)
