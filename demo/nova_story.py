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

"""The guide's second story: hosts by the network of the client.

Run as ``python -m demo.nova_story``, with Nova installed.
"""

from __future__ import annotations

from importlib import metadata
import io
import os
import sys
import tempfile
from typing import Any
import unittest
import warnings

from demo import ending
from demo import narration
from demo import nova_exchange
from demo import record

NOVA = metadata.version('nova')
if int(NOVA.partition('.')[0]) >= 33:
    # Native threads, for releases that know them.  Nova looks at this when
    # it is imported.
    os.environ.setdefault('OS_NOVA_DISABLE_EVENTLET_PATCHING', 'True')
# Would keep from the terminal what the story prints.
os.environ.pop('OS_STDOUT_CAPTURE', None)

DOC, OPS, OTHER = '127.1.0.5', '127.2.0.5', '127.3.0.5'
NETWORKS = ['doc: 127.1.0.0/16', 'ops: 127.2.0.0/16']
LABELS = ('doc', 'ops', 'dev')
NO_HOST = 'No valid host was found. There are not enough hosts available.'
NOT_FOR_DOC = '(not for clients of network doc): '
#: So many servers a user boots where his network counts, and where not.
SERVERS = 3
TALE = ('The guide shows a filter of one\'s own by an example: users get the '
        'hosts of the network from which they ask.  It warns that the example '
        'is not for production.')


class Story:
    """The story, told within a running Nova.

    :param cloud: a demo.nova_cloud.StoryCloud
    """

    def __init__(self, narrator: narration.Narrator, cloud: Any) -> None:
        self._narrator = narrator
        self._cloud = cloud
        self._exchange = nova_exchange.Exchange(narrator, cloud)
        self._aggregates: dict[str, nova_exchange.Body] = {}
        self._first = ''
        self._strays: dict[str, int] = {}

    def tell(self) -> None:
        self._rules()
        self._stock()
        self._boots()
        self._refusal()
        self._mode_log()
        self._migration()
        self._sum_up()

    def _rules(self) -> None:
        self._narrator.step('The scheduler knows three networks; aggregates '
                            'say which hosts are whose.')
        options = self._cloud.options()
        for network in options.networks:
            self._narrator.act('scheduler', 'networks = ' + network)
        self._narrator.act(
            'scheduler', 'default_label = ' + options.default_label)
        self._narrator.check('networks', NETWORKS, options.networks)
        self._narrator.check('default_label', 'dev', options.default_label)
        for label in LABELS:
            self._aggregates[label] = self._cloud.aggregate(
                label, [label + '-1'], {'ops_client_networks': label})
        answer = self._exchange.ask(
            self._cloud.admin, 'GET', '/os-aggregates', '200 OK',
            got=lambda answer: [
                '%s  hosts: %s  %s' % (
                    found['name'], ', '.join(found['hosts']), ', '.join(
                        '%s: %s' % item for item in found['metadata'].items()))
                for found in answer['aggregates']])
        for label, found in zip(LABELS, answer['aggregates'], strict=True):
            self._narrator.check(label, (label, [label + '-1'], {
                'ops_client_networks': label}), (
                    found['name'], found['hosts'], found['metadata']))

    def _stock(self) -> None:
        self._narrator.step('As Nova comes, a user on network doc gets any '
                            'hosts; with us, his.')
        self._cloud.restart_scheduler(ours=False)
        self._narrator.act('operator', 'restarts nova-scheduler, as it comes')
        self._strays['stock'] = self._count_strays()
        self._narrator.check('some are on hosts of others', True,
                             self._strays['stock'] > 0)
        self._cloud.restart_scheduler(ours=True)
        self._narrator.act('operator', 'restarts nova-scheduler, with',
                           'etc/nova/client-network.conf')
        self._strays['ours'] = self._count_strays()
        self._narrator.check('on hosts of others', 0, self._strays['ours'])

    def _count_strays(self) -> int:
        """Boot servers as a user on doc, and delete them.

        :returns: how many were on hosts of another network
        """
        booted = [self._boot(DOC, 'page-%d' % number)
                  for number in range(SERVERS)]
        hosts = [self._cloud.host(server) for server in booted]
        self._narrator.act('', 'they are on', ', '.join(hosts))
        self._cloud.delete(booted)
        return sum(host != 'doc-1' for host in hosts)

    def _sum_up(self) -> None:
        self._narrator.figure(record.Figure(
            'Servers of network doc on hosts of other networks', 'servers', (
                record.Bar('Nova as it comes', self._strays['stock'],
                           record.STOCK),
                record.Bar('with ClientNetworkFilter', self._strays['ours'])),
            most=SERVERS))
        self._narrator.result(
            'Nova as it comes put %d of %d servers on hosts that are not for '
            'the network of their user' % (self._strays['stock'], SERVERS),
            'with ClientNetworkFilter %d' % self._strays['ours'])

    def _boots(self) -> None:
        self._narrator.step('A user on each network boots a server; the admin '
                            'sees the hosts.')
        self._first = self._boot(DOC, 'wiki')
        self._boot(OPS, 'monitor')
        self._boot(OTHER, 'sandbox')
        answer = self._exchange.ask(
            self._cloud.admin, 'GET', '/servers/detail', '200 OK',
            got=lambda answer: [
                line for server in answer['servers']
                for line in nova_exchange.server_lines(server)])
        self._narrator.check(
            'hosts', {'wiki': 'doc-1', 'monitor': 'ops-1', 'sandbox': 'dev-1'},
            {server['name']: server[nova_exchange.HOST]
             for server in answer['servers']})
        self._exchange.log(self._first, 'client 127.1.0.5, network doc: 1 of '
                           '3 hosts pass; refused: 2 ' + NOT_FOR_DOC
                           + 'dev-1, ops-1')

    def _refusal(self) -> None:
        self._narrator.step('A slip in doc\'s aggregate: its users are '
                            'refused.  The log has the reason.')
        self._exchange.set_rule(self._aggregates['doc'], 'docs')
        refused = self._boot(DOC, 'wiki-2')
        server = self._exchange.server(self._cloud.client(DOC), refused)
        self._narrator.check('status', 'ERROR', server['status'])
        self._narrator.check('fault', NO_HOST, server['fault']['message'])
        self._exchange.log(refused, '0 of 3 hosts pass; refused: 3 '
                           + NOT_FOR_DOC + 'dev-1, doc-1, ops-1')

    def _mode_log(self) -> None:
        self._narrator.step('mode = log, without a restart: nothing is '
                            'refused until the slip is found.')
        self._mode('log')
        booted = self._boot(DOC, 'wiki-3')
        server = self._exchange.server(self._cloud.admin, booted)
        self._narrator.check('status', 'ACTIVE', server['status'])
        self._exchange.log(
            booted, 'would be refused: 3 %sdev-1, doc-1, ops-1; mode = log, '
            'so all hosts pass' % NOT_FOR_DOC)

    def _migration(self) -> None:
        self._narrator.step('mode = enforce again.  Moves are not judged: the '
                            'admin still may.')
        self._mode('enforce')
        body = {'os-migrateLive': {'host': 'ops-1',
                                   'block_migration': 'auto'}}
        self._exchange.ask(
            self._cloud.admin, 'POST', '/servers/%s/action' % self._first,
            '202 Accepted', body=body, sent=['os-migrateLive to host: ops-1'])
        self._cloud.until(
            lambda: self._cloud.live_migrated(self._first, 'ops-1'),
            'the live migration')
        server = self._exchange.server(self._cloud.admin, self._first)
        self._narrator.check('host', 'ops-1', server[nova_exchange.HOST])
        self._exchange.log(self._first,
                           'not judged: a move of an existing server')

    def _boot(self, source: str, name: str) -> str:
        return self._exchange.boot(self._cloud.client(source), name)

    def _mode(self, mode: str) -> None:
        now = self._cloud.set_mode(mode)
        self._narrator.act('operator', 'edits the file; reread as by SIGHUP',
                           'mode = ' + now)
        self._narrator.check('mode', mode, now)


def tell(narrator: narration.Narrator) -> None:
    """Start a Nova, tell the story in it, and end it."""
    narrator.opening(
        'Nova: hosts by the network of the client',
        'On loopback, 127.1.x.x stands for the guide\'s 10.1.x.x, 127.2.x.x '
        'for 10.2.x.x;',
        'the admin is 127.0.0.1.  Else the configuration is '
        'etc/nova/client-network.conf.', tale=TALE)
    narrator.progress('Starting Nova %s:' % NOVA)
    # Deprecations are of interest to those who develop Nova.
    warnings.simplefilter('ignore')
    # Only now: it takes some seconds.
    from demo import nova_cloud
    case = nova_cloud.StoryCloud(
        narrator, lambda cloud: Story(narrator, cloud).tell())
    # Nova's fixtures may leave files behind when they are interrupted.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        tempfile.tempdir = place
        result = unittest.TextTestRunner(stream=io.StringIO()).run(
            unittest.TestSuite([case]))
    if narrator.failure:
        raise narrator.failure
    for _, text in [*result.errors, *result.failures, *result.skipped]:
        raise RuntimeError(text)


if __name__ == '__main__':
    sys.exit(ending.run('nova', tell, 'nova'))
