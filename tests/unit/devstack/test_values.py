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

import pathlib
import re

import pytest

from ops_ext_conf import values

SETTINGS = {
    'TRUSTED_PROXIES': '192.0.2.1, 2001:db8::/64',
    'CLIENT_NETWORKS': 'doc: 10.1.0.0/16; ops: 10.2.0.0/16, ::1',
    'CLIENT_DEFAULT_LABEL': 'dev', 'CLIENT_ADDRESS': 'yes',
    'CLIENT_STAMP': 'True', 'CLIENT_NETWORK_STAMP': 'trust',
    'SHARD_SEED': '0123456789abcdef', 'BURN_IN_HOURS': '0.5',
    'BURN_IN_PROJECTS': 'a1, b2', 'RAMP_HOURS': '5', 'RAMP_INITIAL': '1',
    'CONSOLE_RATE': '30/m', 'CONSOLE_BURST': '10',
    'CONSOLE_STORAGE': 'memcached://127.0.0.1:11211',
    'IMAGE_CACHE_METRICS_FILE': '/var/lib/node/nova.prom',
    'IP_WHITELIST_LISTS': 'campus: 192.0.2.0/24; vpn: 10.8.0.0/16',
    'IP_WHITELIST_ALWAYS_ALLOW': 'campus', 'IP_WHITELIST_MODE': 'log',
    'IP_WHITELIST_HEADER': 'X-Real-Client',
}


def test_good_values():
    assert values.problems(SETTINGS, 'libvirt') == []


def test_rate_may_be_left_out():
    assert values.problems({'CONSOLE_RATE': '', 'CONSOLE_BURST': '10'}) == []


@pytest.mark.parametrize(('name', 'bad', 'right'), [
    ('CONSOLE_LIMIT', 'maybe', 'True or False'),
    ('CONSOLE_LIMIT', '', 'True or False'),
    ('NEW_HOST_MODE', 'enforced', 'enforce, log, off'),
    ('CONSOLE_LIMIT_MODE', 'loud', 'enforce, log, off'),
    ('IP_WHITELIST_MODE', 'off', 'enforce or log'),
    ('CONSOLE_RATE', '30/fortnight', 's, m, h or d'),
    ('CONSOLE_MAX_BYTES', '1M', 'number'),
    ('CONSOLE_STORAGE', 'ftp://127.0.0.1', 'memcached'),
    ('TRUSTED_PROXIES', '0.0.0.0/0', 'every client'),
    ('TRUSTED_PROXIES', 'balancer', 'addresses'),
    ('TRUSTED_PROXIES', '192.0.2.1\n10.0.0.1', 'printable'),
    ('CLIENT_NETWORKS', 'doc 10.1.0.0/16', 'label'),
    ('CLIENT_NETWORKS', 'a: 10.0.0.0/8; b: 10.0.0.0/8', 'already'),
    ('CLIENT_DEFAULT_LABEL', 'a:b', 'letters'),
    ('CLIENT_HEADER', 'X-Real-Ip', 'forwarded'),
    ('IMAGE_CACHE_REMOVAL', 'delete', 'observe, trash'),
    ('IMAGE_CACHE_TRASH_RETENTION', 'week', 'whole number'),
    ('IMAGE_CACHE_METRICS_FILE', 'nova.prom', 'absolute'),
    ('COMPUTE_CONSOLE_MAX_BYTES', '1000', '1024 or more'),
    ('MAX_PLACEMENT_RESULTS', '0', '1 or more, or nothing'),
    ('RAMP_PER_HOUR', '1e9', '1000000 at most'),
    ('SHARD_SEED', 'short', '16 or more'),
    ('IP_WHITELIST_DEFAULT', 'shut', 'open or closed'),
    ('IP_WHITELIST_HEADER', 'Forwarded', 'X-Forwarded-For'),
    ('IP_WHITELIST_ALWAYS_ALLOW', 'other', 'list'),
    ('IP_WHITELIST_LISTS', 'campus: 192.0.2.0/33', 'CIDR'),
    ('IP_WHITELIST_SEGMENTS_SUFFIXES', '*', 'printable'),
    ('BURN_IN_PROJECTS', 'a b', 'separated by commas'),
    ('CONSOL_LIMIT', 'False', 'OPS_EXT_CONSOLE_LIMIT'),
])
def test_bad_values(name, bad, right):
    problems = values.problems({**SETTINGS, name: bad})
    assert any(re.match('OPS_EXT_%s = ' % name, problem) and right in problem
               for problem in problems), problems


@pytest.mark.parametrize(('changed', 'named'), [
    ({'CLIENT_STAMP': 'no'}, 'CLIENT_NETWORK_STAMP'),
    ({'CLIENT_STAMP_MODE': 'off'}, 'CLIENT_STAMP_MODE'),
    ({'CLIENT_ADDRESS': 'False'}, 'CLIENT_ADDRESS'),
    ({'CLIENT_NETWORKS': '', 'CLIENT_DEFAULT_LABEL': ''}, 'CLIENT_STAMP'),
    ({'RAMP_INITIAL': ''}, 'RAMP_HOURS'),
])
def test_what_does_not_go_together(changed, named):
    problem, = values.problems({**SETTINGS, **changed})
    assert problem.startswith('OPS_EXT_%s = ' % named)


def test_ironic_cannot_be_guarded():
    assert values.problems({'GUARDED_DRIVER': 'True'}, 'fake') == []
    problem, = values.problems({'GUARDED_DRIVER': 'True'}, 'ironic')
    assert 'VIRT_DRIVER=ironic' in problem


def test_a_secret_is_not_shown():
    problem, = values.problems({'SHARD_SEED': 'too-secret'})
    assert 'too-secret' not in problem


def test_settings_name_every_variable():
    settings = (pathlib.Path(values.__file__).parents[1]
                / 'settings').read_text()
    assert values.KNOWN == set(
        re.findall(r'^ *OPS_EXT_(\w+)=', settings, re.MULTILINE))


def test_the_manual_has_good_values():
    manual = (pathlib.Path(values.__file__).parents[2] / 'doc' / 'source'
              / 'devstack.rst').read_text()
    shown = dict(re.findall(r'^   OPS_EXT_(\w+)="?([^"\n]*)"?$', manual,
                            re.MULTILINE))
    assert len(shown) == 6
    # The settings turn it on.
    assert values.problems({**shown, 'CLIENT_ADDRESS': 'True'}) == []
