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

"""Run tests of one of Swift's own functional suites against a new cluster.

Run as ``python -m tests.harness.swift_suites RUN SOURCE WORKDIR TEST ...``.
SOURCE holds Swift's directory ``test`` and no other of it, or that would be
imported instead of the installed Swift.  WORKDIR is made new, and the logs
and the outcomes stay in it.
"""

import json
import os
import pathlib
import shutil
import sys

from tests.harness import installed
from tests.harness import outcome_recorder
from tests.harness import processes
from tests.harness import suite_accounts
from tests.harness import suites_conf
from tests.harness import swift_client
from tests.harness import swift_cluster
from tests.harness import swift_conf

_ROOT = pathlib.Path(__file__).resolve().parents[2]
_ELSEWHERE = '127.0.0.2'
_PATIENCE_SECONDS = 2 * 3600


def run(kind: str, source: pathlib.Path, workdir: pathlib.Path,
        tests: list[str]) -> int:
    """Run them all against one cluster; the exit code of pytest."""
    suite = suites_conf.suite_of(tests[0])
    shutil.rmtree(workdir, ignore_errors=True)
    try:
        with swift_cluster.SwiftCluster(
                workdir, overlay=suites_conf.proxies(suite),
                common=suites_conf.common(suite)) as cluster:
            accounts = suite_accounts.Accounts(cluster.plain.url)
            accounts.create()
            _check_filter(cluster)
            if kind == suites_conf.RULED:
                accounts.set_rule()
                _check_rule(cluster)
            return _pytest(kind, cluster, source, tests)
    finally:
        shutil.rmtree(workdir / 'srv', ignore_errors=True)


def _check_filter(cluster: swift_cluster.SwiftCluster) -> None:
    for proxy in (cluster.filtered, cluster.plain):
        answer = swift_client.Client(proxy).request(
            'GET', '/info', raw_path=True, token=False)
        there = swift_cluster.WHITELIST in json.loads(answer.body)
        if there is not (proxy is cluster.filtered):
            sys.exit('%s has the wrong pipeline' % proxy.name)


def _check_rule(cluster: swift_cluster.SwiftCluster) -> None:
    for source, wanted in ((suite_accounts.ADDRESS, 204), (_ELSEWHERE, 403)):
        status = swift_client.Client(cluster.filtered, source).head('').status
        if status != wanted:
            sys.exit('the rule of the account is not in force: %s is '
                     'answered %d' % (source, status))


def _pytest(kind: str, cluster: swift_cluster.SwiftCluster,
            source: pathlib.Path, tests: list[str]) -> int:
    workdir = cluster.workdir
    plain = kind == suites_conf.PLAIN
    proxy = cluster.plain if plain else cluster.filtered
    swift_conf.write(workdir / 'test.conf', suites_conf.test_conf(proxy.url))
    argv = [sys.executable, '-m', 'pytest', '-q', '-ra', '--tb=short',
            '--rootdir', str(source), '-c', str(_configuration(workdir)),
            '-p', 'no:cacheprovider', '-p', 'no:requests_mock',
            '-p', outcome_recorder.__name__]
    if kind == suites_conf.RULED:
        argv += ['-p', suite_accounts.__name__]
    process = processes.Process(
        'pytest', argv + [str(source / test) for test in tests],
        workdir / 'log' / 'pytest.log', environ={
            'PYTHONPATH': os.pathsep.join((str(source), str(_ROOT))),
            'SWIFT_TEST_CONFIG_FILE': str(workdir / 'test.conf'),
            'SWIFT_TEST_IN_PROCESS': 'false',
            outcome_recorder.FILE: str(workdir / 'outcomes.json'),
            suite_accounts.PROXY: cluster.plain.url})
    process.start()
    try:
        return process.wait(_PATIENCE_SECONDS)
    finally:
        process.kill()


def _configuration(workdir: pathlib.Path) -> pathlib.Path:
    # Or pytest looks for one upwards, and finds ours.
    path = workdir / 'pytest.ini'
    path.write_text('[pytest]\n')
    return path


def main(arguments: list[str]) -> int:
    installed.check()
    kind, source, workdir, *tests = arguments
    return run(kind, pathlib.Path(source).resolve(), pathlib.Path(workdir),
               tests)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
