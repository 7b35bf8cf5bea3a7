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

"""Tells which messages on RabbitMQ belong to which RPC call.

A call names an id of its own and the caller's reply queue; the reply goes
there and repeats the id.  oslo.messaging writes the method first and a reply's
id last, so that the samples of a message suffice however long it is.
"""

from collections.abc import Iterable
import re

from tests.harness import amqp_frames

# JSON in JSON: quotation marks within the message are escaped.
_METHOD = re.compile(rb'\\"method\\": \\"(\w+)\\"')
_ID = re.compile(rb'\\"_msg_id\\": \\"(\w+)\\"')
_REPLIES = 'reply_'


def calls(messages: Iterable[amqp_frames.Message],
          method: str) -> list[amqp_frames.Message]:
    """The requests of this RPC method, on their way to the broker."""
    return [one for one in messages if one.method == 'publish'
            and not one.routing_key.startswith(_REPLIES)
            and _first(_METHOD, one.head) == method.encode()]


def replies(messages: Iterable[amqp_frames.Message],
            method: str) -> list[amqp_frames.Message]:
    """The replies to calls of this RPC method.

    :param messages: have to contain the calls too
    :returns: each on its way to the broker and, if it came to that, again on
        its way from it
    """
    seen = list(messages)
    asked = {_first(_ID, one.tail) for one in calls(seen, method)}
    return [one for one in seen if one.routing_key.startswith(_REPLIES)
            and _first(_ID, one.tail) in asked - {None}]


def _first(pattern: re.Pattern[bytes], text: bytes) -> bytes | None:
    match = pattern.search(text)
    return match.group(1) if match else None
