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


"""What is touched, and what never is."""

import errno
import os

from nova_ops_ext.imagecache import progress
from nova_ops_ext.imagecache import shield
from tests.harness import cache_host

A, B = map(cache_host.base_name, 'ab')


def touch(directory, *names, now=2e9):
    return shield.touch(str(directory), names, now, progress.Silent())


def test_only_names_of_the_cache(tmp_path):
    outside = tmp_path / 'passwd'
    cache = tmp_path / 'cache'
    cache.mkdir()
    outside.write_text('x')
    for name in (A, 'swap_512', 'ephemeral_20_default', A + '_10', 'other'):
        (cache / name).write_text('x')
    for path in (outside, *cache.iterdir()):
        os.utime(path, (1000, 1000))
    touched = touch(cache, A, 'swap_512', 'ephemeral_20_default', A + '_10',
                    'other', '../passwd')
    assert touched == (4, (), ())
    assert outside.stat().st_mtime == (cache / 'other').stat().st_mtime == 1000


def test_a_clock_of_the_storage_that_is_behind_does_not_count(tmp_path):
    (tmp_path / A).write_text('x')
    touch(tmp_path, A, now=3e9)
    assert (tmp_path / A).stat().st_mtime == 3e9
    # Nor one of ours that is behind.
    touch(tmp_path, A, now=1000.0)
    assert (tmp_path / A).stat().st_mtime > 1.7e9


def test_what_is_gone_needs_no_touch(tmp_path):
    assert touch(tmp_path, A) == (0, (), ())


def test_what_only_root_may_touch_is_told_apart(tmp_path, monkeypatch):
    def utime(path, *_times):
        raise OSError(errno.EPERM if A in path else errno.EROFS, 'no', path)

    for name in (A, B):
        (tmp_path / name).write_text('x')
    monkeypatch.setattr(os, 'utime', utime)
    touched = touch(tmp_path, A, B)
    assert touched.denied == (str(tmp_path / A),)
    assert touched.failed == ((str(tmp_path / B), 'no'),)
