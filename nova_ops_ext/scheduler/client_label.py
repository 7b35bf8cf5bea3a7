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

"""Whose network counts for a request: the caller's, or the stamp's.  Pure.

The stamp is a scheduler hint that nova-api's filter ``client_stamp`` writes
when a server is created.  It stays with the server, so that a move can be
judged by it when an admin asks for the move.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

from nova_ops_ext.scheduler import client_network
from nova_ops_ext.scheduler import operation
from ops_ext_net import networks

# Nova drops hints that begin with "_nova".
#: Scheduler hint: the label of the client, as client_stamp has written it.
HINT = 'ops_client_network'


class Client(NamedTuple):
    """For whom the hosts of a request are.

    :ivar label: None if the client has none
    :ivar subject: whom and what this is about, for the explanation
    :ivar unjudged: why all hosts pass; empty if they are to be judged
    :ivar refusal: why no host passes; empty if they are to be judged
    """

    label: str | None
    subject: str
    unjudged: str = ''
    refusal: str = ''


def stamp(label: str | None) -> list[str]:
    """Give the value of the hint for a client."""
    return ['' if label is None else label]


def caller(address: str | None, labels: client_network.ClientNetworks
           ) -> Client:
    """Judge by an address as nova-api saw it.

    :param address: the text in the request's context
    """
    who = 'of unknown address'
    parsed = None
    if address:
        # Never the text as it came: behind a proxy the client wrote it.
        try:
            parsed = networks.parse_address(address)
            who = str(parsed)
        except ValueError:
            who = '%.64r which cannot be read' % address
    label = labels.label(parsed)
    return Client(label, 'client %s, %s' % (who, _named(label)))


class Clients:
    """Finds the client of a request to the scheduler.

    :param labels: the networks and their labels
    :param trusted: whether the stamp counts, and moves are judged
    :param unstamped_moves: ``pass``, ``default_label`` or ``refuse``
    """

    def __init__(self, labels: client_network.ClientNetworks, *,
                 trusted: bool, unstamped_moves: str) -> None:
        self._labels = labels
        self._trusted = trusted
        self._unstamped_moves = unstamped_moves

    def of(self, spec: Any) -> Client:
        """Find the client.

        :param spec: the RequestSpec
        """
        moved = operation.is_move(spec)
        if not self._trusted:
            if moved:
                return Client(None, '', 'a move of an existing server')
            return self._caller(spec)
        what = 'move of a server ' if moved else ''
        hints = (spec.scheduler_hints if 'scheduler_hints' in spec else None
                 ) or {}
        if HINT in hints:
            return self._stamped(hints, what)
        if not moved:
            found = self._caller(spec)
            return found._replace(subject=found.subject + ', not stamped')
        if self._unstamped_moves == 'pass':
            return Client(None, '', 'a move of a server without a stamp')
        if self._unstamped_moves == 'refuse':
            return Client(None, what + 'without a stamp',
                          refusal='not for servers without a stamp')
        label = self._labels.default_label
        return Client(label, '%swithout a stamp, %s' % (what, _named(label)))

    def _caller(self, spec: Any) -> Client:
        return caller(getattr(spec._context, 'remote_address', None),
                      self._labels)

    def _stamped(self, hints: Mapping[str, Sequence[Any]], what: str
                 ) -> Client:
        try:
            label = _read(hints[HINT])
        except ValueError:
            # Nothing of ours wrote this.
            label = self._labels.default_label
            return Client(label, '%swith a stamp that cannot be read, %s' % (
                what, _named(label)))
        return Client(label, '%sstamped %s' % (what, _named(label)))


def _read(value: Any) -> str | None:
    """Read a stamp.

    :raises ValueError: if it is none
    """
    if value == stamp(None):
        return None
    if not (isinstance(value, Sequence) and len(value) == 1
            and isinstance(value[0], str)
            and client_network.is_label(value[0])):
        raise ValueError(value)
    return str(value[0])


def _named(label: str | None) -> str:
    return 'no label' if label is None else 'network ' + label
