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

"""The decision table: what may this client do with this container?

Pure: no Swift, no WSGI.  :func:`judge` knows a container only by its
:class:`Container`, which says whether its rules are known at all.

=================  ==========================  ===========================
container          rules                       verdict
=================  ==========================  ===========================
unknown            cannot be known             UNKNOWN
missing            there are none              MISSING
there              none, ``default = open``    ADMITTED
there              none, ``default = closed``  REFUSED
there              some, address unknown       REFUSED
there              some, one names address     ADMITTED
there              some, none names address    REFUSED
=================  ==========================  ===========================
"""

from __future__ import annotations

import enum
from typing import NamedTuple

from ops_ext_net import client_address
from swift_ops_ext import rules as rules_module


class Default(enum.Enum):
    """What becomes of containers that have no rule."""

    OPEN = 'open'
    CLOSED = 'closed'


class Kind(enum.Enum):
    """What is to be done with a request."""

    ADMITTED = 'admitted'
    REFUSED = 'refused'
    MISSING = 'missing'
    UNKNOWN = 'unknown'


class Verdict(NamedTuple):
    """What is to be done with a request, and why.

    :ivar kind: what is to be done
    :ivar reason: why, for the client; it names no address
    """

    kind: Kind
    reason: str = ''


class State(enum.Enum):
    """What is known of a container."""

    THERE = 'there'
    MISSING = 'missing'
    UNKNOWN = 'unknown'


class Container(NamedTuple):
    """A container as far as its rules are concerned.

    :ivar state: what is known of it
    :ivar rules: its rules; None if it has none or they are not known
    """

    state: State
    rules: rules_module.Rules | None = None


ADMITTED = Verdict(Kind.ADMITTED)
MISSING = Verdict(Kind.MISSING)
UNREADABLE_QUEUE = Verdict(
    Kind.REFUSED, 'What is to be deleted cannot be understood.')
UNKNOWN = Verdict(
    Kind.UNKNOWN,
    'The address rules of this container cannot be read at the moment.')
NO_RULE_AND_CLOSED = Verdict(
    Kind.REFUSED,
    'This container has no Allow rule, and this cluster admits no one to '
    'such containers.')
NOT_NAMED = Verdict(
    Kind.REFUSED,
    'No Allow rule of this container names your address.')
ADDRESS_UNKNOWN = Verdict(
    Kind.REFUSED,
    'This container has Allow rules, and your address cannot be determined.')


def judge(client: client_address.Client, container: Container,
          default: Default) -> Verdict:
    """Decide on one container, as the table above says."""
    if container.state is not State.THERE:
        return MISSING if container.state is State.MISSING else UNKNOWN
    if container.rules is None:
        return ADMITTED if default is Default.OPEN else NO_RULE_AND_CLOSED
    if client.address is None:
        return ADDRESS_UNKNOWN
    return ADMITTED if container.rules.admits(client.address) else NOT_NAMED


def judge_kept(client: client_address.Client, container: Container,
               of_owner: Verdict, default: Default) -> Verdict:
    """Decide on a container that is kept for another one, its owner.

    Both have to admit.  Rules of its own, if any, count; ``default`` is
    about the owner alone unless the owner does not exist.

    :param of_owner: the verdict on the owner
    """
    if of_owner.kind is Kind.MISSING:
        return judge(client, container, default)
    if of_owner.kind is not Kind.ADMITTED:
        return of_owner
    return judge(client, container, Default.OPEN)
