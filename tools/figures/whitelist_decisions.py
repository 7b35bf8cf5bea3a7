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

"""What ip_whitelist answers, case by case: its own verdicts, as a figure."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
import csv
import io
from typing import NamedTuple

from ops_ext_net import client_address
from ops_ext_net import networks
from swift_ops_ext import operation
from swift_ops_ext import policy
from swift_ops_ext import rules
from swift_ops_ext import verdict
from tools.figures import grid

_HIM, _OTHERS = '192.0.2.7', '198.51.100.0/24'
_SLIP = '192.0.2.300'
_BOOK = rules.Book({})
_CLIENT = client_address.Client(networks.parse_address(_HIM))
_ANSWERS = {verdict.Kind.ADMITTED: 'in', verdict.Kind.REFUSED: '403',
            verdict.Kind.MISSING: '404', verdict.Kind.UNKNOWN: '503'}
_KINDS = {'in': 'good', '403': 'bad', '404': 'none', '503': 'odd'}


class Column(NamedTuple):
    """What the operator has configured, or who asks."""

    head: str
    policy: policy.Policy = policy.Policy()
    client: client_address.Client = _CLIENT


_NAMES_HIM = networks.NetworkSet(networks.parse_networks(_HIM))
COLUMNS = (
    Column('as it comes'),
    Column('default =/closed', policy.Policy(default=policy.Default.CLOSED)),
    Column('always_allow/names him', policy.Policy(always_allow=_NAMES_HIM)),
    Column('always_deny/names him', policy.Policy(always_deny=_NAMES_HIM)),
    Column('his address/is not/known',
           client=client_address.Client(None, 'not known')),
    Column('mode = log', policy.Policy(mode=rules.Mode.LOG)))


def _there(**metadata: str) -> verdict.Holder:
    """Make a holder with rules; ``_`` in a name stands for ``-``."""
    return verdict.Holder(verdict.State.THERE, _BOOK.rules(
        {key.replace('_', '-'): value for key, value in metadata.items()}))


_GONE = verdict.Holder(verdict.State.MISSING)
_DARK = verdict.Holder(verdict.State.UNKNOWN)
_READ, _WRITE = operation.Operation.READ, operation.Operation.WRITE
_CASES: Mapping[str, tuple[verdict.Holder, verdict.Holder,
                           operation.Operation]] = {
    'no rule': (_there(), _there(), _READ),
    'Allow names him': (_there(), _there(allow_x=_HIM), _READ),
    'Allow names others': (_there(), _there(allow_x=_OTHERS), _READ),
    'Allow-Read names him; he reads': (
        _there(), _there(allow_read_x=_HIM), _READ),
    'Allow-Read names him; he writes': (
        _there(), _there(allow_read_x=_HIM), _WRITE),
    'Deny names him': (_there(), _there(deny_x=_HIM), _READ),
    'Deny names others': (_there(), _there(deny_x=_OTHERS), _READ),
    'Allow and Deny name him': (
        _there(), _there(allow_x=_HIM, deny_x=_HIM), _READ),
    'Allow that cannot be read': (
        _there(), _there(allow_x=_SLIP), _READ),
    'Deny that cannot be read': (
        _there(), _there(deny_x=_SLIP), _READ),
    'Allow names him; account: others': (
        _there(allow_x=_OTHERS), _there(allow_x=_HIM), _READ),
    'no rule; account: Allow names him': (
        _there(allow_x=_HIM), _there(), _READ),
    'no such container': (_there(), _GONE, _READ),
    'no such container; account: others': (
        _there(allow_x=_OTHERS), _GONE, _READ),
    'rules cannot be looked up now': (_there(), _DARK, _READ),
}


class Row(NamedTuple):
    """A case, and the answers to it."""

    case: str
    answers: tuple[str, ...]


def rows() -> list[Row]:
    """Ask for every verdict."""
    return [Row(name, tuple(_answer(column, *case) for column in COLUMNS))
            for name, case in _CASES.items()]


def _answer(column: Column, account: verdict.Holder,
            container: verdict.Holder, wanted: operation.Operation) -> str:
    found = verdict.judge(column.client, wanted,
                          verdict.Case(account, container), column.policy)
    return _ANSWERS[found.kind] + (', logged' if found.logged else '')


def table(found: Sequence[Row]) -> str:
    """Write down the verdicts."""
    written = io.StringIO()
    out = csv.writer(written, lineterminator='\n')
    out.writerow(('Rules of the container', *(
        column.head.replace('/', ' ') for column in COLUMNS)))
    out.writerows((row.case, *row.answers) for row in found)
    return written.getvalue()


def figure(found: Sequence[Row]) -> str:
    """Draw the verdicts."""
    return grid.figure(
        'ip-whitelist-decisions', 'What ip_whitelist answers to a client who '
        'is authorized', 'A table with a row for each kind of rules and a '
        'column for each configuration; the answers are in the table below.',
        [column.head for column in COLUMNS], list(found), _KINDS,
        label_width=220)
