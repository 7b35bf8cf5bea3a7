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

"""How much memory a process has had."""

import subprocess
import sys

import pytest

from benchmarks import memory

PROGRAM = """
import sys
taken = b'x' * (int(sys.argv[1]) << 20)
del taken
print('done', flush=True)
sys.stdin.read()
"""


def peak_of(megabytes):
    with subprocess.Popen(
            [sys.executable, '-I', '-S', '-c', PROGRAM, str(megabytes)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b'done\n'
        return memory.peak(process.pid)


def test_what_was_given_back_counts():
    assert 75 < peak_of(80) - peak_of(0) < 85


def test_a_process_that_is_no_more():
    with pytest.raises(FileNotFoundError):
        memory.peak(None)
