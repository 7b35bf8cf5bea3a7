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


"""What arguments name."""

import os

import hypothesis
import pytest

from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache_command import subject
from tests.unit.nova_ops_ext.imagecache_command import reports

SETTINGS = shapes.Settings('node-1', '/i', '/i/_base', '/r')


@pytest.mark.parametrize(('text', 'name'), [
    ('a', 'a'), ('/i/_base/a', 'a'), ('/i//_base/./a', 'a'),
    ('/i/_base/ops_ext_trash/a.1.0a1b2c', 'a.1.0a1b2c'), ('-a', '-a')])
def test_files(text, name):
    assert subject.file_name(text, SETTINGS) == name


@pytest.mark.parametrize('text', [
    '', '.', '..', '/', '/i/a', '/i/_base', '/i/_base/', '/i/_base/x/a',
    '/i/_base/../a', './a', 'a/b', 'a\0b'])
def test_no_files(text):
    with pytest.raises(subject.NotUnderstoodError):
        subject.file_name(text, SETTINGS)


@hypothesis.given(reports.HOSTILE)
def test_a_name_never_leaves_its_directory(text):
    try:
        name = subject.file_name(text, SETTINGS)
    except subject.NotUnderstoodError:
        return
    assert '/' not in name and name not in ('', '.', '..')
    assert os.path.dirname(os.path.normpath('/c/' + name)) == '/c'


@pytest.mark.parametrize('text', [
    'removals', 'clock', 'host:node-2', 'host:a:b', 'directory:u_resize'])
def test_subjects(text):
    assert subject.acknowledged(text) == text


@pytest.mark.parametrize('text', [
    '', 'removal', 'removals:', 'removals:a', 'clock:now', 'host', 'host:',
    'directory:', 'directory:a/b', 'directory:a\0', 'file:a'])
def test_no_subjects(text):
    with pytest.raises(subject.NotUnderstoodError) as raised:
        subject.acknowledged(text)
    assert 'directory:NAME' in str(raised.value)
