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


"""Names of the cache, as Nova makes them."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st
from nova.virt.libvirt import imagecache
import pytest

from nova_ops_ext.imagecache import cache_names

SHA = hashlib.sha1(b'image').hexdigest()


@pytest.mark.parametrize('name, kind, family', [
    (SHA, 'image', SHA),
    (SHA + '_sm', 'resized', SHA),
    (SHA + '_10', 'resized', SHA),
    (SHA + '_21474836480', 'resized', SHA),
    ('swap_512', 'swap', 'swap_512'),
    ('ephemeral_20_40d1d2c', 'ephemeral', 'ephemeral_20'),
    ('ephemeral_20_default', 'ephemeral', 'ephemeral_20'),
])
def test_names_of_nova(name, kind, family):
    assert cache_names.kind(name).value == kind
    assert cache_names.family(name) == family


@pytest.mark.parametrize('name', [
    '', SHA[:-1], SHA + '0', SHA.upper(), 'z' + SHA[1:], SHA + '.part',
    SHA + '_', SHA + '_x', SHA + '_10_20', SHA + '_\u0661', 'swap_', 'swap',
    'swap_1_2', 'swap_x', 'ephemeral_20', 'ephemeral_20_4', 'ephemeral_x_4' +
    '0d1d2c', 'ephemeral_20_../../..', 'ephemeral_2_\u0661234567',
    'ops_ext_trash', SHA + '.converted'])
def test_other_names(name):
    assert cache_names.kind(name) is None
    assert cache_names.family(name) == name


@given(st.text())
def test_an_image_is_named_as_nova_does(image):
    try:
        expected = imagecache.get_cache_fname(image)
    except UnicodeEncodeError:
        return
    assert cache_names.image(image) == expected
    assert cache_names.kind(expected) is cache_names.Kind.IMAGE


@given(st.text())
def test_whatever_is_a_kind_is_safe_as_a_name(name):
    if cache_names.kind(name) is not None:
        assert '/' not in name
        assert name.isascii()
        assert cache_names.family(name) in name


@given(st.integers(0, 10 ** 9))
def test_sizes(size):
    assert cache_names.kind(cache_names.swap(size)).value == 'swap'
    assert cache_names.family(cache_names.ephemeral(size) + '_1234567') == (
        cache_names.ephemeral(size))


@pytest.mark.parametrize('directory, stem', [
    ('3f5e', '3f5e'), ('3f5e_resize', '3f5e'), ('3f5e_del', '3f5e'),
    ('instance-0000000a_resize', 'instance-0000000a')])
def test_a_stem(directory, stem):
    assert cache_names.stem(directory) == stem
