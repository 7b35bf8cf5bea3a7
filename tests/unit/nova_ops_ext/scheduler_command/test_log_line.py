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

"""Lines as oslo.log writes them."""

import io
import logging

import hypothesis
from hypothesis import strategies
from oslo_config import cfg
from oslo_context import context as oslo_context
from oslo_log import formatters
from oslo_log import log as oslo_log
import pytest

from nova_ops_ext.scheduler_command import log_line

REQUEST = 'req-11111111-2222-4333-8444-555555555555'
OUTER = 'req-99999999-2222-4333-8444-555555555555'
LOGGER = 'nova_ops_ext.scheduler.filters.guarded_filter'


@pytest.fixture
def written():
    """Write a message as a service does; give the line."""
    conf = cfg.ConfigOpts()
    oslo_log.register_options(conf)
    conf([], default_config_files=[], default_config_dirs=[])
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatters.ContextFormatter(
        config=conf, datefmt=conf.log_date_format))

    def write(message, level=logging.INFO, **extra):
        record = logging.LogRecord(LOGGER, level, '/nova/f.py', 17, message,
                                   (), None, '_explain')
        vars(record).update(extra)
        handler.emit(record)
        text = stream.getvalue()
        stream.seek(0)
        stream.truncate()
        return text.removesuffix('\n')
    return write


def test_without_context(written, monkeypatch):
    monkeypatch.setattr(oslo_context, 'get_current', lambda: None)
    found = log_line.parse(written('a message'))
    assert (found.logger, found.level, found.message) == (
        LOGGER, 'INFO', 'a message')
    assert found.requests == ()
    assert found.instance is None


@pytest.mark.parametrize('outer', [None, OUTER])
def test_with_context(written, outer):
    context = oslo_context.RequestContext(
        user_id='u', project_id='p', request_id=REQUEST, overwrite=False,
        global_request_id=outer)
    found = log_line.parse(written('a message', context=context))
    assert found.message == 'a message'
    assert found.requests == ((REQUEST, OUTER) if outer else (REQUEST,))


def test_with_an_instance(written):
    found = log_line.parse(written('m', instance_uuid='some-uuid'))
    assert (found.instance, found.message) == ('some-uuid', 'm')


@pytest.mark.parametrize('before', [
    'Nov 22 00:10:01 ctl-1 nova-scheduler[42]: ',
    'Nov  2 00:10:01.123456 ctl-1.example.org nova-scheduler[42]: ',
    # oslo.log gives syslog no process.
    'Nov 22 00:10:01 ctl-1 nova-scheduler: ',
    '2026-11-22T00:10:01.123456+00:00 ctl-1 nova-scheduler: ',
    '2026-11-22T00:10:01.123456Z ctl-1 nova-scheduler[42]: ',
    '2026-11-22T00:10:01+0000 ctl-1 python3[42]: ',
])
def test_of_the_journal_and_syslog(written, before):
    found = log_line.parse(before + written('m'))
    assert found.message == 'm'


@hypothesis.given(strategies.text())
@hypothesis.settings(max_examples=100, deadline=None, suppress_health_check=[
    hypothesis.HealthCheck.function_scoped_fixture])
def test_the_message_comes_back(written, text):
    hypothesis.assume(not text.startswith('[instance: '))
    assert log_line.parse(written(text)).message == text


def test_at_debug(written):
    line = written('names: a, b', level=logging.DEBUG)
    assert line.endswith(' _explain /nova/f.py:17')
    assert log_line.parse(line).message == 'names: a, b'
    # Another format has nothing there.
    for text in 'names: a, b', 'a', '':
        line = written(text).replace(' INFO ', ' DEBUG ')
        assert log_line.parse(line).message == text


@pytest.mark.parametrize('text', [
    '', 'Traceback (most recent call last):',
    # A log that a message quotes.
    ' 2026-11-22 00:10:01.123 42 INFO %s [-] m' % LOGGER,
    'x 2026-11-22 00:10:01.123 42 INFO %s [-] m' % LOGGER,
    '2026-11-22 00:10:01.123 42 INFO %s m' % LOGGER,
])
def test_what_is_no_line(text):
    assert log_line.parse(text) is None
