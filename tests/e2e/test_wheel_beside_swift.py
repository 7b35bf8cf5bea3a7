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

"""The wheel where there is Swift and nothing of Nova."""

import pathlib
import re
import subprocess

from tests.harness import swift_client
from tests.harness import swift_cluster


def test_environment(only_swift):
    names = only_swift.installed()
    assert {'swift', 'openstack-ops-ext'} <= names
    assert not [name for name in names if re.match('nova|oslo', name)]
    checked = only_swift.run('-m', 'pip', 'check')
    assert checked.returncode == 0, checked.stdout


def test_imports_nothing_of_nova(only_swift):
    done = only_swift.run('-c', (
        'import sys, swift_ops_ext.ip_whitelist\n'
        'assert not [m for m in sys.modules\n'
        '            if m.split(".")[0] in ("nova", "nova_ops_ext")\n'
        '            or m.startswith("oslo")]'))
    assert done.returncode == 0, done.stderr


def test_runs_in_the_proxy(only_swift, tmp_path):
    with swift_cluster.SwiftCluster(
            tmp_path, python=only_swift.python) as cluster:
        plain = swift_client.Client(cluster.plain)
        assert plain.put('/c', headers={
            'X-Container-Meta-Allow-Office': '127.0.0.2'}).status == 201
        assert plain.put('/c/o', b'x').status == 201
        for source, status in (('127.0.0.2', 200), ('127.0.0.3', 403)):
            client = swift_client.Client(cluster.filtered, source)
            assert client.get('/c/o').status == status
        # The command, as pip has installed it.
        program = pathlib.Path(only_swift.python).with_name(
            'swift-ops-ip-whitelist')
        conf = tmp_path / 'etc' / 'filtered.conf.d'
        for source, code in (('127.0.0.2', 0), ('127.0.0.3', 1)):
            done = subprocess.run(
                [program, 'check', 'AUTH_test/c', '--from', source,
                 '--proxy-conf', conf], capture_output=True, text=True,
                timeout=60)
            assert done.returncode == code, done.stderr
            assert 'AUTH_test/c from %s' % source in done.stdout
