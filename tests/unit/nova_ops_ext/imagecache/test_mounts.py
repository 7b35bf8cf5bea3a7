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

"""What mountinfo says."""

from __future__ import annotations

import os

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
import pytest

from nova_ops_ext.imagecache import escaped
from nova_ops_ext.imagecache import mounts

LINE = ('36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root '
        'rw,errors=continue')


def mangled(text, letters=' \t\n\\#'):
    return ''.join('\\%03o' % ord(letter) if letter in letters else letter
                   for letter in text)


# No null byte, as in any path; any other byte may be there.
NAMES = st.binary(max_size=20).map(
    lambda raw: os.fsdecode(raw.replace(b'\0', b'')))
NUMBERS = st.integers(0, 2 ** 31)


@st.composite
def mount(draw):
    return mounts.Mount(
        draw(NUMBERS), '%d:%d' % (draw(NUMBERS), draw(NUMBERS)),
        '/' + draw(NAMES), '/' + draw(NAMES), draw(st.sampled_from(
            ['ext4', 'nfs4', 'fuse.s h', 'zfs'])), draw(NAMES),
        draw(st.sampled_from(['rw', 'ro,noatime'])),
        draw(st.sampled_from(['rw', 'rw,a=b c', ''])))


def line(one, optional=()):
    return ' '.join([
        str(one.id), '1', one.device, mangled(one.root), mangled(one.point),
        one.options, *optional, '-', mangled(one.type), mangled(one.source),
        one.super_options])


def test_the_line_of_the_manual():
    assert mounts.parse(LINE + '\n') == {36: mounts.Mount(
        36, '98:0', '/mnt1', '/mnt2', 'ext3', '/dev/root', 'rw,noatime',
        'rw,errors=continue')}


@settings(deadline=None)
@given(st.lists(st.tuples(mount(), st.lists(st.sampled_from(
    ['shared:1', 'master:2', 'propagate_from:3', 'unbindable']))),
    unique_by=lambda pair: pair[0].id))
def test_all_that_the_kernel_writes_is_read(pairs):
    text = ''.join(line(one, optional) + '\n' for one, optional in pairs)
    assert mounts.parse(text) == {one.id: one for one, _optional in pairs}


@settings(deadline=None)
@given(st.text())
def test_no_text_raises(text):
    mounts.parse(text)


@settings(deadline=None)
@given(st.lists(st.sampled_from([*LINE.split(' '), '', '-', '/x', '1:2'])))
def test_nothing_is_made_up(fields):
    for number, one in mounts.parse(' '.join(fields)).items():
        assert str(number) == fields[0]
        assert one.point == fields[4] and one.type in fields[7:]
        assert one.point.startswith('/') and one.type


@pytest.mark.parametrize('broken', [
    '', LINE.replace('36', 'x', 1), LINE.replace('36', '-1', 1),
    LINE.replace('98:0', '98'), LINE.replace('98:0', '98:x'),
    LINE.replace('/mnt2', 'mnt2'), LINE.replace(' - ', ' '),
    LINE.replace('ext3', ''), LINE[:LINE.index(' - ')],
    LINE.replace('36', '\u0663', 1),
    LINE.replace('rw,noatime master:1 ', ''),
])
def test_a_line_that_is_none_is_left_out(broken):
    other = LINE.replace('36', '37', 1)
    assert list(mounts.parse(broken + '\n' + other)) == [37]


def test_two_lines_with_one_number_are_both_left_out():
    other = LINE.replace('ext3', 'nfs')
    assert mounts.parse(LINE + '\n' + other) == {}
    assert mounts.parse(LINE + '\n' + LINE) == mounts.parse(LINE)


def test_an_empty_source_shifts_nothing():
    one = mounts.parse('1 0 0:5 / /x rw - tmpfs  rw,size=4k')[1]
    assert (one.type, one.source, one.super_options) == (
        'tmpfs', '', 'rw,size=4k')


def test_what_else_ends_a_line_is_part_of_a_name():
    one = mounts.parse('1 0 8:1 / /a\x0b\x85\u2028b rw - ext4 /dev/a rw')[1]
    assert one.point == '/a\x0b\x85\u2028b'


@settings(deadline=None)
@given(NAMES)
def test_escapes_are_undone(name):
    assert escaped.plain(mangled(name)) == name


@settings(deadline=None)
@given(st.binary(max_size=8).map(os.fsdecode))
def test_bytes_that_are_no_text_are_undone(name):
    every = ''.join('\\%03o' % byte for byte in os.fsencode(name))
    assert escaped.plain(every) == name


@pytest.mark.parametrize('text', ['\\', '\\04', '\\08x', '\\777', 'a\\x20',
                                  '\\ 40'])
def test_what_is_no_escape_stays(text):
    assert escaped.plain(text) == text


@pytest.mark.parametrize('text, number', [
    ('pos:\t0\nflags:\t012\nmnt_id:\t27\nino:\t3\n', 27),
    ('mnt_id:\t0', 0), ('mnt_id:\t', None), ('mnt_id:\t-1', None),
    ('mnt_id_unique:\t7', None), ('pos:\t0\n', None), ('', None)])
def test_the_mount_of_an_open_file(text, number):
    assert mounts.mount_id(text) == number


def test_the_mount_of_a_file_that_is_open():
    handle = os.open('/', os.O_PATH)
    try:
        with open('/proc/self/fdinfo/%d' % handle) as file:
            number = mounts.mount_id(file.read())
        with open('/proc/self/mountinfo') as file:
            assert mounts.parse(file.read())[number].point == '/'
    finally:
        os.close(handle)


@pytest.mark.parametrize('path, above, is_below', [
    ('/a/b', '/a', True), ('/a', '/a', True), ('/a', '/', True),
    ('/', '/', True), ('/ab', '/a', False), ('/a', '/a/b', False),
    ('/', '/a', False), ('/a/', '/a', True), ('/a', '/a/', True)])
def test_below(path, above, is_below):
    assert mounts.below(path, above) is is_below


@pytest.mark.parametrize('root, point, path, inside', [
    ('/', '/', '/a/b', '/a/b'), ('/', '/a', '/a/b', '/b'),
    ('/', '/a', '/a', '/'), ('/x', '/a', '/a', '/x'),
    ('/x', '/a', '/a/b', '/x/b'), ('/x', '/', '/b', '/x/b'),
    ('/', '/', '/', '/')])
def test_inside_a_file_system(root, point, path, inside):
    one = mounts.parse(LINE)[36]._replace(root=root, point=point)
    assert mounts.inside(one, path) == inside
