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

"""Servers that tests create, and what becomes of them."""

from __future__ import annotations

from typing import Any

from tempest.common import waiters
from tempest import config
from tempest.lib.common.utils import data_utils
from tempest.lib.common.utils import test_utils
from tempest.lib import exceptions

CONF = config.CONF
_SETTLED = ('ACTIVE', 'ERROR')


def create(case: Any, manager: Any, *, count: int = 1, **kwargs: Any
           ) -> list[dict[str, Any]]:
    """Ask for servers, which are deleted when the test or the class ends.

    :param case: the test, or its class
    :param manager: of the user
    :param count: how many, in one request
    :param kwargs: of Tempest's create_server
    :returns: each as its owner sees it, once it is ACTIVE or in ERROR
    """
    client = manager.servers_client
    name = data_utils.rand_name('ops-ext', prefix=CONF.resource_name_prefix)
    asked = dict({'imageRef': CONF.compute.image_ref,
                  'flavorRef': CONF.compute.flavor_ref,
                  'networks': 'none'}, **kwargs)
    if count > 1:
        asked.update(min_count=count, max_count=count)
    ids = [client.create_server(name=name, **asked)['server']['id']]
    delete_later(case, client, ids[0])
    if count > 1:
        found = client.list_servers(name='^' + name)['servers']
        others = [one['id'] for one in found if one['id'] != ids[0]]
        for server_id in others:
            delete_later(case, client, server_id)
        ids += others
        if len(ids) != count:
            raise exceptions.UnexpectedResponseCode(
                '%d servers of %d are listed' % (len(ids), count))
    return [settled(client, server_id) for server_id in ids]


def settled(client: Any, server_id: str) -> dict[str, Any]:
    """Wait until a server is ACTIVE or in ERROR."""
    found: dict[str, Any] = {}

    def has_settled() -> bool:
        found.update(client.show_server(server_id)['server'])
        return (found['status'] in _SETTLED
                and not found.get('OS-EXT-STS:task_state'))

    if not test_utils.call_until_true(
            has_settled, client.build_timeout,
            min(client.build_interval, 1)):
        raise exceptions.TimeoutException(
            'server %s is neither ACTIVE nor in ERROR, but %s (%s)' % (
                server_id, found['status'],
                found.get('OS-EXT-STS:task_state')))
    return found


def delete(client: Any, server_id: str) -> None:
    """Delete a server, and wait until it is gone."""
    _delete_all([(client, server_id)])


def refused(server: dict[str, Any]) -> bool:
    """Tell whether the scheduler found no host for a server."""
    return (server['status'] == 'ERROR'
            and 'No valid host' in server.get('fault', {}).get('message', ''))


def delete_later(case: Any, client: Any, server_id: str) -> None:
    """Delete a server when the test or the class ends.

    All of them at once, and then wait until they are gone.
    """
    made: list[tuple[Any, str]] | None = vars(case).get('servers_made')
    if made is None:
        made = []
        case.servers_made = made
        if isinstance(case, type):
            case.addClassResourceCleanup(  # type: ignore[attr-defined]
                _delete_all, made)
        else:
            case.addCleanup(_delete_all, made)
    made.append((client, server_id))


def _delete_all(made: list[tuple[Any, str]]) -> None:
    for client, server_id in made:
        test_utils.call_and_ignore_notfound_exc(client.delete_server,
                                                server_id)
    for client, server_id in made:
        waiters.wait_for_server_termination(client, server_id,
                                            ignore_error=True)
