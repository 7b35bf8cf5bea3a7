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


"""What an operator does by hand: allowed, refused, and written down."""

import errno
import json
import os

import pytest

from nova_ops_ext.imagecache import durable
from nova_ops_ext.imagecache import finding
from nova_ops_ext.imagecache import operator_acts
from nova_ops_ext.imagecache import progress
from nova_ops_ext.imagecache import state
from nova_ops_ext.imagecache import survey
from tests.harness import cache_host

A, B = map(cache_host.base_name, 'ab')


@pytest.fixture
def host(monkeypatch):
    monkeypatch.setattr(survey.Survey, 'storage', lambda _self: [])
    with cache_host.quick_directory() as directory:
        yield cache_host.CacheHost(directory, minimum_passes=1,
                                   minimum_age=0)


def ask(host, name, /, **arguments):
    acts = operator_acts.OperatorActs(host.settings, progress.Silent())
    if name != 'state':
        arguments.update(now=host.now, who='root')
    return getattr(acts, name)(**arguments)


def audit(host):
    record = host.record
    return [json.loads(line) for line
            in (record / 'audit.log').read_text().splitlines()]


def trashed(host, *names):
    for name in names:
        host.base(name)
    host.passed()
    assert host.in_trash() == sorted(names)


def test_restore_by_name_and_by_entry(host):
    trashed(host, A, B)
    done = ask(host, 'restore', what=A)
    assert [one['action'] for one in done['done']] == ['restore']
    (entry,) = host.trash.iterdir()
    ask(host, 'restore', what=entry.name)
    assert host.in_cache() == sorted([A, B])
    assert audit(host)[-1]['who'] == 'root'


def test_a_report_that_cannot_be_read_is_told(host):
    host.base(A)
    host.passed()
    record = host.record
    for text in ('{', '[]', 'null'):
        (record / 'last_pass.json').write_text(text)
        state = ask(host, 'state')
        assert state['last_pass'] is None
        assert 'last_pass.json: ' in state['broken'][0]
    (record / 'last_pass.json').unlink()
    state = ask(host, 'state')
    assert state['last_pass'] is None and state['broken'] == []


def test_a_full_disk_is_told_with_the_file(host, monkeypatch):
    host.base(A)
    host.passed()

    def full(_path, _text):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(durable, 'replace', full)
    refused = ask(host, 'pin', name=A)['refused'][0]['why']
    assert refused.endswith('/pins.json: No space left on device')


def test_restore_never_overwrites(host):
    trashed(host, A)
    host.base(A).write_bytes(b'new')
    refused = ask(host, 'restore', what=A)
    assert refused['done'] == []
    assert 'new file has its name' in refused['refused'][0]['why']
    assert (host.cache / A).read_bytes() == b'new'


def test_what_is_not_there_is_told(host):
    trashed(host, A)
    for request in ({'what': B}, {'what': '../' + A}):
        refused = ask(host, 'restore', **request)
        assert 'is not in the trash' in refused['refused'][0]['why']
    refused = ask(host, 'purge', entries=[A, B])
    assert B + ' is not in the trash' in refused['refused'][0]['why']
    assert host.in_trash() == [A]


def test_purge_by_name_does_not_wait_for_the_retention(host):
    trashed(host, A, B)
    done = ask(host, 'purge', entries=[A])
    assert [one['bytes'] for one in done['done']] == [4096]
    assert host.in_trash() == [B]


def test_purge_of_all_goes_by_the_retention(host):
    trashed(host, A)
    assert ask(host, 'purge', entries=None) == {'done': [], 'refused': []}
    assert host.in_trash() == [A]
    host.settings = host.settings._replace(retention=10 ** 9)
    host.passed()
    host.settings = host.settings._replace(retention=60)
    host.now += 61
    assert ask(host, 'purge', entries=None)['done']
    assert host.in_trash() == []


def test_purge_of_what_is_needed_is_refused(host):
    trashed(host, A)
    host.server(backing=str(host.cache / A), name='odd')
    refused = ask(host, 'purge', entries=[A])
    assert refused['refused'][0]['reason'] == 'referenced-again'
    assert host.in_trash() == [A]


def test_purge_on_shared_storage_is_refused(host, monkeypatch):
    trashed(host, A)
    monkeypatch.setattr(survey.Survey, 'storage', lambda _self: [
        finding.Finding('shared', '/x', 'nfs4')])
    refused = ask(host, 'purge', entries=[A])
    assert refused['refused'][0]['reason'] == 'storage-not-local'
    assert host.in_trash() == [A]


def test_purge_knows_the_servers_of_the_last_complete_pass(host):
    trashed(host, A)
    host.passed(complete=False, why='no database')
    refused = ask(host, 'purge', entries=[A])
    assert refused['refused'][0]['reason'] == 'servers-unknown'


def test_a_pinned_file_stays(host):
    host.base(A)
    ask(host, 'pin', name=A)
    assert cache_host.reasons(host.passed()) == {A: 'keep pinned'}
    assert 'root' in ask(host, 'state')['pins'][A]
    ask(host, 'unpin', name=A)
    assert 'is not among' in ask(host, 'unpin', name=A)['refused'][0]['why']
    assert cache_host.reasons(host.passed()) == {A: 'trash unused'}


def test_a_pin_holds_whatever_storage_and_host_are_called(host):
    ask(host, 'pin', name=A)
    host.settings = host.settings._replace(
        host='renamed', state_dir=host.settings.state_dir + '-renamed',
        instances_path=host.settings.instances_path + '/../instances')
    host.base(A)
    assert cache_host.reasons(host.passed()) == {A: 'keep pinned'}
    assert ask(host, 'unpin', name=A)['done']
    assert ask(host, 'state')['pins'] == {}


def test_the_audit_log_is_bounded(host, monkeypatch):
    monkeypatch.setattr(state, '_AUDITED', 1000)
    for _time in range(30):
        ask(host, 'pin', name=A)
    record = host.record
    sizes = [path.stat().st_size for path in record.glob('audit.log*')]
    assert len(sizes) == 2
    assert max(sizes) < 1500
    assert audit(host)[-1]['action'] == 'pin'


def test_a_pinned_file_in_the_trash_is_not_purged(host):
    trashed(host, A)
    ask(host, 'pin', name=A)
    for _pass in range(3):
        host.passed(days=30)
    assert host.in_trash() == [A]


def test_an_unknown_directory_is_acknowledged(host):
    host.base(A)
    server = host.server()
    assert cache_host.refusals(host.passed()) == ['unknown-directory']
    ask(host, 'ack', what='directory:' + server.name)
    assert cache_host.reasons(host.passed()) == {A: 'trash unused'}


def test_a_host_is_forgotten_when_nothing_names_it(host):
    host.base(A)
    assert cache_host.refusals(host.passed(hosts=('other',))) == [
        'other-host']
    # It is remembered, though nothing names it any more.
    assert cache_host.refusals(host.passed()) == ['other-host']
    marker = host.instances / 'ops_ext_hosts' / 'other'
    marker.write_text('{}')
    assert 'still names other' in ask(
        host, 'ack', what='host:other')['refused'][0]['why']
    marker.unlink()
    assert [one['action'] for one in audit(host)][-2:] == [
        'ack', 'ack refused']
    assert ask(host, 'ack', what='host:other')['done']
    assert audit(host)[-1]['action'] == 'ack'
    assert cache_host.refusals(host.passed()) == []


def test_removals_are_acknowledged_for_these_files_only(host):
    host.settings = host.settings._replace(breaker_files=1, breaker_floor=1)
    for name in (A, B):
        host.base(name)
    host.passed()
    done = ask(host, 'ack', what='removals')
    assert sorted(one['what'] for one in done['done']) == sorted(
        ['removal:' + A, 'removal:' + B])
    for name in 'cde':
        host.base(cache_host.base_name(name))
    decided = cache_host.reasons(host.passed())
    assert (decided[A], decided[B]) == ('trash unused',) * 2
    assert list(decided.values()).count('refuse too-many') == 3
    # Nor for later ones of the same names.
    host.passed()
    assert ask(host, 'state')['acks'] == {}


def test_there_is_nothing_to_acknowledge(host):
    host.passed()
    refused = ask(host, 'ack', what='removals')
    assert 'no more files to remove' in refused['refused'][0]['why']


def test_after_the_clock_was_corrected_all_ages_begin_anew(host):
    host.settings = host.settings._replace(minimum_age=1000)
    host.base(A)
    host.passed(names={A: 'server'})
    host.now -= 100 * cache_host.DAY
    assert cache_host.refusals(host.passed(days=0)) == ['clock']
    ask(host, 'ack', what='clock')
    assert cache_host.refusals(host.passed(days=0)) == []
    host.now += 999
    assert cache_host.reasons(host.passed(days=0))[A] == (
        'keep too-recently-used')


@pytest.mark.parametrize('what', ['', 'all', 'host:', 'directory:', 'x:y'])
def test_what_can_be_acknowledged_is_told(host, what):
    with pytest.raises(ValueError, match='expected removals, clock'):
        ask(host, 'ack', what=what)


def test_the_state_of_nothing(host):
    state = ask(host, 'state')
    assert state['last_pass'] is None
    assert state['trash'] == state['broken'] == []


def test_the_state_names_what_cannot_be_read(host):
    trashed(host, A)
    record = host.record
    for name in ('ledger', 'pins', 'acks'):
        (record / (name + '.json')).write_text('{')
    state = ask(host, 'state')
    assert len(state['broken']) == 3
    assert state['trash'][0]['name'] == A
    assert state['last_pass']['now'] == host.now
