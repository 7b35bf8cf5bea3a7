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

"""What ops-ext-status says that does not start, Swift does not start."""

import json
import subprocess
import sys

import pytest
from swift.common.ring import builder

from ops_ext_status import importable
from tests.unit.ops_ext_status import planted_proxy
from tests.unit.ops_ext_status import planting

_CLAIM = 'swift-proxy does not start'
_LOAD = '''
import json
import logging
import sys
from swift.common import utils, wsgi
logging.raiseExceptions = False
utils.set_swift_dir(sys.argv[1])
for path in sys.argv[2:]:
    try:
        # As it begins to start.
        wsgi.appconfig(path, name='proxy-server')
        wsgi.loadapp(path, global_conf={'log_name': 'x',
                                        'swift_dir': sys.argv[1]})
        print(json.dumps(''))
    except BaseException as error:
        print(json.dumps(str(error) or type(error).__name__))
'''


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    """Without a process for each; see test_bounded_child."""
    monkeypatch.setattr(importable, 'broken', lambda roles: {})


@pytest.fixture(scope='module')
def swift_dir(tmp_path_factory):
    """What a proxy reads besides."""
    place = tmp_path_factory.mktemp('swift')
    (place / 'swift.conf').write_text(
        '[swift-hash]\nswift_hash_path_suffix = status\n')
    for name in 'account', 'container', 'object':
        made = builder.RingBuilder(1, 1, 1)
        made.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': 6200,
                      'device': 'sda', 'weight': 1})
        made.rebalance()
        made.get_ring().save(str(place / (name + '.ring.gz')))
    return place


def errors(swift_dir, paths):
    """Have Swift load each; give what stopped it, or nothing."""
    done = subprocess.run(
        [sys.executable, '-c', _LOAD, str(swift_dir), *map(str, paths)],
        capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_as_it_says(swift_dir, tmp_path, capsys):
    paths, claimed = [], []
    tried = [*planted_proxy.PLANTED, *planted_proxy.RIGHT]
    for number, planted in enumerate(tried):
        folder = tmp_path / str(number)
        folder.mkdir()
        arguments = planting.plant(planted, folder)
        _code, checks = planting.run(arguments, capsys)
        paths.append(arguments[1])
        claimed.append(any(
            _CLAIM in str(one['details']) or one.get('code') == 'unreadable'
            and arguments[1] in one['where'] for one in checks))
    stopped = errors(swift_dir, paths)
    assert len(stopped) == len(paths) > 90
    assert any(claimed) and not all(claimed)
    wrong = ['%s: %s, but %s' % (
        planted.title, 'said not to start' if claim else 'said to start',
        error or 'it starts')
        for planted, claim, error in zip(tried, claimed, stopped, strict=True)
        if claim != bool(error)]
    assert wrong == [], '\n'.join(wrong)


def test_it_starts_as_the_sample_stands(swift_dir):
    assert errors(swift_dir, [planting.ETC / planted_proxy.SAMPLE]) == ['']
