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

"""What is read of a stage that runs in a process of its own."""

import pytest

from tools import alongside

TEXT = '[  1 s] done\nx  5 passed, 0 failed, 0 skipped\ntotal: %s\n'


@pytest.mark.parametrize(('text', 'code', 'count'), [
    (TEXT % '5 passed, 0 failed, 2 skipped', 0, (5, 0, 2)),
    (TEXT % '5 passed, 3 failed, 0 skipped', 1, (5, 3, 0)),
    (TEXT % '5 passed, 0 failed, 0 skipped', 1, (5, 1, 0)),
    ('make: no memcached\n', 1, (0, 1, 0)),
    ('', 0, (0, 1, 0)),
])
def test_counted(text, code, count):
    assert alongside.counted(text, code) == count
