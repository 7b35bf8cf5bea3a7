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


"""Whole passes over real files: what goes, what comes back, what is told."""

import json
import os
import shutil

import pytest

from nova_ops_ext.imagecache import acts
from nova_ops_ext.imagecache import finding
from nova_ops_ext.imagecache import open_files
from nova_ops_ext.imagecache import progress
from nova_ops_ext.imagecache import state
from nova_ops_ext.imagecache import survey
from tests.harness import cache_host

A, B, C = map(cache_host.base_name, 'abc')


@pytest.fixture
def host(monkeypatch):
    # What a directory for tests is on is not of interest here.
    monkeypatch.setattr(survey.Survey, 'storage', lambda _self: [])
    with cache_host.quick_directory() as directory:
        yield cache_host.CacheHost(directory)


def test_an_unused_file_goes_and_its_space_is_freed(host):
    host.base(A)
    unused = host.base(B)
    server = host.server(backing=str(host.cache / A))
    first = host.passed(server)
    assert cache_host.reasons(first) == {
        A: 'keep referenced', B: 'keep too-few-passes'}
    host.passed(server)
    third = host.passed(server)
    assert cache_host.reasons(third) == {
        A: 'keep referenced', B: 'trash unused'}
    assert (host.in_cache(), host.in_trash()) == ([A], [B])
    assert not unused.exists()
    assert third['trash_bytes'] == 4096
    assert host.passed(server, days=6.9)['freed_bytes'] == 0
    last = host.passed(server, days=0.2)
    assert last['freed_bytes'] == 4096
    assert (host.in_cache(), host.in_trash()) == ([A], [])


def test_metrics_that_cannot_be_written_are_told_by_the_record(host):
    host.settings = host.settings._replace(
        metrics_file=str(host.instances.parent / 'nowhere' / 'x.prom'))
    (why,) = host.passed()['unwritten']
    assert why.startswith('the metrics: ') and '/nowhere/' in why
    last = state.State(host.settings, progress.Silent()).last_pass()
    assert last['unwritten'] == [why]
    host.settings = host.settings._replace(metrics_file='')
    host.passed()
    last = state.State(host.settings, progress.Silent()).last_pass()
    assert last['unwritten'] == []


def test_what_is_needed_again_comes_back_by_itself(host):
    path = host.base(A)
    path.write_bytes(b'precious')
    os.utime(path, (0, 0))
    for _pass in range(3):
        host.passed()
    assert host.in_trash() == [A]
    server = host.server(backing=str(path))
    report = host.passed(server)
    assert [one['action'] for one in report['acted']] == ['restore']
    assert path.read_bytes() == b'precious'
    # Not as old as it was, for whoever goes by that.
    assert path.stat().st_mtime > 1.7e9
    assert host.in_trash() == []
    assert cache_host.reasons(host.passed(server)) == {A: 'keep referenced'}


@pytest.mark.parametrize('inside', [True, False])
def test_what_is_needed_by_a_link_comes_back(host, inside):
    """The link leads nowhere as long as the file is in the trash."""
    host.base(A)
    for _day in range(4):
        host.passed()
    assert host.in_trash() == [A]
    server = host.server()
    link = (server if inside else host.instances.parent) / 'link'
    link.symlink_to(host.cache / A)
    cache_host.write_overlay(server / 'disk', str(link))
    host.passed(server, days=0.1)
    assert host.in_cache() == [A]
    assert cache_host.refusals(host.passed(server)) == []


def test_what_is_needed_again_comes_back_whatever_the_matter_is(host):
    host.base(A)
    for _pass in range(3):
        host.passed()
    host.server(backing=str(host.cache / A))
    report = host.passed(complete=False, why='no database', hosts=('other',))
    assert {'servers-unknown', 'other-host', 'unknown-directory'} <= set(
        cache_host.refusals(report))
    assert (host.in_cache(), host.in_trash()) == ([A], [])


def test_a_new_file_of_the_name_is_not_overwritten(host):
    host.base(A)
    for _pass in range(3):
        host.passed()
    new = host.base(A)
    new.write_bytes(b'new')
    server = host.server(backing=str(new))
    report = host.passed(server, days=30)
    assert new.read_bytes() == b'new'
    assert [one['reason'] for one in report['trash']] == ['name-taken']


@pytest.mark.parametrize('again, kept', [(b'same', []), (b'other', [A])])
def test_a_copy_that_nobody_needs_goes_when_its_time_is_over(host, again,
                                                             kept):
    """Nova has fetched the image again meanwhile."""
    path = host.base(A)
    path.write_bytes(b'same')
    os.utime(path, (0, 0))
    for _pass in range(3):
        host.passed()
    path.write_bytes(again)
    server = host.server(backing=str(path))
    host.passed(server)
    assert host.in_trash() == [A]
    host.passed(server, days=7)
    assert (host.in_cache(), host.in_trash()) == ([A], kept)
    assert path.read_bytes() == again


def test_a_copy_is_compared_again_just_before_it_goes(host, monkeypatch):
    path = host.base(A)
    path.write_bytes(b'same')
    os.utime(path, (0, 0))
    for _pass in range(3):
        host.passed()
    path.write_bytes(b'same')
    server = host.server(backing=str(path))
    host.passed(server)
    scan = survey.Survey.scan

    def replaced(self):
        # The second look, under the lock.
        if self.looked:
            path.unlink()
            path.write_bytes(b'diff')
        self.looked = True
        return scan(self)

    monkeypatch.setattr(survey.Survey, 'looked', False, raising=False)
    monkeypatch.setattr(survey.Survey, 'scan', replaced)
    host.passed(server, days=7)
    assert host.in_trash() == [A]


def test_what_nova_touches_just_before_stays(host, monkeypatch):
    """Nova takes no lock for that."""
    host.settings = host.settings._replace(minimum_passes=1)
    path = host.base(A)
    sure = acts.Acts._is_open

    def touched(self, at, seen):
        os.utime(path)
        return sure(self, at, seen)

    host.passed()
    monkeypatch.setattr(acts.Acts, '_is_open', touched)
    report = host.passed(days=2)
    assert cache_host.reasons(report) == {A: 'keep changed'}
    assert host.in_trash() == []


def test_what_nova_touches_meanwhile_comes_back_at_once(host, monkeypatch):
    host.settings = host.settings._replace(minimum_passes=1)
    path = host.base(A)
    rename = os.rename

    def touched(old, new, **more):
        if str(old) == str(path):
            os.utime(path)
        rename(old, new, **more)

    host.passed()
    monkeypatch.setattr(os, 'rename', touched)
    report = host.passed(days=2)
    assert cache_host.reasons(report) == {A: 'keep changed'}
    assert (host.in_cache(), host.in_trash()) == ([A], [])


def test_observe_touches_and_removes_nothing(host):
    host.settings = host.settings._replace(removal='observe')
    used, unused = host.base(A), host.base(B)
    server = host.server(backing=str(used))
    for _pass in range(5):
        report = host.passed(server)
    assert host.in_cache() == sorted([A, B])
    assert cache_host.reasons(report)[B] == 'observe observe'
    would = {one['name']: one['would'] for one in report['files']}
    assert would == {A: ['keep', 'referenced'], B: ['trash', 'unused']}
    assert used.stat().st_mtime >= host.now - 1
    assert unused.stat().st_mtime < host.now - 30 * cache_host.DAY


def test_files_in_use_are_touched_also_if_the_pass_is_refused(host):
    used, named = host.base(A), host.base(B)
    host.server(backing=str(used), name='not-of-a-server')
    for _pass in range(2):
        report = host.passed(
            complete=False, why='no database', names={B: 'server 1'})
    assert report['touched'] == 2
    for path in (used, named):
        assert path.stat().st_mtime >= host.now - 1


def test_a_dry_run_leaves_no_trace(host):
    host.base(A)
    host.settings = host.settings._replace(minimum_passes=1, minimum_age=0)
    before = sorted(str(path) for path in host.instances.rglob('*'))
    report = host.passed(dry_run=True)
    assert cache_host.reasons(report) == {A: 'trash unused'}
    assert sorted(str(path) for path in host.instances.rglob('*')) == before
    assert not os.path.exists(host.settings.state_dir)


def test_what_changes_after_the_look_is_seen(host, monkeypatch):
    """A disk is made between the scan and the removal."""
    host.settings = host.settings._replace(minimum_passes=1, minimum_age=0)
    host.base(A)
    sweep = host.sweep()
    sweep.look()
    host.server(backing=str(host.cache / A), name='odd')
    report = sweep.finish(host.known())
    assert host.in_cache() == [A]
    assert cache_host.reasons(report) == {A: 'keep referenced'}


@pytest.mark.parametrize('change', [
    lambda path: os.utime(path),
    lambda path: path.write_bytes(b'new' * 4000),
    lambda path: path.unlink(),
    lambda path: (path.rename(str(path) + '.old'), path.write_bytes(b'x'),
                  os.utime(path, (0, 0))),
    lambda path: (shutil.copy2(path, str(path) + '.new'),
                  os.replace(str(path) + '.new', path)),
])
def test_a_file_that_changes_after_the_look_stays(host, change):
    host.settings = host.settings._replace(minimum_passes=1, minimum_age=5)
    path = host.base(A)
    host.passed()
    host.now += 6
    sweep = host.sweep()
    sweep.look()
    change(path)
    report = sweep.finish(host.known())
    sweep.conclude()
    assert cache_host.reasons(report)[A] == 'keep changed'
    assert host.in_trash() == []


def test_a_file_that_nova_is_about_to_use(host, monkeypatch):
    """It touches it, without the lock, before it makes the disk."""
    path = host.base(A)
    with monkeypatch.context() as patched:
        patched.setattr(open_files, 'leased', lambda path: os.utime(path))
        for _day in range(4):
            report = host.passed()
            assert path.exists()
        assert cache_host.reasons(report) == {A: 'keep changed'}
    host.passed()
    assert not path.exists()


def test_storage_that_becomes_shared_after_the_look(host, monkeypatch):
    host.settings = host.settings._replace(minimum_passes=1, minimum_age=0)
    host.base(A)
    sweep = host.sweep()
    sweep.look()
    monkeypatch.setattr(survey.Survey, 'storage', lambda _self: [
        finding.Finding('shared', '/x', 'nfs4')])
    report = sweep.finish(host.known())
    assert cache_host.reasons(report) == {A: 'keep storage-not-local'}
    assert host.in_cache() == [A]


def test_too_many_at_once_wait_for_an_operator(host):
    host.settings = host.settings._replace(breaker_floor=1, minimum_age=0,
                                           minimum_passes=1)
    for name in (A, B):
        host.base(name)
    assert set(cache_host.reasons(host.passed()).values()) == {
        'refuse too-many'}
    assert host.in_cache() == sorted([A, B])


def test_removal_stops_at_the_low_watermark(host, monkeypatch):
    host.settings = host.settings._replace(
        low_watermark=50, minimum_age=0, minimum_passes=1)

    class Seen:
        f_blocks, f_bavail, f_frsize = 100, 49, 4096

    monkeypatch.setattr('os.statvfs', lambda _path: Seen)
    for name in (A, B, C):
        host.base(name)
        report = host.passed(names=dict.fromkeys((A, B, C), 's'))
    report = host.passed()
    # One file more than half of the file system is in use; A, which was not
    # needed for as long as the others, has the first name.
    assert sorted(cache_host.reasons(report).values()) == [
        'keep enough-free', 'keep enough-free', 'trash unused']


def test_an_interrupted_pass_is_told(host):
    host.base(A)
    with host.sweep()._state.held(0):
        # As if another pass were at work.
        host_2 = cache_host.CacheHost(host.instances.parent)
        host_2.now = host.now
        import nova_ops_ext.imagecache.sweep as module
        old, module._PATIENCE = module._PATIENCE, 0.0
        try:
            report = host_2.passed()
        finally:
            module._PATIENCE = old
    assert cache_host.refusals(report) == ['busy']


def test_a_broken_ledger_begins_anew_and_is_kept(host):
    host.base(A)
    for _pass in range(2):
        host.passed()
    record = host.record
    ledger = record / 'ledger.json'
    ledger.write_text(ledger.read_text()[:-9])
    report = host.passed()
    assert cache_host.reasons(report) == {A: 'keep too-few-passes'}
    assert str(ledger) in report['broken'][0]
    assert list(record.glob('ledger.json.broken-*'))


def test_pins_that_cannot_be_read_refuse(host):
    host.settings = host.settings._replace(minimum_passes=1, minimum_age=0)
    host.base(A)
    host.passed(names={A: 'server'})
    record = host.record
    (record / 'pins.json').write_text('[1')
    report = host.passed()
    assert cache_host.refusals(report) == ['state-unreadable']
    assert host.in_cache() == [A]


def test_a_clock_that_went_back_refuses(host):
    host.settings = host.settings._replace(minimum_passes=1, minimum_age=0)
    host.base(A)
    host.passed(names={A: 'server'}, days=100)
    report = host.passed(days=-50)
    assert cache_host.refusals(report) == ['clock']
    assert host.in_cache() == [A]


def test_a_jump_ahead_removes_nothing_at_once(host):
    host.base(A)
    report = host.passed(days=10000)
    assert cache_host.reasons(report) == {A: 'keep too-few-passes'}


def test_what_cannot_be_remembered_is_not_removed(host, monkeypatch):
    """A full disk: nothing more goes, but what is overdue frees space."""
    def full(_self, _ledger):
        raise state.UnreadableError('No space left on device')

    host.settings = host.settings._replace(minimum_passes=1, minimum_age=0)
    host.base(A)
    host.passed()
    host.base(B)
    monkeypatch.setattr(state.State, 'write_ledger', full)
    report = host.passed()
    assert 'state-unreadable' in cache_host.refusals(report)
    assert (host.in_cache(), host.in_trash()) == ([B], [A])
    assert host.passed(days=30)['freed_bytes'] == 4096
    assert (host.in_cache(), host.in_trash()) == ([B], [])


def test_the_audit_log(host):
    host.base(A)
    for _pass in range(3):
        host.passed()
    host.passed(days=30)
    record = host.record
    lines = [json.loads(line) for line
             in (record / 'audit.log').read_text().splitlines()]
    assert [(one['who'], one['action'], one['name'], one['reason'])
            for one in lines] == [
        ('nova-compute', 'trash', A, 'unused'),
        ('nova-compute', 'purge', A, 'expired')]


def test_no_cache_yet(host):
    host.cache.rmdir()
    report = host.passed()
    assert report['files'] == []
    assert cache_host.refusals(report) == []
