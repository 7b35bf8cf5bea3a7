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

"""Who speaks in Swift's story, and about what."""

from __future__ import annotations

from typing import NamedTuple

from demo import swift_exchange
from tests.harness import swift_client
from tests.harness import swift_cluster

OFFICE, CAMPUS, KIOSK, ELSEWHERE = (
    '127.1.1.5', '127.1.2.5', '127.1.9.5', '127.2.0.5')
OFFICE_NETWORK, CAMPUS_NETWORK = '127.1.1.0/24', '127.1.0.0/16'
#: What the operator adds to the sample.
SECTION = 'filter:ip_whitelist'
OPTIONS = {'list_campus': CAMPUS_NETWORK}

CONTAINER, OBJECT = '/private', '/private/report.csv'
CONTENT = b'quarter,sum'
RULE = 'X-Container-Meta-Allow-Office'
#: What all who are refused to read the container are told.
REFUSED = ('No Allow rule of this container lets your address in to read. '
           'Asked: Allow-Office.')


class Cast(NamedTuple):
    """The same user at several addresses.

    :ivar exchange: how they ask
    """

    exchange: swift_exchange.Exchange
    office: swift_client.Client
    campus: swift_client.Client
    kiosk: swift_client.Client
    elsewhere: swift_client.Client

    @classmethod
    def at(cls, exchange: swift_exchange.Exchange,
           proxy: swift_cluster.Proxy) -> Cast:
        """Have them all talk to one proxy."""
        return cls(exchange, *(
            swift_client.Client(proxy, source)
            for source in (OFFICE, CAMPUS, KIOSK, ELSEWHERE)))
