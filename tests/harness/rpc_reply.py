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

"""What an answer of an RPC server takes on the wire to RabbitMQ."""

from typing import Any

from kombu.utils import json
from oslo_messaging._drivers import common

#: As long as those that oslo.messaging makes.
_ID = '0' * 32


def on_the_wire(result: Any) -> int:
    """Bytes of the message that carries the result of a call.

    oslo.messaging's own envelope, serialized as kombu does it for its
    transports: JSON in JSON.
    """
    message = {'result': result, 'failure': None, 'ending': True,
               '_msg_id': _ID, '_unique_id': _ID}
    return len(json.dumps(common.serialize_msg(message)).encode())
