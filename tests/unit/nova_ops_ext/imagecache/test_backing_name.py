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

"""Which files a name means."""

import json
import os

import hypothesis
from hypothesis import strategies as st
import pytest

from nova_ops_ext.imagecache import backing_name
from nova_ops_ext.imagecache import qcow2


@pytest.mark.parametrize('name, path', [
    (b'/b', '/b'),
    (b'/b/../c', '/b/../c'),
    (b'b', '/d/b'),
    (b'../_base/b', '/d/../_base/b'),
    (b'./a:b', '/d/./a:b'),
    (b'/a:b', '/a:b'),
    (b'file:/b', '/b'),
    (b'file:///b', '///b'),
    (b'/\xff\xfe', os.fsdecode(b'/\xff\xfe')),
])
def test_paths(name, path):
    assert backing_name.targets(name, '/d') == ((path, None),)


@pytest.mark.parametrize('name', [
    b'rbd:pool/image:id=x', b'iscsi://h/iqn/1', b'http://h/b', b'https://h/b',
    b'json:{"driver":"rbd","pool":"p","image":"i","server":[{"host":"h"}]}',
    b'json:{"file.driver":"https","file.url":"https://h/b"}',
    b'json:{"driver":"qcow2","file":{"driver":"rbd","conf":"/etc/ceph"}}',
])
def test_elsewhere(name):
    assert backing_name.targets(name, '/d') == ()


@pytest.mark.parametrize('name', [
    b'', b'a:b', b'nbd:unix:/s', b'nbd://h/b', b'nfs://h/b', b'gluster://h/b',
    b'ssh://h/b', b'file:b', b'file:', b'fat:/b', b'host_device:/dev/b',
    b'blkdebug::/b', b'RBD:b', b'File:/b', b'null-co://', b'/a\0b',
    b'json:', b'json:{', b'json:[]', b'json:1', b'json:{}',
    b'json:' + b'[' * 1000, b'json:' + b'{"file":' * 127,
    b'json:{"driver":"nbd","path":"/s"}',
    b'json:{"driver":"quorum","children":[{"filename":"/b"}]}',
    b'json:{"driver":"file","filename":"b"}',
    b'json:{"driver":"file","filename":"/b\\u0000"}',
    b'json:{"driver":"file","filename":"/\\ud800"}',
    b'json:{"driver":"file","filename":["/b"]}',
    b'json:{"driver":["file"],"filename":"/b"}',
    b'json:{"driver":"file","filename":"/b","filename":"/c"}',
    b'json:{"file.filename":"/b","file":{"filename":"/c"}}',
    b'json:{"driver":"qcow2","filename":"/b"}',
    b'json:{"driver":"qcow2","file":"node"}',
    b'json:{"driver":"qcow2","file.filename":"/b","backing":"node"}',
    b'json:{"driver":"qcow2","file.filename":"/b","odd":{"filename":"/c"}}',
    b'json:{"driver":"vmdk","file.filename":"/b"}',
    b'json:{"driver":"file","filename":"/b","server.filename":"/c"}',
    b'json:{"driver":"qcow2","file":{}}',
])
def test_not_understood(name):
    with pytest.raises(qcow2.NotUnderstood):
        backing_name.targets(name, '/d')


@pytest.mark.parametrize('options, found', [
    ({'driver': 'file', 'filename': '/b'}, {('/b', None)}),
    ({'driver': 'qcow2', 'file': {'driver': 'file', 'filename': '/b'}},
     {('/b', 'qcow2')}),
    ({'driver': 'raw', 'file.driver': 'host_device', 'file.filename': '/b'},
     {('/b', 'raw')}),
    ({'file.filename': '/b'}, {('/b', None)}),
    ({'driver': 'qcow2', 'file.filename': '/b', 'backing': None},
     {('/b', 'qcow2')}),
    ({'driver': 'qcow2', 'file': {'filename': '/b'},
      'backing': {'driver': 'raw', 'file.filename': '/c'},
      'data-file.filename': '/d'},
     {('/b', 'qcow2'), ('/c', 'raw'), ('/d', 'raw')}),
    ({'driver': 'luks', 'key-secret': 's', 'file': {
        'driver': 'qcow2', 'encrypt.key-secret': 's', 'file': {
            'driver': 'file', 'filename': '/b', 'cache': {'direct': True}}}},
     {('/b', 'qcow2')}),
    ({'driver': 'qcow2', 'file.driver': 'rbd', 'file.image': 'i',
      'backing.file.filename': '/b'}, {('/b', None)}),
])
def test_json(options, found):
    name = b'json:' + json.dumps(options).encode()
    assert set(backing_name.targets(name, '/d')) == found


KEYS = st.sampled_from(['driver', 'filename', 'file', 'backing', 'data-file',
                        'file.driver', 'file.filename', 'backing.file',
                        'cache', 'x', ''])
VALUES = st.recursive(
    st.sampled_from(['file', 'raw', 'qcow2', 'rbd', '/b', 'b', '', None, 1]),
    lambda some: st.dictionaries(KEYS, some, max_size=4) | st.lists(
        some, max_size=2), max_leaves=12)


@hypothesis.settings(max_examples=500, deadline=None)
@hypothesis.given(st.one_of(
    st.binary(max_size=1023),
    st.binary(max_size=100).map(lambda some: b'json:' + some),
    VALUES.map(lambda some: b'json:' + json.dumps(some).encode())))
def test_any_name(name):
    try:
        found = backing_name.targets(name, '/d')
    except qcow2.NotUnderstood as error:
        assert str(error)
        return
    for one in found:
        assert one.path.startswith('/')
        assert '\0' not in one.path
        os.fsencode(one.path)


@hypothesis.settings(max_examples=300, deadline=None)
@hypothesis.given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_no_file_is_passed_over(options):
    """Whatever is called a file name anywhere is found, or nothing is."""
    def said(options, away=False):
        away = away or options.get('driver') == 'rbd'
        for key, value in options.items():
            if isinstance(value, dict):
                if key != 'cache':
                    yield from said(value, away)
            elif key.split('.')[-1] == 'filename' and not away and (
                    options.get(key[:-8] + 'driver') != 'rbd'):
                yield value

    try:
        found = backing_name.targets(
            b'json:' + json.dumps(options).encode(), '/d')
    except qcow2.NotUnderstood:
        return
    if 'rbd' not in json.dumps(options):
        assert set(said(options)) == {one.path for one in found}
