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

"""The label of a client's network, as it is written into a server."""

from __future__ import annotations

from typing import Any

from ops_ext_tempest import any_answer

#: The hint that client_stamp writes.
HINT = 'ops_client_network'
#: The microversion since which Nova shows the hints of a server.
SHOWN_SINCE = '2.100'


def hints(nova: any_answer.AnyAnswer, server_id: str
          ) -> dict[str, list[Any]]:
    """Give the scheduler hints of a server, as lists, as Nova stores them."""
    answer = nova.ask('GET', '/servers/' + server_id, headers={
        'OpenStack-API-Version': 'compute ' + SHOWN_SINCE})
    found: dict[str, Any] = answer.json()['server']['scheduler_hints']
    return {name: value if isinstance(value, list) else [value]
            for name, value in found.items()}


def label(nova: any_answer.AnyAnswer, server_id: str) -> str | None:
    """Give the label that a server has.

    :returns: '' if its client has none; None if it has no stamp
    """
    value = hints(nova, server_id).get(HINT)
    return None if value is None else ','.join(map(str, value))
