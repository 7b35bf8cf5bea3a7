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

"""Where the filter stands, among the real classes as paste composes them."""

import pathlib
import re
import sys
import types

import hypothesis
from hypothesis import strategies
import nova
from nova.api.openstack import compute
import nova.conf
from nova import rpc
from paste import deploy
import pytest

from nova_ops_ext.api import console_limit
from nova_ops_ext.api import pipeline

FACTORY = 'nova_ops_ext.api.console_limit:filter_factory'
SECTION = '\n[filter:console_limit]\npaste.filter_factory = %s\n' % FACTORY
LINES = ('openstack_compute_api_v21',
         'openstack_compute_api_v21_legacy_v2_compatible')


def shipped():
    for prefix in (pathlib.Path(sys.prefix),
                   *pathlib.Path(nova.__file__).parents):
        found = prefix / 'etc/nova/api-paste.ini'
        if found.exists():
            return found.read_text()
    raise AssertionError('Nova is installed without its api-paste.ini')


SHIPPED = shipped()


def filters(line):
    """Give the names in one line of the compute API."""
    section = SHIPPED.split('[composite:%s]' % line)[1].split('[')[0]
    return section.split('keystone =')[1].splitlines()[0].split()


def with_line(line, names):
    """Let a line have other names."""
    old = ' '.join(filters(line))
    before, section = SHIPPED.split('[composite:%s]' % line)
    return '%s[composite:%s]%s' % (
        before, line, section.replace(old, ' '.join(names), 1))


@pytest.fixture(scope='module')
def router():
    with pytest.MonkeyPatch.context() as patch:
        nova.conf.CONF([], project='nova', default_config_files=[])
        for name in ('get_client', 'get_notifier'):
            patch.setattr(rpc, name, lambda *args, **kwargs: None)
        yield compute.APIRouterV21()


@pytest.fixture
def load(router, monkeypatch, tmp_path):
    monkeypatch.setattr(compute.APIRouterV21, 'factory', classmethod(
        lambda kind, global_conf, **local_conf: router))

    def do(text, line):
        paste = tmp_path / 'api-paste.ini'
        paste.write_text(text)
        return deploy.loadapp('config:%s' % paste, name=line)
    return do


@pytest.mark.parametrize(('line', 'place'), [
    (line, place) for line in LINES
    for place in range(len(filters(line)))])
def test_every_place(load, line, place):
    names = filters(line)
    text = with_line(
        line, [*names[:place], 'console_limit', *names[place:]]) + SECTION
    for needed in ('authtoken', 'keystonecontext'):
        if needed in names[place:]:
            with pytest.raises(ValueError) as error:
                load(text, line)
            assert 'it stands before authentication (' in str(error.value)
            assert 'after authtoken and keystonecontext' in str(error.value)
            return
    app = load(text, line)
    assert any(isinstance(found, console_limit.ConsoleLimit)
               for found in pipeline._next(app))


@pytest.mark.parametrize('line', LINES)
def test_both_places_are_tried(line):
    """That is, the test above has places of both kinds."""
    names = filters(line)
    assert 0 < names.index('keystonecontext') < len(names) - 1


@pytest.mark.parametrize('line', LINES)
def test_off_is_checked_too(load, line):
    names = filters(line)
    text = with_line(line, ['console_limit', *names]) + SECTION
    with pytest.raises(ValueError, match='before authentication'):
        load(text + 'mode = off\n', line)
    text = with_line(line, [*names[:-1], 'console_limit', names[-1]])
    app = load(text + SECTION + 'mode = off\n', line)
    assert not any(isinstance(found, console_limit.ConsoleLimit)
                   for found in pipeline._next(app))


@pytest.mark.parametrize(('line', 'before', 'legacy'), [
    (LINES[0], 'osapi_compute_app_v21', False),
    (LINES[1], 'osapi_compute_app_v21', False),
    (LINES[1], 'legacy_v2_compatible', True)])
def test_requests_that_may_become_legacy(load, line, before, legacy):
    names = filters(line)
    place = names.index(before)
    app = load(with_line(line, names[place:]), line)
    assert pipeline.may_be_legacy(app) is legacy
    assert pipeline.authentication_in_front(app) is None


def test_what_is_in_front(load):
    for line in LINES:
        app = load(SHIPPED, line)
        assert pipeline.authentication_in_front(app) == 'AuthProtocol'
        assert pipeline.may_be_legacy(app) is (line == LINES[1])
        names = filters(line)
        rest = names[names.index('keystonecontext'):]
        assert pipeline.authentication_in_front(
            load(with_line(line, rest), line)) == 'NovaKeystoneContext'


def test_unknown_applications():
    def app(env, start_response):
        return []
    assert pipeline.authentication_in_front(app) is None
    assert pipeline.may_be_legacy(app) is True


def test_applications_that_name_themselves():
    class Circle:
        pass
    circle = Circle()
    circle.application = circle
    assert pipeline.authentication_in_front(circle) is None
    assert pipeline.may_be_legacy(circle) is True


def missing(tmp_path, text, encoding='utf-8'):
    paste = tmp_path / 'api-paste.ini'
    paste.write_bytes(text.encode(encoding))
    return pipeline.lines_without(str(paste), FACTORY, 'console_limit')


def with_filter(*lines):
    text = SHIPPED
    for line in lines:
        before, section = text.split('[composite:%s]' % line)
        section = section.replace(' osapi_compute_app_v21',
                                  ' console_limit osapi_compute_app_v21', 1)
        text = '%s[composite:%s]%s' % (before, line, section)
    return text


USES = [SECTION,
        '\n[filter:console_limit]\nuse = egg:openstack-ops-ext#console_limit'
        '\nmax_lines = 5\n',
        '\n[filter:console_limit]\nuse: egg:openstack_ops_ext#console_limit']


@pytest.mark.parametrize('use', USES)
@pytest.mark.parametrize(('having', 'without'), [
    ((), []), (LINES, []),
    (LINES[:1], ['[composite:%s] keystone' % LINES[1]]),
    (LINES[1:], ['[composite:%s] keystone' % LINES[0]])])
def test_lines_without(tmp_path, use, having, without):
    assert missing(tmp_path, with_filter(*having) + use) == without


def test_continued_lines(tmp_path):
    text = with_filter(*LINES).replace(
        ' keystonecontext', '\n    keystonecontext\n   ')
    assert text.count('\n    keystonecontext') == 2
    assert missing(tmp_path, text + SECTION) == []
    text = with_filter(LINES[0]).replace(
        ' keystonecontext', '\n    keystonecontext\n   ')
    assert missing(tmp_path, text + SECTION) == [
        '[composite:%s] keystone' % LINES[1]]


def with_noauth2(text, line, filters):
    """Have a line of Nova 31's, too, for who runs without keystone."""
    before, section = text.split('[composite:%s]\n' % line)
    section = re.sub('(?m)^noauth2 = .*\n', '', section, count=1)
    return '%s[composite:%s]\nnoauth2 = cors noauth2 %s\n%s' % (
        before, line, filters, section)


@pytest.mark.parametrize(('strategy', 'first', 'without'), [
    ('keystone', 'osapi', []),
    ('noauth2', 'osapi', []),
    ('noauth2', 'console_limit osapi', [
        '[composite:%s] noauth2' % LINES[1]]),
])
def test_lines_that_nova_does_not_take(tmp_path, monkeypatch, strategy, first,
                                       without):
    monkeypatch.setattr(pipeline.cfg, 'CONF', types.SimpleNamespace(
        api=types.SimpleNamespace(auth_strategy=strategy)))
    text = with_noauth2(with_filter(*LINES), LINES[0], first)
    text = with_noauth2(text, LINES[1], 'osapi')
    assert missing(tmp_path, text + SECTION) == without


def test_percent_signs(tmp_path):
    text = with_filter(LINES[0]) + SECTION + 'x = %(here)s %d %%\n'
    text = '[DEFAULT]\npassword = 50%\n' + text
    assert missing(tmp_path, text) == ['[composite:%s] keystone' % LINES[1]]


def test_another_filter_of_that_name(tmp_path):
    text = with_filter(LINES[0])
    assert missing(tmp_path, text) == []
    assert missing(tmp_path, text + SECTION.replace(
        'filter_factory = nova', 'filter_factory = other')) == []


def test_ours_by_another_name(tmp_path):
    text = (with_filter(LINES[0]) + SECTION).replace('console_limit ', 'ours ')
    text = text.replace('[filter:console_limit]', '[filter:ours]')
    assert missing(tmp_path, text) == ['[composite:%s] keystone' % LINES[1]]


@pytest.mark.parametrize('path', ['', '/nowhere', '/'])
def test_files_that_cannot_be_read(path):
    assert pipeline.lines_without(path, FACTORY, 'console_limit') == []


def test_undecodable(tmp_path):
    assert missing(tmp_path, SHIPPED + '# \xe9', 'latin-1') == []


@hypothesis.settings(deadline=None, max_examples=60, suppress_health_check=[
    hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(
    strategies.integers(0, len(SHIPPED)), strategies.text() |
    strategies.sampled_from(['[', ']', '[composite:', '=\n', ' x\n', '\n[x]\n',
                             '%(', '[DEFAULT]\n keystone = 1', '\0']))
def test_garbage(tmp_path, place, garbage):
    text = with_filter(LINES[0]) + SECTION
    found = missing(tmp_path, text[:place] + garbage + text[place:],
                    'utf-8' if garbage.isascii() else 'utf-16')
    assert isinstance(found, list)
