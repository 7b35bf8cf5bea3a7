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

"""What this node exports."""

from __future__ import annotations

import os

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
import pytest

from nova_ops_ext.imagecache import exports

ETAB = ('/srv/nova\t10.0.0.0/24(rw,sync,wdelay,hide,nocrossmnt,secure,'
        'root_squash,sec=sys)\n'
        '/srv/my\\040files\t*(ro)\n'
        '/srv/nova\tother(rw)\n')
KERNEL = ('# Version 1.1\n# Path Client(Flags) # IPs\n'
          '/\t*(ro,root_squash,sync,no_wdelay,v4root,fsid=0,'
          'uuid=1:2:3:4)\n'
          '/srv/nova\t10.0.0.0/24(rw,sync) # 10.0.0.7\n')


def test_etab():
    assert exports.parse(ETAB) == ['/srv/nova', '/srv/my files']


def test_what_the_kernel_shows():
    # The root that only leads to /srv/nova exports nothing of itself.
    assert exports.parse(KERNEL) == ['/srv/nova']


@pytest.mark.parametrize('line', [
    '/\t*(rw)', '/\t*(v4root) other(rw)', '/\t*(rw) # (v4root)',
    '/\t*(rw,no_v4root)', '/', '/\t*', '/ v4root'])
def test_a_root_that_is_exported(line):
    assert exports.parse(line) == ['/']


@pytest.mark.parametrize('text', ['', '\n', '# none\n', ' \t\n\n'])
def test_nothing_exported(text):
    assert exports.parse(text) == []


@pytest.mark.parametrize('text', [
    'srv *(rw)', '*(rw)', '\0\0\0', '"/srv/a *(rw)', '\\057srv'[:3],
    ETAB[5:], '{}', '<etab/>'])
def test_what_is_no_list_of_exports(text):
    with pytest.raises(exports.NotUnderstoodError):
        exports.parse(text)


def test_a_quoted_path():
    assert exports.parse('"/srv/a b"\t*(rw)') == ['/srv/a b']


def _escaped(raw, letters=b' \t\n\\#"'):
    return os.fsdecode(b''.join(
        b'\\%03o' % byte if byte in letters or byte < 33
        else bytes([byte]) for byte in raw))


@settings(deadline=None)
@given(st.lists(st.binary(max_size=12).map(
    lambda raw: b'/' + raw.replace(b'\0', b''))), st.sampled_from(
        ['*(rw)', '10.0.0.1(ro) b(rw)', '', '*(rw) # 1.2.3.4']))
def test_every_path_comes_back(paths, clients):
    text = ''.join('%s\t%s\n' % (_escaped(raw), clients)
                   for raw in paths)
    assert exports.parse(text) == list(dict.fromkeys(
        os.fsdecode(raw) for raw in paths))


@settings(deadline=None)
@given(st.text())
def test_any_text_is_understood_or_refused(text):
    try:
        assert all(path.startswith('/') for path in exports.parse(text))
    except exports.NotUnderstoodError:
        pass


@pytest.mark.parametrize('export, path, does', [
    ('/srv', '/srv', True), ('/srv', '/srv/nova', True),
    ('/srv/nova/_base', '/srv/nova', True), ('/', '/srv', True),
    ('/srv/', '/srv', True), ('/sr', '/srv', False),
    ('/srv/novas', '/srv/nova', False)])
def test_what_an_export_concerns(export, path, does):
    assert exports.concerns(export, path) is does
