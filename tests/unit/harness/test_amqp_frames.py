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

"""The reader of AMQP frames, fed with what a naive writer makes."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from tests.harness import amqp_frames

GREETING = b'AMQP\x00\x00\x09\x01'
HEARTBEAT = b'\x08\x00\x00\x00\x00\x00\x00\xce'


def frame(kind, channel, payload):
    return struct.pack('>BHI', kind, channel, len(payload)) + payload + b'\xce'


def short(text):
    return struct.pack('>B', len(text.encode())) + text.encode()


def method_of(name, exchange, key):
    before, after = {
        'publish': (struct.pack('>HHH', 60, 40, 0), b'\x00'),
        'deliver': (struct.pack('>HH', 60, 60) + short('tag')
                    + struct.pack('>QB', 7, 0), b''),
        'get-ok': (struct.pack('>HHQB', 60, 71, 7, 0), struct.pack('>I', 3)),
        'return': (struct.pack('>HHH', 60, 50, 312) + short('NO_ROUTE'), b''),
    }[name]
    return before + short(exchange) + short(key) + after


def frames(channel, name, exchange, key, bodies):
    """A message, frame by frame."""
    header = struct.pack('>HHQH', 60, 0, sum(map(len, bodies)), 0)
    return [frame(1, channel, method_of(name, exchange, key)),
            frame(2, channel, header),
            *(frame(3, channel, body) for body in bodies)]


def read(data, size=None):
    reader = amqp_frames.Reader()
    step = size or len(data) or 1
    return [message for start in range(0, len(data), step)
            for message in reader.feed(data[start:start + step])]


def told(message):
    return (message.method, message.exchange, message.routing_key,
            message.body, message.wire, message.head, message.tail)


MESSAGES = st.tuples(
    st.sampled_from(['publish', 'deliver', 'get-ok', 'return']),
    st.text('abc_é', max_size=9), st.text('xyz.-', max_size=9),
    st.lists(st.binary(min_size=1, max_size=40), max_size=4))


@given(st.lists(MESSAGES, max_size=5), st.booleans(),
       st.integers(min_value=1, max_value=70))
def test_messages_are_found_however_the_bytes_are_cut(
        messages, greeted, size):
    sent = [frames(1, *message) for message in messages]
    data = b''.join(b''.join(one) + HEARTBEAT for one in sent)
    expected = [
        (name, exchange, key, len(b''.join(bodies)),
         sum(map(len, one)), b''.join(bodies), b''.join(bodies))
        for (name, exchange, key, bodies), one in zip(
            messages, sent, strict=True)]
    if greeted:
        data = GREETING + data
    assert [told(message) for message in read(data, size)] == expected


@given(MESSAGES, MESSAGES, st.randoms(use_true_random=False))
def test_channels_do_not_disturb_each_other(one, other, choice):
    queues = [frames(1, *one), frames(2, *other)]
    data = b''
    while any(queues):
        data += choice.choice([queue for queue in queues if queue]).pop(0)
    assert sorted(message.body for message in read(data)) == sorted(
        len(b''.join(bodies)) for *_names, bodies in (one, other))


def test_only_the_ends_of_a_long_body_are_kept():
    body = bytes(range(256)) * 1000
    message, = read(b''.join(frames(
        1, 'publish', 'e', 'k', [body[:131072], body[131072:]])), 1000)
    assert message.body == len(body)
    assert message.head == body[:amqp_frames.SAMPLE]
    assert message.tail == body[-amqp_frames.SAMPLE:]


def test_a_message_that_was_given_up_is_none():
    cut = frames(1, 'publish', 'e', 'k', [b'12', b'34'])[:-1]
    close = frame(1, 1, struct.pack('>HH', 20, 40))
    whole = frames(1, 'publish', 'e', 'k', [b'5'])
    assert [message.head for message in read(
        b''.join([*cut, close, *whole]))] == [b'5']


@given(st.binary(max_size=200))
def test_other_methods_announce_nothing(arguments):
    for of, method in ((10, 10), (50, 10), (60, 80), (60, 30)):
        data = frame(1, 1, struct.pack('>HH', of, method) + arguments)
        assert read(data + frame(2, 1, struct.pack('>HHQH', 60, 0, 5, 0))
                    + frame(3, 1, b'12345')) == []
