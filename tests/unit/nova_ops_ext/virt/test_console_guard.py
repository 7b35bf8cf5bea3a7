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

"""What nova-compute gets of a driver's console log."""

import logging

import pytest

from tests.unit.nova_ops_ext.virt import conftest


@pytest.fixture
def ask(load, monkeypatch):
    def answer(log, **console):
        monkeypatch.setattr(conftest.Logged, 'LOG', log)
        loaded = load('somebodys.Logged', **console)
        given = loaded.get_console_output('context', None)
        assert loaded.asked == ('context', None)
        return given
    return answer


@pytest.mark.parametrize(('log', 'given'), [
    (b'a\xff\r\nb', b'a?\nb'),
    (bytearray(b'a\xff'), b'a?'),
    (memoryview(b'a\xff'), b'a?'),
    (memoryview(b'a.\xff.')[::2], b'a?'),
    ('gr\u00fc\u00df', b'gr??'),
    ('\u20ac and \udcff', b'? and ?'),
    ('', b''),
])
def test_is_cleaned(ask, log, given):
    assert ask(log) == given


@pytest.mark.parametrize('log', [None, 7, [b'a'], object()])
def test_other_types_are_left_to_nova(ask, log):
    assert ask(log) is log


@pytest.mark.parametrize('log', [b'\xff' * 3000, '\xff' * 3000])
def test_is_bounded(ask, log):
    assert ask(log, max_bytes=1024) == b'?' * 1024


def test_a_cut_is_explained(ask, caplog):
    with caplog.at_level(logging.INFO):
        ask(b'a' * 3000, max_bytes=1024)
    assert ('Of the console log, 3000 bytes, the newest 1024 bytes are sent; '
            '[ops_console] max_bytes = 1024') in caplog.text


def test_nothing_is_said_of_a_whole_log(ask, caplog):
    with caplog.at_level(logging.INFO):
        ask(b'a\n')
    assert 'Of the console log' not in caplog.text


def test_the_bound_is_told_at_start(load, caplog):
    with caplog.at_level(logging.INFO):
        load('somebodys.Logged', max_bytes=2048)
    assert 'at most 2048 bytes in a message' in caplog.text


def test_a_driver_without_console_logs_stays_one(load):
    with pytest.raises(NotImplementedError):
        load('somebodys.Bare').get_console_output('context', None)
