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

"""What Swift queues for its expirer."""

import json

import hypothesis
from hypothesis import strategies
import pytest
from swift.cli import container_deleter
from swift.common import utils

from swift_ops_ext import queued_deletions


def test_reads_what_swift_writes():
    jobs = container_deleter.make_delete_jobs(
        'AUTH_\u00e9', 'c-\u00e9', ['o', 'a/b', '-'], utils.Timestamp(1.5))
    body = json.dumps(jobs).encode()
    assert queued_deletions.containers(body) == {('AUTH_\u00e9', 'c-\u00e9')}


@pytest.mark.parametrize('body', [
    b'', b'{}x', b'[1]', b'[{}]', b'[{"name": 1}]', b'[{"name": "x"}]',
    b'[{"name": "1-a/c"}]', b'[{"name": "1-a//o"}]', b'[{"name": "-a/c/o"}]',
    b'5', b'null', b'\xff', b'[' * 100000])
def test_refuses_what_it_cannot_read(body):
    with pytest.raises(ValueError, match='cannot be read'):
        queued_deletions.containers(body)


@hypothesis.given(strategies.binary())
def test_raises_nothing_else(body):
    try:
        queued_deletions.containers(body)
    except ValueError as error:
        assert 'cannot be read' in str(error)
