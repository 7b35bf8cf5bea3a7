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

"""The Swift laboratory's processes: nothing of it may be left behind."""

import pathlib
import subprocess
import sys
import time

import pytest

from tests.harness import ports
from tests.harness import processes
from tests.harness import swift_client
from tests.harness import swift_cluster

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]

# Starts a cluster, tells its process ids and waits to be killed.
OWNER = '''
import pathlib, sys, time
from tests.harness import swift_cluster
cluster = swift_cluster.SwiftCluster(
    pathlib.Path(sys.argv[1]), proxy_conf=pathlib.Path(sys.argv[2]))
cluster.start()
servers = [cluster.memcached, cluster.filtered, cluster.plain]
servers.extend(cluster.servers.values())
print(*(server.pid for server in servers), flush=True)
time.sleep(600)
'''


def pids(cluster: swift_cluster.SwiftCluster) -> list[int]:
    servers = [*cluster.servers.values(), *cluster.proxies.values()]
    if cluster.memcached:
        servers.append(cluster.memcached)
    return [server.pid for server in servers]


def running(pid: int) -> bool:
    try:
        stat = pathlib.Path('/proc/%d/stat' % pid).read_text()
    except FileNotFoundError:
        return False
    # A zombie has ended; whether it is reaped is its new parent's affair.
    return stat.rpartition(')')[2].split()[0] != 'Z'


def eventually_none_running(group: list[int], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while any(running(pid) for pid in group):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def small_sample(path: pathlib.Path) -> pathlib.Path:
    """A proxy that needs nothing of this project, to start many quickly."""
    path.write_text(
        '[pipeline:main]\n'
        'pipeline = cache ip_whitelist tempauth proxy-logging proxy-server\n'
        '[app:proxy-server]\nuse = egg:swift#proxy\n'
        '[filter:cache]\nuse = egg:swift#memcache\n'
        '[filter:ip_whitelist]\nuse = egg:swift#healthcheck\n'
        '[filter:tempauth]\nuse = egg:swift#tempauth\n'
        'user_test_tester = not-this .admin\n'
        '[filter:proxy-logging]\nuse = egg:swift#proxy_logging\n')
    return path


@pytest.mark.parametrize('memcached', [True, False])
def test_nothing_is_left_after_stop(tmp_path: pathlib.Path,
                                    memcached: bool) -> None:
    with swift_cluster.SwiftCluster(
            tmp_path / 'lab', memcached=memcached,
            proxy_conf=small_sample(tmp_path / 'sample')) as cluster:
        client = swift_client.Client(cluster.filtered)
        assert client.put('/c').status == 201
        assert client.head('/c').status == 204
        cluster.servers['object'].hang()
        started = pids(cluster)
        assert len(started) == (6 if memcached else 5)
        assert all(running(pid) for pid in started)
    assert not any(running(pid) for pid in started)
    cluster.stop()


def test_failed_start_shows_the_log_and_leaves_nothing(
        tmp_path: pathlib.Path) -> None:
    cluster = swift_cluster.SwiftCluster(
        tmp_path / 'lab', memcached=False,
        proxy_conf=small_sample(tmp_path / 'sample'),
        overlay={'filter:tempauth': {'reseller_prefix': 'A', 'user_x': 'y'}})
    with pytest.raises(processes.ProcessError, match='user_x was provided'):
        cluster.start()
    assert not any(running(pid) for pid in pids(cluster))


def test_nothing_outlives_a_killed_owner(tmp_path: pathlib.Path) -> None:
    with subprocess.Popen(
            [sys.executable, '-c', OWNER, str(tmp_path / 'lab'),
             str(small_sample(tmp_path / 'sample'))],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE, text=True) as owner:
        try:
            assert owner.stdout is not None
            orphans = [int(pid) for pid in owner.stdout.readline().split()]
            assert len(orphans) == 6
            assert all(running(pid) for pid in orphans)
        finally:
            owner.kill()
    assert eventually_none_running(orphans)


def test_a_port_has_one_owner() -> None:
    port = ports.reserve()
    with pytest.raises(OSError, match='in use'):
        ports.ReservedPort(port.number)
    port.release()
    ports.ReservedPort(port.number).release()
