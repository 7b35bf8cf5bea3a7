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

"""What of a console log goes over the bus."""

import re

from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st
import pytest

from nova_ops_ext.console import bus
from tests.harness import rpc_reply

MIB = 2 ** 20
EMPTY = rpc_reply.on_the_wire('')

# Bytes that cost differently, in stretches that are cut in all ways.
LOGS = st.lists(
    st.one_of(st.binary(max_size=40),
              st.sampled_from([b'\n', b'\t', b'"', b'\\', b'\0', b'\xff',
                               b'\x7f', b'\x1b[0m', b'a', '\u20ac'.encode()]))
    .flatmap(lambda part: st.integers(1, 30).map(part.__mul__)),
    max_size=20).map(b''.join)


def cost(log):
    """Bytes on the wire, after what nova-compute's manager does to a log."""
    return rpc_reply.on_the_wire(log.decode('ascii', 'replace')) - EMPTY


def readable(log):
    """The log as nova-api shows it, a byte a character."""
    stripped = re.sub(b'[\0-\x08\x0b-\x1f]', b'', log)
    return re.sub(b'[\x7f-\xff]', b'?', stripped)


@given(LOGS, st.integers(0, 600))
@example(b'"' * 9, 35)
@example(b'ab\n', 3)
def test_is_the_longest_end_that_is_affordable(log, max_bytes):
    sent = bus.bounded(log, max_bytes)
    whole = readable(log)
    assert whole.endswith(sent)
    assert cost(sent) <= max_bytes
    if sent != whole:
        assert cost(whole[len(whole) - len(sent) - 1:]) > max_bytes


@given(LOGS)
def test_never_costs_more_than_it_would_without_us(log):
    assert cost(bus.bounded(log, 10 ** 6)) <= cost(log)


@given(st.binary(max_size=300), st.integers(1, 300))
def test_in_steps(log, max_bytes):
    """Where much is left out, it looks further back."""
    longer = log + b'\0' * (bus._SMALLEST_STEP * 2)
    assert bus.bounded(longer, max_bytes) == bus.bounded(log, max_bytes)


@pytest.mark.parametrize(('log', 'sent'), [
    (b'', b''),
    (b'login: \r\n\x1b[1mok\x1b[0m\t\x07\n', b'login: \n[1mok[0m\t\n'),
    ('gr\u00fc\u00df'.encode('latin-1'), b'gr??'),
    (b'\x7f', b'?'),
    (b'\0' * 70000, b''),
    (b'old' + b'\0' * 200000 + b'new', b'oldnew'),
])
def test_table(log, sent):
    assert bus.bounded(log, 1024) == sent
    assert bus.bounded(bytearray(log), 1024) == sent


@pytest.mark.parametrize('byte', [b'\xff', b'\n', b'"', b'a'])
def test_a_long_log(byte):
    log = byte * (4 * MIB)
    sent = bus.bounded(log, MIB)
    assert MIB - 4 < cost(sent) <= MIB


class Pieces:
    """A log that tells how much of it was looked at."""

    def __init__(self, log):
        self.log = log
        self.read = 0

    def __len__(self):
        return len(self.log)

    def __getitem__(self, piece):
        self.read += len(self.log[piece])
        return self.log[piece]


@pytest.mark.parametrize('byte', [b'\xff', b'a', b'"', b'\n'])
def test_looks_only_at_the_end(byte):
    log = Pieces(byte * (100 * MIB))
    assert cost(bus.bounded(log, 262144)) > 262140
    assert log.read <= 262144


def test_looks_at_everything_at_most_once():
    log = Pieces(b'a' * 262143 + b'\0' * (20 * MIB))
    assert len(bus.bounded(log, 262144)) == 262143
    assert log.read == len(log)


@pytest.mark.parametrize(('log', 'cut'), [
    (b'', False), (b'short\r\n\x1b[0m' * 10, False), (b'\x00' * 5000, False),
    (b'a' * 1024, False), (b'a' * 1025, True), (b'\n' * 1024, True),
    (b'a' * 10 ** 6, True), (b'\x00' * 70000 + b'a', True)])
def test_is_cut(log, cut):
    """The last is whole, but to know that takes too long."""
    assert bus.is_cut(log, bus.bounded(log, 1024)) is cut
