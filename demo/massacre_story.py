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

"""The Valentine's Day Compute Node Massacre: an image that kills its host.

Run as ``python -m demo.massacre_story``, with Nova installed.  The number of
hosts is OPS_EXT_DEMO_HOSTS, 8 if it is not set, and at most 100.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata
import io
import os
import sys
import tempfile
from typing import Any
import unittest
import warnings

from demo import ending
from demo import massacre_figures
from demo import narration
from demo import record

NOVA = metadata.version('nova')
if int(NOVA.partition('.')[0]) >= 33:
    # Native threads, for releases that know them.  Nova looks at this when
    # it is imported.
    os.environ.setdefault('OS_NOVA_DISABLE_EVENTLET_PATCHING', 'True')
# Would keep from the terminal what the story prints.
os.environ.pop('OS_STDOUT_CAPTURE', None)

HOSTS = massacre_figures.hosts()
SHARD, EXTENSION = len(HOSTS) // 4, 1
RACK = HOSTS[:max(2, len(HOSTS) // 10)]
#: So many of the hosts that die one after another are shown.
SHOWN = 12
GUARDS = {'none': 'Nova as it comes', 'shards': 'with ShuffleShardFilter',
          'breaker': 'with CascadeBreakerFilter', 'both': 'with both'}
TALE = ('An image took down the hypervisor of each host that it was booted '
        'on, and was booted again and again, by its user and by what '
        'evacuates servers, until no host was left.')


class Story:
    """What happens with Nova's filters and with ours.

    :param cloud: a demo.massacre_cloud.MassacreCloud
    """

    def __init__(self, narrator: narration.Narrator, cloud: Any) -> None:
        # Only now: it takes some seconds.
        from demo import massacre_cloud
        self._narrator = narrator
        self._cloud = cloud
        self._there = massacre_cloud
        self._lost: dict[str, int] = {}
        self._evacuations: dict[str, int] = {}

    def tell(self) -> None:
        """Tell all of it."""
        self._stock()
        self._shards()
        self._breaker()
        self._power_loss()
        self._instance_ha()
        self._simulated()

    def _stock(self) -> None:
        say = self._narrator
        say.step('As Nova comes: mallory\'s image takes down the host that '
                 'it runs on.',
                 'She boots it again, for as long as Nova lets her.')
        self._lost['none'], _refused = self._massacre()
        say.check('stock loses every host', len(HOSTS), self._lost['none'])
        self._cloud.clean_up()

    def _shards(self) -> None:
        say = self._narrator
        say.step('With ShuffleShardFilter: of the pool\'s %d hosts a project '
                 'has %d, and %d more' % (len(HOSTS), SHARD, EXTENSION),
                 'when those are gone.')
        self._configure('shuffle-shard.conf', 'ShuffleShardFilter')
        pool = self._cloud.aggregate('pool', HOSTS, {
            'ops_shard_size': str(SHARD), 'ops_shard_extend': str(EXTENSION)})
        say.act('operator', 'aggregate pool', ', '.join(
            '%s: %s' % item for item in sorted(pool['metadata'].items())))
        self._lost['shards'], refused = self._massacre()
        say.check('at most K + M hosts are lost', True,
                  0 < self._lost['shards'] <= SHARD + EXTENSION)
        self._explain(refused, 'ShuffleShardFilter', 'not among the project')
        self._boot('alice', 'of-alice')
        self._cloud.clean_up()

    def _breaker(self) -> None:
        say = self._narrator
        say.step('With CascadeBreakerFilter: without any pool.')
        self._configure('cascade-breaker.conf', 'CascadeBreakerFilter')
        options = self._cloud.options('ops_cascade_breaker')
        self._lost['breaker'], refused = self._massacre()
        say.check('at most one more than the threshold', True,
                  0 < self._lost['breaker'] <= options.incidents + 1)
        self._explain(refused, 'CascadeBreakerFilter', 'not in quarantine')
        say.step('Nobody else is in its way, nor is she with another image.')
        self._boot('alice', 'of-alice')
        self._boot('mallory', 'other', self._there.OTHER, 'another image')
        self._cloud.clean_up()

    def _power_loss(self) -> None:
        say = self._narrator
        say.step('A power loss is no massacre: %d hosts of a rack die '
                 'together.' % len(RACK),
                 'On each of them alice and mallory run the same image, each '
                 'server from a',
                 'request of its own.')
        for host in RACK:
            for owner in ('alice', 'mallory'):
                server = self._cloud.ask(self._project(owner), owner,
                                         host=host)
                say.check('its host', host, massacre_figures.host(server))
        for host in RACK:
            self._cloud.stop_host(host)
        say.act('rack', massacre_figures.some(RACK), 'dead')
        for owner in ('alice', 'mallory'):
            self._boot(owner, 'after')
            line = self._cloud.said('CascadeBreakerFilter: instance ',
                                    self._project(owner))
            say.contains('the log', '1 incident (', line)
            say.contains('the log', 'not stopped', line)
        say.log(line.partition('] ')[2])
        self._cloud.clean_up()

    def _instance_ha(self) -> None:
        say = self._narrator
        say.step('With CascadeBreakerFilter: instance HA evacuates the '
                 'killer.')
        options = self._cloud.options('ops_cascade_breaker')
        killer = self._boot('mallory', 'killer')
        host = massacre_figures.host(killer)
        others = self._cloud.ask(self._there.ALICE, 'of-alice', host=host)
        self._evacuations['breaker'] = self._cascade(killer)
        say.check('stopped by the option', True,
                  0 < self._evacuations['breaker'] <= options.evacuations)
        self._explain(killer, 'CascadeBreakerFilter', 'not in quarantine')
        moved = self._cloud.evacuated(others)
        say.check('alice\'s server is evacuated', True, moved is not None)
        say.act('HA', 'evacuates of-alice from ' + host,
                'to ' + massacre_figures.host(moved))
        self._cloud.clean_up()

    def _simulated(self) -> None:
        say = self._narrator
        say.step('What "nova-ops-scheduler simulate" says for this cloud is '
                 'what it was.')
        self._cloud.configure('shuffle-shard.conf', 'cascade-breaker.conf')
        foretold = massacre_figures.simulated(
            self._cloud.simulate(self._there.MALLORY))
        for guard, what in GUARDS.items():
            say.act('simulate', what, '%d of %d hosts lost' % (
                foretold[guard], len(HOSTS)))
            if guard in self._lost:
                say.check('hosts lost ' + what, foretold[guard],
                          self._lost[guard])
        self._sum_up(foretold)

    def _sum_up(self, foretold: Mapping[str, int]) -> None:
        say = self._narrator
        bars = [
            record.Bar(what, self._lost[guard],
                       record.STOCK if guard == 'none' else record.OURS)
            if guard in self._lost else
            record.Bar('simulated ' + what, foretold[guard], record.FORETOLD)
            for guard, what in GUARDS.items()]
        say.figure(record.Figure(
            'Hosts lost to a user who boots the image', 'hosts',
            tuple(bars), most=len(HOSTS)))
        say.figure(record.Figure(
            'Hosts lost to instance HA', 'hosts', tuple(
                record.Bar(GUARDS[guard], lost)
                for guard, lost in self._evacuations.items()),
            most=len(HOSTS), note='The host that it was booted on, and those '
            'that it was evacuated to.'))
        say.result(
            'Nova as it comes lost %d of %d hosts to one image' % (
                self._lost['none'], len(HOSTS)),
            '%s it lost %d, and %s %d' % (
                GUARDS['breaker'], self._lost['breaker'], GUARDS['shards'],
                self._lost['shards']))

    def _configure(self, sample: str, name: str) -> None:
        """Have nova-scheduler start with a file of etc/."""
        self._cloud.configure(sample)
        line = self._cloud.said(name + ': loaded')
        self._narrator.contains('the scheduler has it', 'mode = enforce', line)
        self._narrator.act('operator', 'restarts nova-scheduler, with',
                           'etc/nova/' + sample)

    def _project(self, owner: str) -> str:
        return {'alice': self._there.ALICE,
                'mallory': self._there.MALLORY}[owner]

    def _boot(self, owner: str, name: str, image: str = '',
              what: str = 'the image') -> Any:
        """Boot a server that has to run."""
        server = self._cloud.ask(self._project(owner), name,
                                 image or self._there.POPULAR)
        self._narrator.check('%s of %s' % (name, owner), 'ACTIVE',
                             server['status'])
        self._narrator.act(owner, 'boots ' + what,
                           'ACTIVE on ' + massacre_figures.host(server))
        return server

    def _massacre(self) -> tuple[int, Any]:
        """Boot the image, lose the host, and boot it again.

        :returns: the number of hosts lost, and the server that was refused
        """
        lost: list[str] = []
        while True:
            server = self._cloud.ask(self._there.MALLORY, 'killer')
            if server['status'] != 'ACTIVE':
                break
            lost.append(self._cloud.kill(server))
            self._died('mallory', 'boots the image', lost)
        self._narrator.contains('the fault', 'No valid host',
                                server['fault']['message'])
        self._ended('mallory', 'boots the image', lost)
        return len(lost), server

    def _cascade(self, server: Any) -> int:
        """Let the server kill, and be evacuated, for as long as Nova lets it.

        :returns: the number of hosts lost
        """
        lost: list[str] = []
        while server is not None:
            lost.append(self._cloud.kill(server))
            self._died('HA' if lost[1:] else '', 'evacuates it'
                       if lost[1:] else 'the host that it was booted on',
                       lost)
            server = self._cloud.evacuated(server)
        self._ended('HA', 'evacuates it', lost)
        return len(lost)

    def _died(self, who: str, what: str, lost: list[str]) -> None:
        if len(lost) <= SHOWN:
            self._narrator.act(who, what, '%s dies' % lost[-1])
        elif len(lost) == SHOWN + 1:
            self._narrator.act('', '...', '...')

    def _ended(self, who: str, what: str, lost: list[str]) -> None:
        self._narrator.check('each host died once', len(lost), len(set(lost)))
        self._narrator.act(who, what, 'No valid host')
        self._narrator.act('', 'hosts lost', '%d of %d' % (
            len(lost), len(HOSTS)))

    def _explain(self, server: Any, name: str, reason: str) -> None:
        """Show what the command makes of the scheduler's log."""
        self._narrator.act('operator', 'nova-ops-scheduler explain '
                           + server['id'][:8] + '...')
        lines = massacre_figures.explained(self._cloud.command(
            'explain', server['id'], '--log-file', str(self._cloud.log_file)))
        for line in lines:
            self._narrator.log(line)
        told = '\n'.join(lines)
        self._narrator.contains('explain', name + ' left none of', told)
        self._narrator.contains('explain', reason, told)


def tell(narrator: narration.Narrator) -> None:
    """Start a Nova, tell the story in it, and end it."""
    narrator.opening(
        'Nova: the Valentine\'s Day Compute Node Massacre',
        'Nova %s with %d hosts, its databases and Nova\'s fake driver.  That '
        'a host' % (NOVA, len(HOSTS)),
        'dies is: its nova-compute ends, and is forced down.  The files of '
        'etc/nova are',
        'as they stand, with a seed of this run.', tale=TALE)
    # Deprecations are of interest to those who develop Nova.
    warnings.simplefilter('ignore')
    narrator.progress('Starting Nova:')
    # Only now: it takes some seconds.
    from demo import massacre_cloud
    case = massacre_cloud.MassacreCloud(
        narrator, lambda cloud: Story(narrator, cloud).tell())
    # Nova's fixtures may leave files behind when they are interrupted.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        tempfile.tempdir = place
        try:
            result = unittest.TextTestRunner(stream=io.StringIO()).run(
                unittest.TestSuite([case]))
        finally:
            tempfile.tempdir = None
    if narrator.failure:
        raise narrator.failure
    for _, text in [*result.errors, *result.failures, *result.skipped]:
        raise RuntimeError(text)


if __name__ == '__main__':
    sys.exit(ending.run('nova', tell, 'massacre'))
