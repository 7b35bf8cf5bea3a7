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

"""What the plugin makes of the files that a DevStack writes.

``python -m tests.devstack CHECKOUT SWIFT NOVA-PYTHON SWIFT-PYTHON WORKDIR``:
for each variable the checkout's own functions write Nova's and Swift's files,
the plugin's phases change them, and the services' own loaders read them.
Prints a table; differences stay in WORKDIR.
"""

from __future__ import annotations

import difflib
import filecmp
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

TREE = pathlib.Path(__file__).resolve().parents[2]
_HERE = pathlib.Path(__file__).parent
_SETTING = re.compile(r'OPS_EXT_(\w+)=\$\{\w+:-(True|False)\}')
#: What a variable brings, as words that are nowhere without it.
_BRINGS = {
    'CLIENT_NETWORK_FILTER': 'ClientNetworkFilter',
    'NEW_HOST_FILTER': 'NewHostFilter',
    'PROJECT_PER_HOST_FILTER': 'ProjectPerHostFilter',
    'FAILURE_DOMAIN_FILTER': 'FailureDomainFilter',
    'CASCADE_BREAKER_FILTER': 'CascadeBreakerFilter',
    'SHUFFLE_SHARD_FILTER': 'ShuffleShardFilter',
    'AGGREGATE_PREFERENCE_WEIGHER': 'AggregatePreferenceWeigher',
    'CLIENT_NETWORK_WEIGHER': 'ClientNetworkWeigher',
    'FAILURE_DOMAIN_WEIGHER': 'FailureDomainWeigher',
    'SHUFFLE_SHARD_WEIGHER': 'ShuffleShardWeigher',
    'CONSOLE_LIMIT': 'ConsoleLimit', 'CLIENT_ADDRESS': 'ClientAddress',
    'CLIENT_STAMP': 'ClientStamp', 'GUARDED_DRIVER': 'GuardedLibvirtDriver',
    'IP_WHITELIST': 'IPWhitelist'}
#: Values other than the defaults, all of which the services have to accept.
_VALUES = {
    'CLIENT_NETWORK_MODE': 'log', 'CLIENT_NETWORK_STAMP': 'trust',
    'UNSTAMPED_MOVES': 'refuse', 'SHARD_SEED': '0123456789abcdef',
    'NEW_HOST_MODE': 'off', 'BURN_IN_HOURS': '72', 'RAMP_INITIAL': '4',
    'BURN_IN_PROJECTS': '3f1a5c0e7b8d4f2a9c6e1d0b2a4c8e6f',
    'RAMP_PER_HOUR': '1.5', 'RAMP_HOURS': '48',
    'MAX_INSTANCES_PER_PROJECT': '8', 'FAILURE_DOMAIN_MAX_SKEW': '2',
    'TRUSTED_PROXIES': '192.0.2.10, 2001:db8::/64',
    'CONSOLE_LIMIT_MODE': 'log', 'CONSOLE_RATE': '1/s',
    'COMPUTE_CONSOLE_MAX_BYTES': '4096', 'IMAGE_CACHE_REMOVAL': 'trash',
    'IP_WHITELIST_MODE': 'log', 'IP_WHITELIST_DEFAULT': 'closed',
    'IP_WHITELIST_LISTS': 'campus: 192.0.2.0/24; vpn: 10.8.0.0/16',
    'IP_WHITELIST_ALWAYS_ALLOW': 'campus',
    'IP_WHITELIST_SEGMENTS_SUFFIXES': '_segments'}
_LOCALRC = '''
OPS_EXT_CLIENT_NETWORKS="doc: 10.1.0.0/16; ops: 10.2.0.0/16, 10.3.0.0/16"
OPS_EXT_CLIENT_DEFAULT_LABEL=dev
OPS_EXT_CLIENT_STAMP=True
'''
_LOCAL_CONF = '''[[post-config|$NOVA_CONF]]
[filter_scheduler]
host_subset_size = 3
[ops_new_host]
mode = log
'''


class World:
    """A DevStack of certain services, and copies of its files."""

    def __init__(self, arguments: list[str], name: str, **environ: str
                 ) -> None:
        checkout, swift, nova, _swift, workdir = arguments
        self.directory = pathlib.Path(workdir, name)
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True)
        self._environ = {
            'PATH': os.environ['PATH'], 'HOME': os.environ.get('HOME', '/'),
            'TOP_DIR': checkout, 'OPS_EXT_TREE': str(TREE),
            'SCRATCH': str(self.directory), 'SWIFT_SOURCE': swift,
            'NOVA_PASTE': str(pathlib.Path(nova).parents[1] / 'etc' / 'nova'
                              / 'api-paste.ini'), **environ}

    def run(self, *steps: str) -> None:
        """Run them one after another in one shell, as stack.sh does."""
        done = subprocess.run(
            ['bash', str(_HERE / 'devstack.sh'), *steps], text=True,
            env=self._environ, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, cwd=self.directory)
        with (self.directory / 'log').open('a') as log:
            log.write(done.stdout)
        if done.returncode:
            sys.exit('%s\n%s: code %d, see %s/log' % (
                done.stdout[-2000:], ' '.join(steps), done.returncode,
                self.directory))

    def same(self, one: str, other: str, *ignored: str) -> bool:
        """Tell whether two copies are the same, byte by byte."""
        return _same(filecmp.dircmp(
            self.directory / one, self.directory / other, list(ignored)))

    def means_the_same(self, one: str, other: str) -> bool:
        """Tell whether nova.conf of two copies differs in its order alone.

        Each of DevStack's functions writes to the beginning of a section, so
        what is set anew is not where it was.
        """
        return _options(self.directory / one / 'nova' / 'nova.conf') == (
            _options(self.directory / other / 'nova' / 'nova.conf'))

    def difference(self, one: str, other: str) -> list[str]:
        """Give the lines in which they differ, without our records."""
        lines: list[str] = []
        for path in sorted((self.directory / one).rglob('*')):
            beside = self.directory / other / path.relative_to(
                self.directory / one)
            if path.is_file() and beside.is_file():
                lines += difflib.unified_diff(
                    _lines(path), _lines(beside), str(path), str(beside),
                    lineterm='', n=0)
        (self.directory / ('%s-%s.diff' % (one, other))).write_text(
            '\n'.join(lines) + '\n')
        return [line for line in lines
                if line[0] in '-+' and not line.startswith(('---', '+++'))]


def _same(compared: filecmp.dircmp[str]) -> bool:
    _match, mismatch, errors = filecmp.cmpfiles(
        compared.left, compared.right, compared.common_files, shallow=False)
    return not (compared.left_only or compared.right_only or mismatch
                or errors) and all(map(_same, compared.subdirs.values()))


def _lines(path: pathlib.Path) -> list[str]:
    return [line for line in path.read_text().split('\n')
            if not line.startswith('#ops_ext ')]


def _options(path: pathlib.Path) -> list[str]:
    section = ''
    found = []
    for line in _lines(path):
        if line.startswith('['):
            section = line
        elif line and not line.startswith('#'):
            found.append('%s %s' % (section, line))
    return sorted(found)


def loaded(world: World, copies: list[str], nova: str, swift: str
           ) -> dict[str, str]:
    """Load copies as the services do.

    :returns: for each, what was loaded, as text
    """
    found = dict.fromkeys(copies, '')
    for python, script, part, more in (
            (nova, 'loaded_nova.py', 'nova', []),
            (swift, 'loaded_swift.py', 'swift', [
                str(next(pathlib.Path(nova).parents[1].glob(
                    'lib/python*/site-packages')))])):
        done = subprocess.run(
            [python, '-W', 'ignore', str(_HERE / script), *more, *(
                str(world.directory / copy / part) for copy in copies)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            cwd=TREE, env={**os.environ, 'PYTHONPATH': str(TREE),
                           'OS_NOVA_DISABLE_EVENTLET_PATCHING': 'True'})
        answers = [line for line in done.stdout.split('\n')
                   if line.startswith('{')]
        for copy, answer in zip(copies, answers, strict=True):
            if 'error' in json.loads(answer):
                sys.exit('%s cannot be loaded: %s' % (
                    world.directory / copy / part, answer))
            found[copy] += answer
    return found


def main(arguments: list[str]) -> int:
    nova, swift = arguments[2:4]
    settings = (TREE / 'devstack' / 'settings').read_text()
    names = list(dict.fromkeys(
        name for name, _default in _SETTING.findall(settings)))
    if set(names) != set(_BRINGS):
        sys.exit('variables without a row: %s' % (set(names) ^ set(_BRINGS)))
    world = World(arguments, 'keystone')
    (world.directory / 'localrc').write_text(_LOCALRC)
    steps = ['configure', 'keep:before', 'stack:pre-install', 'stack:install',
             'stack:post-config', 'keep:all', 'stack:post-config',
             'keep:twice', 'unstack', 'keep:unstacked']
    for name in names:
        steps += ['restore:all', 'set:OPS_EXT_%s=False' % name,
                  'stack:post-config', 'keep:%s-off' % name,
                  'stack:post-config', 'keep:%s-off-twice' % name,
                  'set:OPS_EXT_%s=True' % name, 'stack:post-config',
                  'keep:%s-on' % name]
    world.run(*steps)
    # A clean tree, and local.conf of a user over ours.
    (world.directory / 'local.conf').write_text(_LOCAL_CONF)
    world.run('restore:before', 'stack:post-config', 'merge', 'keep:merged',
              'stack:post-config', 'merge', 'keep:merged-twice', 'cpu')
    world.run('unstack', 'keep:merged-unstacked')
    world.run('clean', 'keep:cleaned')
    world.run('configure', 'stack:post-config', 'merge', 'keep:restacked')
    world.run('restore:before', *(
        "set:OPS_EXT_%s='%s'" % pair for pair in _VALUES.items()),
        'stack:pre-install', 'stack:post-config', 'keep:values')
    plain = World(
        arguments, 'tempauth',
        ENABLED_SERVICES='mysql,rabbit,n-api,n-sch,n-cpu,s-proxy,s-object',
        SWIFT_EXTRAS_MIDDLEWARE_LAST='name_check')
    plain.run('configure', 'keep:before', 'stack:post-config', 'keep:all',
              'stack:post-config', 'keep:twice', 'unstack', 'keep:unstacked')
    failed = []

    def check(what: str, right: bool) -> str:
        if not right:
            failed.append(what)
        return 'yes' if right else 'NO'

    for one in world, plain:
        name = one.directory.name
        check('%s: twice = once' % name, one.same('all', 'twice'))
        check('%s: unstack' % name, one.same('before', 'unstacked'))
        one.difference('before', 'all')
    check('merged twice = once',
          world.means_the_same('merged', 'merged-twice'))
    check('re-stack = stack', world.same('merged', 'restacked',
                                         'nova-cpu.conf'))
    check('clean = unstack', world.same('merged-unstacked', 'cleaned'))
    left = world.difference('before', 'merged-unstacked')
    check('what the user wrote stays: %s' % left, sorted(left) == [
        '+', '+[ops_new_host]', '+host_subset_size = 3', '+mode = log'])
    copies = ['%s-off' % name for name in names]
    found = loaded(world, ['before', 'all', 'values', 'merged', *copies],
                   nova, swift)
    found_plain = loaded(plain, ['all'], nova, swift)['all']
    check('tempauth and a filter at the end: both places',
          found_plain.count('IPWhitelist') == 2)
    print('%-36s %5s %7s %6s %5s %7s' % (
        'OPS_EXT_...', 'lines', 'twice=1', 'absent', 'on=on', 'present'))
    for name in names:
        off = '%s-off' % name
        lines = world.difference(off, 'all')
        print('%-36s %5d %7s %6s %5s %7s' % (
            name, len(lines),
            check('%s: off twice = once' % name,
                  world.same(off, off + '-twice')),
            check('%s: off is not loaded' % name,
                  _BRINGS[name] not in found[off] and bool(lines)),
            check('%s: off and on = on' % name,
                  world.same('all', '%s-on' % name)),
            check('%s: on is loaded' % name,
                  _BRINGS[name] in found['all']
                  and _BRINGS[name] not in found['before'])))
    for what in failed:
        print('FAILED: %s' % what)
    print('devstack-test: %d variables, %d trees loaded, %d failed; the '
          'differences are in %s' % (len(names), len(found) + 1, len(failed),
                                     arguments[4]))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
