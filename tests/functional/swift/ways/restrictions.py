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

"""How a container can be closed to the refused client."""

import dataclasses


@dataclasses.dataclass(frozen=True, eq=False)
class Restriction:
    """Rules that admit one of the two clients.

    :ivar headers: what is posted
    :ivar of_account: whether to the account, or to each container
    """

    name: str
    headers: dict[str, str]
    of_account: bool = False


CONTAINER = Restriction('Allow', {
    'X-Container-Meta-Allow-Office': '127.0.0.2, 192.0.2.0/24'})
DENY = Restriction('Deny', {'X-Container-Meta-Deny-Leaver': '127.0.0.3'})
READ_AND_WRITE = Restriction('Allow-Read and Allow-Write', {
    'X-Container-Meta-Allow-Read-Office': '127.0.0.2',
    'X-Container-Meta-Allow-Write-Office': '127.0.0.2'})
ACCOUNT = Restriction('account Allow', {
    'X-Account-Meta-Allow-Office': '127.0.0.2, 192.0.2.0/24'}, True)

#: All but the one that every way is tried with.
OTHERS = (DENY, READ_AND_WRITE, ACCOUNT)
