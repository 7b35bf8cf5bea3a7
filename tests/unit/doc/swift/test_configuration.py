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

"""The manuals' files for proxies and balancers, read as their readers do."""

import configparser
import json
import pathlib
import subprocess
import sys

import pytest
import swift
from swift.common.ring import builder

from tests.harness import load_balancers
from tests.harness import manual_blocks
from tests.harness import manual_kinds

SAMPLE = manual_blocks.ROOT / 'etc' / 'swift' / 'proxy-server.conf-sample'
#: Where Swift's own sources are, which know each option by name.
SOURCES = pathlib.Path(swift.__file__).parent
_LOAD = '''
import json
import sys
from swift.common import utils, wsgi
utils.set_swift_dir(sys.argv[1])
for path in sys.argv[2:]:
    try:
        app = wsgi.loadapp(path, global_conf={'log_name': 'manual'})
        print(json.dumps([[type(one).__name__ for one in app._pipeline], '']))
    except BaseException as error:
        print(json.dumps([[], str(error) or type(error).__name__]))
'''
_USE = '[filter:ip_whitelist]\nuse = egg:openstack-ops-ext#'
WRONG = {
    _USE + 'ip_whitelist\ntrusted_proxy = 192.0.2.1': 'trusted_proxy',
    _USE + 'ip_whitlist': 'ip_whitlist',
    '[pipeline:main]\npipeline = catch_errors gatekeeper ip_whitelist ... '
    'symlink ip_whitelist proxy-server': '...',
}


def each(kind):
    return pytest.mark.parametrize('block', manual_kinds.of(kind), ids=str)


@pytest.fixture(scope='module')
def swift_dir(tmp_path_factory):
    """Make /etc/swift of a proxy of one disk."""
    place = tmp_path_factory.mktemp('swift')
    (place / 'swift.conf').write_text(
        '[swift-hash]\nswift_hash_path_suffix = manual\n')
    for name, port in (('account', 6202), ('container', 6201),
                       ('object', 6200)):
        made = builder.RingBuilder(1, 1, 1)
        made.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': port,
                      'device': 'sda', 'weight': 1, 'replication_port': port,
                      'replication_ip': '127.0.0.1'})
        made.rebalance()
        made.get_ring().save(str(place / (name + '.ring.gz')))
    return place


def parsed(text):
    read = configparser.RawConfigParser(strict=False)
    read.optionxform = str
    read.read_string(text)
    return read


def laid_over(text, swift_dir):
    """Give the sample with the sections of a block taken over."""
    result = parsed(SAMPLE.read_text())
    block = parsed(text)
    for name in block.sections():
        # A section stands for the whole of the one that was there.
        result.remove_section(name)
        result.add_section(name)
        for option, value in block.items(name):
            if option not in block.defaults():
                result.set(name, option, value)
    for option, value in block.defaults().items():
        result.set('DEFAULT', option, value)
    result.set('DEFAULT', 'swift_dir', str(swift_dir))
    return result


@pytest.fixture(scope='module')
def loaded(swift_dir, tmp_path_factory):
    """Load every block as a proxy would: its pipeline, or what is wrong."""
    place = tmp_path_factory.mktemp('proxies')
    texts = [*(block.text for block in manual_kinds.of('proxy-server.conf')),
             *WRONG]
    paths = []
    for number, text in enumerate(texts):
        path = place / ('proxy-server-%d.conf' % number)
        with path.open('w') as file:
            laid_over(text, swift_dir).write(file)
        paths.append(str(path))
    # In a process of its own, since it changes Swift for good.
    done = subprocess.run(
        [sys.executable, '-c', _LOAD, str(swift_dir), *paths],
        cwd=manual_blocks.ROOT, capture_output=True, text=True, timeout=600,
        check=True)
    return dict(zip(texts, map(json.loads, done.stdout.splitlines()),
                    strict=True))


@each('proxy-server.conf')
def test_proxy_server(loaded, block):
    pipeline, wrong = loaded[block.text]
    assert not wrong
    assert pipeline.count('IPWhitelist') == 2
    for option in parsed(block.text).defaults():
        assert known_to_swift(option), option


@pytest.mark.parametrize('text', WRONG)
def test_what_swift_would_not_take(loaded, text):
    assert WRONG[text] in loaded[text][1]


def known_to_swift(option):
    return any(repr(option) in path.read_text()
               for path in (SOURCES / 'common').glob('*.py'))


def test_an_option_that_swift_has_not():
    assert known_to_swift('require_proxy_protocol')
    assert not known_to_swift('require_proxy_protocols')


@each('haproxy')
def test_haproxy(tmp_path, block):
    path = tmp_path / 'haproxy.cfg'
    path.write_text(block.text + '\n')
    done = subprocess.run(
        [load_balancers.find('haproxy'), '-c', '-f', str(path)],
        capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@each('nginx')
def test_nginx(tmp_path, block):
    # It takes the address to see whether it can, and that is the reader's.
    (tmp_path / 'swift.conf').write_text(load_balancers.replaced(
        block.text, {
            load_balancers.FRONT: 'unix:%s/socket' % tmp_path}))
    path = tmp_path / 'nginx.conf'
    path.write_text(load_balancers.NGINX_MAIN.format(directory=tmp_path))
    done = subprocess.run(
        [load_balancers.find('nginx'), '-t', '-c', str(path)],
        capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@each('json')
def test_json(block):
    json.loads(block.text)


def test_there_is_something():
    assert all(manual_kinds.of(kind) for kind in (
        'proxy-server.conf', 'haproxy', 'nginx'))
