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

"""Where the child is."""

from nova_ops_ext.imagecache import progress


def test_told():
    one = progress.Progress()
    assert (one.path, one.count) == ('', 0)
    one.at('/a')
    one.at('/a')
    assert (one.path, one.count) == ('/a', 2)


def test_nobody_watches():
    silent = progress.Silent()
    silent.at('/a')
    assert (silent.path, silent.count) == ('', 0)
    assert isinstance(silent, progress.Progress)
