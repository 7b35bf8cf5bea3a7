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

"""The request whose thread asks the cells, as the log names it afterwards."""

import datetime

from nova import context as nova_context
from oslo_context import context as common_context
import pytest

from nova_ops_ext.scheduler import cascade_evidence

NOON = datetime.datetime(2026, 2, 14, 12)
DOWN = cascade_evidence.DownTime(NOON, datetime.timedelta(seconds=60))
ASKS = {
    'hosts': lambda: cascade_evidence.down_hosts(DOWN),
    'servers': lambda: cascade_evidence.servers(DOWN, 'p', 'i', NOON, NOON),
    'moves': lambda: cascade_evidence.moves(None, 'uuid', NOON),
    'moves, cell known': lambda: cascade_evidence.moves(
        object(), 'uuid', NOON)}


@pytest.fixture
def asked(monkeypatch):
    """The contexts that cells are asked with, targeted as Nova does it."""
    contexts = []

    def scatter(context, *_args):
        with nova_context.target_cell(context, None) as targeted:
            contexts.append(targeted)
        return {'cell': []}

    # It wants Nova's configuration, and changes nothing here.
    monkeypatch.setattr(nova_context, 'set_target_cell',
                        lambda *_args: None)
    for name in ('scatter_gather_skip_cell0', 'scatter_gather_single_cell'):
        monkeypatch.setattr(nova_context, name, scatter)
    yield contexts
    _forget()


def _forget():
    vars(common_context._request_store).clear()


@pytest.mark.parametrize('ask', ASKS.values(), ids=ASKS)
def test_the_log_goes_on_to_name_the_request(asked, ask):
    request = nova_context.RequestContext(
        'user', 'project', is_admin=False)
    ask()
    current = common_context.get_current()
    assert (current.request_id, current.user_id, current.project_id) == (
        request.request_id, 'user', 'project')


@pytest.mark.parametrize('ask', ASKS.values(), ids=ASKS)
def test_the_cells_are_asked_as_administrator(asked, ask):
    request = nova_context.RequestContext(
        'user', 'project', is_admin=False)
    ask()
    assert [context.is_admin for context in asked] == [True]
    assert not request.is_admin


@pytest.mark.parametrize('ask', ASKS.values(), ids=ASKS)
@pytest.mark.parametrize('of_another_library', [False, True])
def test_without_a_request(asked, ask, of_another_library):
    _forget()
    if of_another_library:
        common_context.RequestContext(user_id='user')
    ask()
    assert [context.is_admin for context in asked] == [True]
