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

"""Reads what one end of an AMQP 0-9-1 connection says, without keeping it.

A Reader is fed the bytes of one direction as they pass by, in whatever pieces,
and gives the messages that have ended: their sizes, and the beginning and the
end of each body.  A body of a gigabyte costs no memory.
"""

from collections.abc import Iterator
import dataclasses
import struct

#: How much is kept of either end of a body.
SAMPLE = 16384

_GREETING = b'AMQP'
_GREETING_SIZE = 8
#: type, channel and size
FRAME_HEAD = struct.Struct('>BHI')
_FRAME_END = 1
_METHOD, _HEADER, _BODY = 1, 2, 3
_BASIC = 60
_PUBLISH, _RETURN, _DELIVER, _GET_OK = 40, 50, 60, 71


@dataclasses.dataclass
class Message:
    """One message on its way to the broker (publish) or from it (deliver)."""

    #: publish, deliver, return or get-ok
    method: str
    exchange: str
    routing_key: str
    #: bytes of the body
    body: int = 0
    #: bytes of all its frames, with what frames the body
    wire: int = 0
    #: the first and the last SAMPLE bytes of the body
    head: bytes = b''
    tail: bytes = b''
    _left: int = 0


class Reader:
    """One direction of one connection."""

    def __init__(self) -> None:
        self._begun = False
        self._pending = bytearray()
        self._open: dict[int, Message] = {}
        # Of the frame of a body that is passing: its message if it has one,
        # what is still to come, and whether the message ends with it.
        self._passing: Message | None = None
        self._to_come = 0

    def feed(self, data: bytes) -> Iterator[Message]:
        """Read on.

        :returns: the messages that are complete with these bytes
        """
        view = memoryview(data)
        while view:
            if self._to_come:
                view = self._pass(view)
                if not self._to_come:
                    yield from self._ended_body()
                continue
            wanted = self._wanted()
            if wanted:
                self._pending += view[:wanted]
                view = view[wanted:]
            if not self._wanted():
                yield from self._act()

    def _wanted(self) -> int:
        """How much is still missing of what has to be seen as a whole."""
        have = len(self._pending)
        if not self._begun:
            if have < len(_GREETING):
                return len(_GREETING) - have
            if self._pending[:len(_GREETING)] == _GREETING:
                return _GREETING_SIZE - have
        if have < FRAME_HEAD.size:
            return FRAME_HEAD.size - have
        kind, _channel, size = FRAME_HEAD.unpack_from(self._pending)
        whole: int = FRAME_HEAD.size + size + _FRAME_END
        return 0 if kind == _BODY else whole - have

    def _act(self) -> Iterator[Message]:
        seen = bytes(self._pending)
        self._pending.clear()
        if not self._begun:
            self._begun = True
            if seen.startswith(_GREETING):
                return
        kind, channel, size = FRAME_HEAD.unpack_from(seen)
        payload = seen[FRAME_HEAD.size:-_FRAME_END]
        if kind == _METHOD:
            # A message of which no more comes was given up by its sender.
            self._open.pop(channel, None)
            message = _message(payload)
            if message:
                message.wire = len(seen)
                self._open[channel] = message
        elif kind == _HEADER and channel in self._open:
            message = self._open[channel]
            message.wire += len(seen)
            message.body = message._left = struct.unpack_from(
                '>Q', payload, 4)[0]
            if not message.body:
                yield self._open.pop(channel)
        elif kind == _BODY:
            self._passing = self._open.get(channel)
            self._to_come = size + _FRAME_END
            if self._passing:
                self._passing.wire += len(seen) + self._to_come
                self._passing._left -= size
                if self._passing._left <= 0:
                    del self._open[channel]

    def _pass(self, view: memoryview) -> memoryview:
        now = view[:self._to_come]
        if self._passing:
            # The last byte is the frame's, not the body's.
            text = now[:self._to_come - _FRAME_END]
            message = self._passing
            message.head += text[:SAMPLE - len(message.head)]
            message.tail = (message.tail + text[-SAMPLE:])[-SAMPLE:]
        self._to_come -= len(now)
        return view[len(now):]

    def _ended_body(self) -> Iterator[Message]:
        message, self._passing = self._passing, None
        if message and message._left <= 0:
            yield message


def _message(payload: bytes) -> Message | None:
    """The message that a method announces, if it does."""
    of, method = struct.unpack_from('>HH', payload)
    if of != _BASIC:
        return None
    if method == _PUBLISH:
        name, at = 'publish', 4 + 2                 # reserved
    elif method == _DELIVER:
        name, at = 'deliver', 4 + 1 + payload[4] + 8 + 1    # tag, tag, flag
    elif method == _GET_OK:
        name, at = 'get-ok', 4 + 8 + 1              # tag, flag
    elif method == _RETURN:
        name, at = 'return', 4 + 2 + 1 + payload[6]     # code, text
    else:
        return None
    exchange, at = _short_string(payload, at)
    routing_key, at = _short_string(payload, at)
    return Message(name, exchange, routing_key)


def _short_string(payload: bytes, at: int) -> tuple[str, int]:
    end = at + 1 + payload[at]
    return payload[at + 1:end].decode('utf-8', 'replace'), end
