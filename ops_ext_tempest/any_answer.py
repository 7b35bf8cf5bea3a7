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

"""A client that sends what it is given, and takes any answer.

Tempest's own clients write the body of a request themselves, and raise when
the answer is an error.  Tests of what is refused need both as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
import json
from typing import Any
from typing import NamedTuple

from tempest import config
from tempest.lib.common import rest_client


class Answer(NamedTuple):
    """What came back.

    :ivar headers: by their names in lower case
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Read the body."""
        return json.loads(self.body)


class AnyAnswer(rest_client.RestClient):
    """Asks one service as one user.

    :param manager: of the user
    :param service: whose section of tempest.conf says where it is
    :param version: of the API, in place of that in the catalog
    :param source: the local address to connect from
    """

    def __init__(self, manager: Any, service: str, *,
                 version: str | None = None, source: str | None = None
                 ) -> None:
        super().__init__(manager.auth_provider,
                         **config.service_client_config(service))
        self.api_version = version
        if source:
            bind(self, source)

    def ask(self, method: str, path: str, body: bytes | str | None = None,
            headers: Mapping[str, str] | None = None, *,
            anonymous: bool = False) -> Answer:
        """Send one request.

        :param path: below the endpoint, or a URL if it is anonymous
        :param anonymous: without a token
        """
        url, sent = path, dict(headers or {})
        if not anonymous:
            # Not as Tempest's auth_request joins them, which makes one slash
            # of two.
            url = self.base_url + path
            sent['X-Auth-Token'] = self.token
        answer, content = self.raw_request(url, method, sent, body,
                                           log_req_body='<omitted>')
        # Some of Tempest's own code takes it for text, and so may urllib3.
        return Answer(answer.status, dict(answer),
                      content.encode() if isinstance(content, str)
                      else content)

    def post_json(self, path: str, value: Any,
                  headers: Mapping[str, str] | None = None) -> Answer:
        """Send a JSON document."""
        return self.ask('POST', path, json.dumps(value), dict(
            headers or {}, **{'Content-Type': 'application/json'}))


def bind(client: Any, source: str) -> None:
    """Have a client of Tempest's connect from a local address.

    :param client: any of its REST clients
    """
    client.http_obj.connection_pool_kw['source_address'] = (source, 0)
