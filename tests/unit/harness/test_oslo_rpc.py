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

"""Which reply belongs to which call, told by messages of oslo.messaging."""

import json

from tests.harness import amqp_frames
from tests.harness import oslo_rpc


def message(method, key, content):
    body = json.dumps({'oslo.version': '2.0',
                       'oslo.message': json.dumps(content)}).encode()
    return amqp_frames.Message(
        method, '', key, len(body), len(body),
        body[:amqp_frames.SAMPLE], body[-amqp_frames.SAMPLE:])


def call(name, number):
    return message('publish', 'compute.host-1', {
        'method': name, 'args': {'tail_length': None}, '_msg_id': number,
        '_reply_q': 'reply_a'})


def reply(number, direction='publish', result=None):
    return message(direction, 'reply_a', {
        'result': result, 'failure': None, '_msg_id': number})


SEEN = [call('get_console_output', 'a1'), call('other', 'b2'),
        reply('b2'), reply('a1'), reply('a1', 'deliver'), reply('c3')]


def test_replies_are_those_to_the_calls_of_the_method():
    assert oslo_rpc.calls(SEEN, 'get_console_output') == SEEN[:1]
    assert oslo_rpc.replies(SEEN, 'get_console_output') == SEEN[3:5]
    assert oslo_rpc.replies(SEEN, 'other') == SEEN[2:3]
    assert oslo_rpc.replies(SEEN, 'output') == []


def test_a_reply_may_say_anything():
    # Such as what a call looks like.
    sly = reply('b2', result='{"method": "get_console_output", '
                             '"_msg_id": "a1"}' * 9999)
    assert oslo_rpc.replies([*SEEN, sly], 'get_console_output') == SEEN[3:5]
    assert oslo_rpc.calls([sly], 'get_console_output') == []


def test_a_long_reply_is_known_by_its_end():
    long = reply('a1', result='x' * 10 ** 6)
    assert oslo_rpc.replies([SEEN[0], long], 'get_console_output') == [long]


def test_a_call_that_nobody_answers_has_no_reply():
    cast = message('publish', 'compute.host-1', {'method': 'm', 'args': {}})
    odd = message('publish', 'reply_a', {'result': None})
    assert oslo_rpc.replies([cast, odd], 'm') == []
