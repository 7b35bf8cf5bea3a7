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

"""Whatever is in a file, the command answers, and never with a traceback."""

import configparser

import hypothesis
from hypothesis import strategies
import pytest
from swift.common import utils

from ops_ext_status import file_kind
from ops_ext_status import files
from ops_ext_status import importable
from ops_ext_status import ini_file
from ops_ext_status import inspection
from ops_ext_status import paste_section
from ops_ext_status import text_file
from tests.unit.ops_ext_status import planted_proxy
from tests.unit.ops_ext_status import planting

_SAMPLES = [
    (planting.ETC / name).read_text() for name in (
        planted_proxy.SAMPLE, 'nova/api-paste-client-network.ini',
        'nova/api-paste-console-limit.ini')]
_SLOW = {'deadline': None, 'max_examples': 25, 'suppress_health_check': [
    hypothesis.HealthCheck.function_scoped_fixture]}
_NAMES = strategies.sampled_from((
    'filter:a', 'filter:ip_whitelist', 'filter: a', 'app:a', 'pipeline:main',
    'composite:osapi_compute', 'DEFAULT', 'filter-app:a'))
_VALUES = strategies.sampled_from((
    'a', 'ip_whitelist', 'egg:swift#proxy', 'egg:', 'egg:#', 'call:x:y',
    'config:', 'config:nowhere#a', 'config:%(here)s/x', 'x:y', '#', ':',
    'egg:openstack-ops-ext#ip_whitelist', '%(x)s', '%', 'a ip_whitelist a'))
_KEYS = strategies.sampled_from((
    'use', 'pipeline', 'paste.filter_factory', 'set a', 'get a', 'a', 'mode',
    '/v2', 'next', 'keystone'))
_FILES = strategies.lists(strategies.one_of(
    _NAMES.map('[%s]'.__mod__),
    strategies.tuples(_KEYS, _VALUES).map(' = '.join),
    strategies.text(max_size=20)), max_size=12).map('\n'.join)


@strategies.composite
def _spoilt(draw):
    """A sample with a piece lost, doubled or replaced."""
    text = draw(strategies.sampled_from(_SAMPLES))
    begin = draw(strategies.integers(0, len(text)))
    end = draw(strategies.integers(begin, min(len(text), begin + 200)))
    return text[:begin] + draw(strategies.one_of(
        strategies.just(''), strategies.just(text[begin:end] * 2),
        strategies.text(max_size=20))) + text[end:]


@pytest.fixture
def inspected(tmp_path, monkeypatch):
    monkeypatch.setattr(importable, 'broken', lambda roles: {})

    def inspect(text, **kind):
        path = tmp_path / 'file'
        path.write_bytes(text.encode('utf-8', 'surrogatepass'))
        return inspection.Inspection(files.choose(files.Named(
            **{key: [str(path)] for key in kind})), (), ()).run()

    return inspect


@hypothesis.given(text=strategies.one_of(_FILES, _spoilt(),
                                         strategies.text(max_size=300)))
@hypothesis.settings(**_SLOW)
def test_an_answer_to_everything(inspected, text):
    for kind in 'any_kind', 'proxies', 'pastes', 'qemu':
        checks = inspected(text, **{kind: True})
        assert checks
        assert all(one.where or one.value for check in checks
                   for one in check.findings)


@hypothesis.given(text=strategies.one_of(_FILES, _spoilt()),
                  of_swift=strategies.booleans())
@hypothesis.settings(**_SLOW)
def test_what_the_service_s_parser_refuses_is_refused(tmp_path, text,
                                                      of_swift):
    path = tmp_path / 'file'
    path.write_text(text, encoding='utf-8')
    read_file = ini_file.read_swift if of_swift else ini_file.read
    parser = configparser.ConfigParser(defaults={
        'here': str(tmp_path), '__file__': str(path)},
        interpolation=utils.NicerInterpolation() if of_swift
        else configparser.BasicInterpolation())
    parser.optionxform = str
    try:
        # As it comes back from the disk.
        parser.read_string(path.read_text(encoding='utf-8'))
        for option in parser.defaults():
            parser.get('DEFAULT', option)
    except configparser.Error:
        with pytest.raises(text_file.CannotReadError):
            read_file(str(path))
        return
    read = read_file(str(path))
    assert set(read.sections) == set(parser.sections())
    for section, options in read.sections.items():
        try:
            values = dict(parser.items(section))
        except configparser.Error:
            assert section in read.broken
        else:
            assert {**read.defaults, **options} == values


@hypothesis.given(text=strategies.one_of(_FILES, _spoilt()))
@hypothesis.settings(**_SLOW)
def test_what_swift_does_not_read_again_is_refused(tmp_path, text):
    path = tmp_path / 'file'
    path.write_text(text, encoding='utf-8')
    try:
        ini_file.read_swift(str(path))
    except text_file.CannotReadError:
        return
    try:
        utils.readconf(str(path))
    except configparser.Error:
        with pytest.raises(text_file.CannotReadError):
            ini_file.check_proxy(str(path))
    else:
        ini_file.check_proxy(str(path))


def test_a_per_cent_sign(tmp_path):
    path = tmp_path / 'x.conf'
    path.write_text('[filter:cache]\nmemcache_password = 50%off\n'
                    '[filter:other]\nuse = egg:swift#bulk\n')
    read = ini_file.read_swift(str(path))
    assert read.sections['filter:cache']['memcache_password'] == '50%off'
    assert not read.broken
    # PasteDeploy reads a section when it needs it, and [DEFAULT] at once.
    read = ini_file.read(str(path))
    assert list(read.broken) == ['filter:cache']
    path.write_text('[DEFAULT]\nx = 50%off\n')
    with pytest.raises(text_file.CannotReadError, match=r'\] x: .*%'):
        ini_file.read(str(path))


@pytest.mark.parametrize(('text', 'kind'), [
    ('[pipeline:main]\npipeline = a\n', file_kind.Kind.PROXY),
    ('[filter:ip_whitelist]\nuse = egg:openstack-ops-ext#ip_whitelist\n',
     file_kind.Kind.PROXY),
    ('[filter:console_limit]\nuse = egg:openstack-ops-ext#console_limit\n',
     file_kind.Kind.API_PASTE),
    ('[composite:osapi_compute]\n', file_kind.Kind.API_PASTE),
    ('[DEFAULT]\ncompute_driver = x\n', file_kind.Kind.NOVA),
    ('[ops_console]\n', file_kind.Kind.NOVA),
    ('[uwsgi]\nprocesses = 3\n', file_kind.Kind.UWSGI),
    ('# stdio_handler = "logd"\n', file_kind.Kind.QEMU),
])
def test_kinds(text, kind):
    assert file_kind.of(text) is kind


@pytest.mark.parametrize(('text', 'said'), [
    ('', 'nothing is set'), ('x = 1\n', 'no [section]'),
    ('[memcache]\nmemcache_servers = x\n', 'memcache.conf'),
    ('[app:x]\nuse = egg:swift#container\n', 'container server'),
    ('[app:main]\nuse = egg:other#x\n', 'neither of nova-api'),
])
def test_no_kind(text, said):
    with pytest.raises(ValueError, match=said.replace('[', r'\[')):
        file_kind.of(text)


def test_get_and_set(tmp_path):
    path = tmp_path / 'x.conf'
    path.write_text('[DEFAULT]\na = 1\nb = 2\n[filter:f]\nuse = egg:x#y\n'
                    'set a = 3\nget c = b\nb = 4\nd = %(here)s\n')
    ini = ini_file.read_swift(str(path))
    found = paste_section.resolve(ini, paste_section.FILTER, 'f',
                                  ini_file.read_swift)
    assert (found.distribution, found.name) == ('x', 'y')
    # As PasteDeploy has it: an option of [DEFAULT] is none of a section.
    assert found.local == {'c': '2', 'd': str(tmp_path)}
    assert found.everywhere['a'] == '3'
    assert found.everywhere['b'] == '2'
