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

"""The filter's section in a proxy's configuration."""

import pytest

from swift_ops_ext.cmd import outcome
from swift_ops_ext.cmd import proxy_conf

CONF = '''
[DEFAULT]
swift_dir = /srv/etc
[pipeline:main]
pipeline = catch_errors %(places)s proxy-server
[filter:guard]
use = %(use)s
default = closed
list_office = 192.0.2.1
%(option)s
[filter:catch_errors]
use = egg:not-here#at_all
[app:proxy-server]
use = egg:swift#proxy
node_timeout = 7
'''
EGG = 'egg:openstack-ops-ext#ip_whitelist'


@pytest.fixture
def written(tmp_path):
    def write(places='guard guard', use=EGG, option='', extra=''):
        path = tmp_path / 'proxy-server.conf'
        path.write_text(CONF % {
            'places': places, 'use': use, 'option': option} + extra)
        return str(path)
    return write


def test_read_without_the_other_filters(written):
    conf = proxy_conf.read(written())
    assert conf.filter.policy.default.value == 'closed'
    assert list(conf.filter.lists) == ['office']
    assert conf.swift_dir == '/srv/etc'
    assert conf.app['node_timeout'] == '7'


def test_directory(written, tmp_path):
    path = written()
    directory = tmp_path / 'conf.d'
    directory.mkdir()
    (tmp_path / 'proxy-server.conf').rename(directory / '1.conf')
    (directory / '2.conf').write_text('[filter:guard]\ndefault = open\n')
    conf = proxy_conf.read(proxy_conf.find(str(directory)))
    assert path and conf.filter.policy.default.value == 'open'


def test_section_on_another_section(written):
    conf = proxy_conf.read(written(
        use='base', extra='[filter:base]\nuse = %s\nmode = log\n' % EGG))
    assert conf.filter.policy.mode.value == 'log'
    assert conf.filter.policy.default.value == 'closed'


@pytest.mark.parametrize(('changed', 'message'), [
    ({'places': ''}, 'has no ip_whitelist in its pipeline'),
    ({'use': 'egg:swift#tempurl'}, 'has no ip_whitelist in its pipeline'),
    ({'use': 'guard'}, 'has no ip_whitelist in its pipeline'),
    ({'option': 'mode = maybe'}, "option mode = 'maybe'"),
    ({'option': 'colour = red'}, "unknown option 'colour'"),
    ({'places': 'guard second',
      'extra': '[filter:second]\nuse = %s\n' % EGG},
     'have different options'),
    ({'extra': 'no section at all ['}, 'cannot be read'),
])
def test_cannot_be_used(written, changed, message):
    with pytest.raises(outcome.CannotTellError, match=message):
        proxy_conf.read(written(**changed))


def test_missing(tmp_path):
    with pytest.raises(outcome.CannotTellError, match='--proxy-conf'):
        proxy_conf.find(str(tmp_path / 'none'))


def test_defaults(tmp_path, monkeypatch):
    first, second = tmp_path / 'a.conf', tmp_path / 'a.conf.d'
    monkeypatch.setattr(proxy_conf, 'DEFAULTS', (str(first), str(second)))
    second.mkdir()
    assert proxy_conf.find(None) == str(second)
    first.touch()
    assert proxy_conf.find(None) == str(first)
