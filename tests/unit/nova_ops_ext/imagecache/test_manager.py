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


"""The manager: what it asks, what it logs, and that it never fails."""

import logging
from unittest import mock

import nova.conf
from nova import exception
from nova.virt.libvirt import imagecache
from oslo_config import fixture
import pytest

from nova_ops_ext.imagecache import manager
from nova_ops_ext.imagecache import servers
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache import worker_process
from tests.harness import cache_host

A, B = map(cache_host.base_name, 'ab')


@pytest.fixture
def conf(tmp_path):
    with fixture.Config(nova.conf.CONF) as conf:
        conf.config(state_path=str(tmp_path), host='host-1',
                    instances_path=str(tmp_path / 'instances'))
        (tmp_path / 'instances' / '_base').mkdir(parents=True)
        yield conf


@pytest.fixture(autouse=True)
def known(monkeypatch):
    monkeypatch.setattr(servers, 'known', lambda *_args: shapes.Known(
        complete=True))


def update(caplog):
    caplog.set_level(logging.DEBUG)
    manager.GuardedImageCacheManager().update(None, [])
    return [record.getMessage() for record in caplog.records
            if record.levelno >= logging.INFO]


class Worker:
    """Answers what a test wants, or fails as it wants."""

    asked: list = []
    error = None
    denied: list = []

    def __init__(self, patience, deadline):
        self.asked.append((patience, deadline))

    def __enter__(self):
        return self

    def __exit__(self, *_raised):
        pass

    def ask(self, name, **arguments):
        self.asked.append((name, arguments))
        if self.error and name in ('look', 'finish'):
            raise self.error
        report = {
            'acted': [], 'files': [], 'missing': [], 'broken': [],
            'unwritten': [], 'refusals': [], 'counts': {}, 'removal': 'trash',
            'cache': '/c', 'seconds': 0.1, 'disks': 0, 'touched': 0,
            'trash_bytes': 0, 'freed_bytes': 0, 'touch_denied': self.denied,
            'touch_failed': [{'path': path, 'why': why} for path, why
                             in arguments.get('touch_failed', ())]}
        return {'look': {'directories': [], 'names': []}}.get(name, report)


@pytest.fixture
def worker(monkeypatch):
    monkeypatch.setattr(Worker, 'asked', [])
    monkeypatch.setattr(worker_process, 'Worker', Worker)
    return Worker


def test_nothing_that_is_inherited_removes(conf):
    one = manager.GuardedImageCacheManager()
    assert isinstance(one, imagecache.ImageCacheManager)
    assert one.remove_unused_base_images is False
    assert one.cache_dir.endswith('/instances/_base')


@pytest.mark.parametrize('removal, age, warned', [
    ('trash', 599, 1), ('trash', 600, 0), ('observe', 0, 0)])
def test_an_age_that_is_too_short_for_nova_is_told(conf, caplog, removal, age,
                                                   warned):
    conf.config(group='ops_image_cache', removal=removal)
    conf.config(group='image_cache',
                remove_unused_original_minimum_age_seconds=age)
    manager.GuardedImageCacheManager()
    assert sum('is less than 600 seconds' in record.getMessage()
               for record in caplog.records) == warned


@pytest.mark.parametrize('group, option, value', [
    ('ops_image_cache', 'metrics_file', 'metrics.prom'),
    ('ops_image_cache', 'metrics_file', '/var/metrics'),
    ('ops_image_cache', 'state_dir', 'relative'),
])
def test_a_bad_option_is_named(conf, group, option, value):
    conf.config(group=group, **{option: value})
    with pytest.raises(exception.InvalidConfiguration) as raised:
        manager.GuardedImageCacheManager()
    assert option in str(raised.value)
    assert value in str(raised.value)


@pytest.mark.parametrize('error, reason', [
    (worker_process.Hung('/srv/x', 60.0), 'worker-hung'),
    (worker_process.Late('not done'), 'worker-hung'),
    (worker_process.Died('killed'), 'worker-died'),
    (worker_process.Failed('a bug'), 'worker-died'),
])
def test_a_pass_that_does_not_end_is_told(conf, worker, monkeypatch, caplog,
                                          error, reason):
    monkeypatch.setattr(worker, 'error', error)
    messages = update(caplog)
    assert any(reason in message and str(error) in message
               for message in messages)
    name, arguments = worker.asked[-1]
    assert (name, arguments['reason']) == ('gave_up', reason)


def test_a_fault_of_ours_does_not_end_the_task(conf, monkeypatch, caplog):
    monkeypatch.setattr(servers, 'known', mock.Mock(
        side_effect=RuntimeError('boom')))
    assert any('the pass failed' in message for message in update(caplog))


def test_what_only_root_may_touch_is_touched_as_root(
        conf, worker, monkeypatch, caplog):
    touched = []

    def utime(path):
        touched.append(path)
        if path == '/b':
            raise OSError('no')

    monkeypatch.setattr(worker, 'denied', ['/a', '/b'])
    monkeypatch.setattr('nova.privsep.path.utime', utime)
    messages = update(caplog)
    assert touched == ['/a', '/b']
    assert [one for one in messages if '/b is in use and cannot' in one]


def test_a_share_that_nobody_may_touch_does_not_flood_the_log(
        conf, worker, monkeypatch, caplog):
    monkeypatch.setattr(worker, 'denied', ['/%d' % one for one in range(300)])
    monkeypatch.setattr('nova.privsep.path.utime', mock.Mock(
        side_effect=OSError('no')))
    messages = update(caplog)
    assert sum('cannot be touched' in one for one in messages) == 20
    assert any('280 more of touch_failed' in one for one in messages)


def test_a_whole_pass_with_the_child(conf, caplog, tmp_path):
    base = tmp_path / 'instances' / '_base' / A
    base.write_bytes(b'x')
    one = manager.GuardedImageCacheManager()
    caplog.set_level(logging.DEBUG)
    one.update(None, [])
    (line,) = [record.getMessage() for record in caplog.records
               if 'pass over' in record.getMessage()]
    assert '1 observe/observe' in line
    assert list((tmp_path / 'ops_ext_image_cache').rglob('last_pass.json'))
    # As it is, without the trash, and with it.
    usage = one.get_disk_usage()
    assert usage == base.stat().st_blocks * 512 > 0
    trash = tmp_path / 'instances' / '_base' / 'ops_ext_trash'
    trash.mkdir(exist_ok=True)
    (trash / 'x').write_bytes(b'x')
    assert one.get_disk_usage() == 2 * usage


@pytest.mark.parametrize('reason, level', [
    ('scan-incomplete', logging.WARNING), ('other-host', logging.INFO)])
def test_what_is_not_shielded_is_a_warning_with_observe_too(
        conf, caplog, reason, level):
    report = {key: [] for key in (
        'acted', 'files', 'touch_failed', 'missing', 'broken', 'unwritten')}
    caplog.set_level(logging.INFO)
    manager._log({
        **report, 'removal': 'observe', 'refusals': [{
            'reason': reason, 'text': '', 'detail': '/x', 'remedy': ''}],
        'counts': {}, 'cache': '', 'seconds': 0.0, 'disks': 0, 'touched': 0,
        'trash_bytes': 0, 'freed_bytes': 0})
    assert [one.levelno for one in caplog.records
            if reason in one.getMessage()] == [level]
