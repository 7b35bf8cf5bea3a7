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

"""What is remembered of a client's request while Swift serves it.

Swift hands ``swift.infocache`` to every request that it makes on behalf of
another, and no client can write into it, so this is where the first place
leaves what the second needs.
"""

from __future__ import annotations

import time
from typing import Any

from ops_ext_net import client_address

#: Of the visit in ``swift.infocache``.
KEY = 'openstack-ops-ext/ip_whitelist/visit'
# A request that lasts (a bulk upload) must not go on for hours with the
# rules that it began with.
_FRESH_SECONDS = 10
_INFO = ('container/', 'account/')


class Visit:
    """One request of a client, with all that Swift makes of it.

    :param client: who made it
    :param method: its method
    """

    #: Path of the request that was admitted last.
    admitted: str | None = None
    #: Why the last part of it was refused.
    reason: str | None = None
    #: Whether the client speaks S3, and the container that it copies from.
    s3 = False
    copied = ''

    def __init__(self, client: client_address.Client, method: str) -> None:
        self.client = client
        self.method = method
        self._fresh_until = time.monotonic() + _FRESH_SECONDS

    def refresh(self, env: dict[str, Any]) -> None:
        """Make Swift ask again for what it has known for a while."""
        now = time.monotonic()
        if now < self._fresh_until:
            return
        self._fresh_until = now + _FRESH_SECONDS
        forget_information(env['swift.infocache'])


def forget_information(cache: dict[str, Any]) -> None:
    """Make Swift ask again for what it knows of containers and accounts.

    :param cache: ``swift.infocache`` of the request
    """
    for key in [key for key in cache if key.startswith(_INFO)]:
        del cache[key]
