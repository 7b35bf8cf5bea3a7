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

"""Forged hints and addresses, and moves, against a real Nova."""

from collections import abc
import io
import json
from typing import Any
from unittest import mock

from nova.api import wsgi
from nova.compute import rpcapi
from nova.tests.functional.api import client as api_client
import requests
import webob

from tests.functional.nova import stamped_cloud
from tests.harness import nova_cloud
from tests.harness import nova_http
from tests.harness import nova_moves

DOC, OPS, OTHER = stamped_cloud.DOC, stamped_cloud.OPS, stamped_cloud.OTHER
NAME = stamped_cloud.NAME
PROXY, PROXY_2 = '127.0.9.1', '127.0.9.2'
ACCEPTED = 202
HEADERS = {'X-User-Id': 'fake', 'X-Roles': 'reader,member'}


class ClientStampTest(stamped_cloud.StampedCloud):
    """All in one test, as a cloud takes seconds to start."""

    HOSTS = ('doc-1', 'doc-2', 'ops-1', 'dev-1')
    #: peer, X-Forwarded-For, label
    ADDRESSES = [
        (DOC, None, 'doc'), (OTHER, DOC, 'dev'), (PROXY, None, 'dev'),
        (OTHER, f'{DOC}, {PROXY}', 'dev'),
        (PROXY, f'{DOC}, {OTHER}', 'dev'), (PROXY, f'x, {DOC}:4711', 'doc'),
        (PROXY, f'{OPS}, {DOC}, {PROXY_2}', 'doc'),
        (PROXY, f'{DOC}, {OTHER}, {PROXY_2}', 'dev'),
        (PROXY, f'{DOC}, unknown', 'dev')]

    def test_all(self) -> None:
        self._forged_hints()
        self._forged_addresses()
        self.server = self._other_hints_still_work()
        self._moves_are_judged_by_the_stamp()
        self._servers_without_a_stamp()

    def _forged_hints(self) -> None:
        """The user is of no network, and so of the label dev."""
        self.flags(instances=-1, cores=-1, ram=-1, group='quota')
        chosen: dict[str, str] = {}

        def decided(api: Any, ctxt: Any, instance: Any, host: str,
                    *args: Any, **kwargs: Any) -> None:
            # To build them takes longer than all the rest.
            chosen[instance.uuid] = host

        with mock.patch.object(
                rpcapi.ComputeAPI, 'build_and_run_instance', decided):
            created = {**self._every_way(), **self._volumes_boot(),
                       **self._in_chunks()}
            # Of a request for two servers the answer names one.
            count = len(created) + ('two servers' in created.values())
            self.until(lambda: len(chosen) == count,
                       'all servers to be scheduled')
        self.assertEqual({}, {created.get(server): host
                              for server, host in chosen.items()
                              if host != 'dev-1'})
        told = [line for line in self.scheduler_log('stamped network dev')
                if line.startswith('INFO') and '1 of 4 hosts pass' in line]
        self.assertEqual(len(created), len(told))

    def _every_way(self) -> dict[str, str]:
        wrong, created = {}, {}
        for way in stamped_cloud.ways():
            answer = self._send(way)
            if answer.status_code != way.status:
                wrong[way.name] = (answer.status_code, answer.text)
            elif way.status == ACCEPTED:
                server = answer.json()['server']
                created[server['id']] = way.name
                hints = self.hints(server)
                if hints != {NAME: ['dev'], **way.others}:
                    wrong[way.name] = hints
        self.assertEqual({}, wrong)
        return created

    def _send(self, way: stamped_cloud.Way) -> requests.Response:
        return self.client(OTHER).request(
            self._http.url + way.path, way.method, way.body,
            {**HEADERS, **way.headers})

    def _volumes_boot(self) -> dict[str, str]:
        created = {}
        for version in 'v2', 'v2.1':
            answer = self._send(stamped_cloud.Way(
                'list', stamped_cloud.PLAIN,
                path=f'/{version}/os-volumes_boot'))
            # Nova 34 answers 500 itself.
            self.assertIn(answer.status_code, (ACCEPTED, 500))
            if answer.status_code == ACCEPTED:
                server = answer.json()['server']
                self.assertEqual({NAME: ['dev']}, self.hints(server))
                created[server['id']] = 'os-volumes_boot'
        return created

    def _in_chunks(self) -> dict[str, str]:
        """As a server that can read chunks hands them on."""
        request = webob.Request.blank(
            '/v2.1/servers', method='POST', headers={
                'Content-Type': 'application/json',
                'X-Project-Id': nova_cloud.PROJECT, **HEADERS})
        request.environ.update({
            'REMOTE_ADDR': OTHER, 'CONTENT_LENGTH': '',
            'wsgi.input': io.BytesIO(stamped_cloud.PLAIN),
            'wsgi.input_terminated': True})
        answer = request.get_response(self.api_fixture.app())
        self.assertEqual(ACCEPTED, answer.status_int, answer.text)
        self.assertEqual({NAME: ['dev']}, self.hints(answer.json['server']))
        return {answer.json['server']['id']: 'in chunks'}

    def _forged_addresses(self) -> None:
        """Behind no proxy, one, and two, whether Nova believes them or not."""
        app = wsgi.Loader(str(self.paste('forwarded'))).load_app(
            'osapi_compute')
        forwarded = self.useFixture(nova_http.Server(app)).url
        wrong = []
        for believed in False, True:
            self.flags(enable_proxy_headers_parsing=believed,
                       group='oslo_middleware')
            for peer, value, label in self.ADDRESSES:
                headers = {'X-Forwarded-For': value, 'Forwarded': 'for=' + OPS}
                if value is None:
                    del headers['X-Forwarded-For']
                found = self._label(self._http.url, peer, headers)
                if found != label:
                    wrong.append((believed, peer, headers, found))
                headers = {'X-Forwarded-For': OPS, 'Forwarded': ', '.join(
                    'for="%s"' % entry for entry in (value or '').split(', ')
                    if entry)}
                found = self._label(forwarded, peer, headers)
                if found != label:
                    wrong.append((believed, peer, headers, found))
        self.assertEqual([], wrong)
        self.assertEqual('doc', self._label(self._http.url, PROXY, {
            'X-Forwarded-For': DOC}))
        self.flags(enable_proxy_headers_parsing=False,
                   group='oslo_middleware')

    def _label(self, url: str, peer: str,
               headers: abc.Mapping[str, str]) -> str:
        """The label that is written for a server of a flavor there is not."""
        before = len(self._stamps())
        answer = self.client(peer).request(
            url + '/v2.1/servers', 'POST', json.dumps({
                'server': {**stamped_cloud.SERVER, 'flavorRef': 'none'}}),
            {**HEADERS, **headers})
        self.assertEqual(400, answer.status_code, answer.text)
        (line,) = self._stamps()[before:]
        return line.rpartition(', network ')[2]

    def _stamps(self) -> list[str]:
        return self.scheduler_log('client_stamp: project ')

    def _other_hints_still_work(self) -> dict[str, Any]:
        # Behind two proxies, the first of which is behind who forges.
        client = self.client(PROXY, admin=True, headers={
            'X-Forwarded-For': f'{OPS}, {DOC}, {PROXY_2}'})
        first = self.boot(client, name='first', host='doc-1',
                          hints={NAME: 'ops'})
        for hint, host, value in (
                ('same_host', 'doc-1', first['id']),
                ('different_host', 'doc-2', [first['id']])):
            server = self.boot(client, name=hint,
                               hints={hint: value, NAME: 'ops'})
            self.assertEqual(host, server['OS-EXT-SRV-ATTR:host'])
            self.assertEqual({hint: [first['id']], NAME: ['doc']},
                             self.hints(server))
        group = client.post_server_groups(
            {'name': 'group', 'policy': 'anti-affinity'})
        self.assertEqual({'doc-1', 'doc-2'}, {
            self.boot(client, name='in group', hints={
                'group': group['id'], NAME: 'ops'})['OS-EXT-SRV-ATTR:host']
            for _number in range(2)})
        # Who may read the server sees the label, and no address.
        shown = client.get_server(first['id'])
        self.assertEqual([NAME], list(shown.get('scheduler_hints', [NAME])))
        # An update of a server is no create, and has nothing written into it.
        answer = client.api_put('servers/' + first['id'],
                                {'server': {'name': 'other'}})
        self.assertEqual(200, answer.status)
        return first

    def _moves_are_judged_by_the_stamp(self) -> None:
        """The owner is of doc; an admin of no network moves the server."""
        self._assert_on('doc-2', self.confirm(
            self.resize(self.server, nova_cloud.LARGER_FLAVOR)))
        self.assertIn('move of a server stamped network doc: 1 of 3 hosts '
                      'pass; refused: 2 (not for clients of network doc): '
                      'dev-1, ops-1', self._line())
        self._assert_on('doc-1', self.confirm(self.cold_migrate(self.server)))
        self._assert_on('doc-2', self.live_migrate(self.server))
        self._assert_refused(self.live_migrate, 'ops-1')
        self.shelve(self.server)
        server = self.unshelve(self.server, client=self.client(OPS))
        self.assertIn('move of a server stamped network doc: 2 of 4 ',
                      self._line())
        source = server['OS-EXT-SRV-ATTR:host']
        target = {'doc-1': 'doc-2', 'doc-2': 'doc-1'}[source]
        self._assert_on(target, self.evacuate(self.server))
        self.assertIn('move of a server stamped network doc: 1 of 3 ',
                      self._line())

    def _servers_without_a_stamp(self) -> None:
        """As one that was created before there were stamps."""
        self.admin.post_server_action(self.server['id'], {'os-start': None})
        self.until(lambda: self.show(self.server)['status'] == 'ACTIVE',
                   'the server to start')
        spec = self.spec(self.server)
        self.assertEqual({NAME: ['doc']}, spec.scheduler_hints)
        spec.scheduler_hints = {}
        spec.save()
        self._assert_on('ops-1', self.live_migrate(self.server, 'ops-1'))
        self.assertIn('not judged: a move of a server without a stamp',
                      self._line())
        self._restart('default_label')
        self._assert_on('dev-1', self.live_migrate(self.server))
        self.assertIn('move of a server without a stamp, network dev: 1 of ',
                      self._line())
        self._restart('refuse')
        self._assert_refused(self.live_migrate)
        self.assertIn('(not for servers without a stamp): ', self._line())

    def _restart(self, unstamped: str) -> None:
        self.flags(unstamped_moves=unstamped, group=NAME)
        self.scheduler_service.stop()
        self.scheduler_service = self.start_service('scheduler')

    def _assert_on(self, host: str, server: dict[str, Any]) -> None:
        self.assertEqual(host, server['OS-EXT-SRV-ATTR:host'])

    def _assert_refused(self, move: abc.Callable[..., Any],
                        *arguments: Any) -> None:
        # Nova says so in an answer, or in what it records of the operation.
        with self.assertRaises((nova_moves.Refused,
                                api_client.OpenStackApiException)):
            move(self.server, *arguments)

    def _line(self) -> str:
        return [line for line in self.scheduler_log(
                    'ClientNetworkFilter: instance ')
                if line.startswith('INFO')][-1]
