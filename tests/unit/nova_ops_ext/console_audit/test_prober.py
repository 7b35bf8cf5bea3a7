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

"""The child that touches the file system, and who watches it."""

import os
import time

import pytest

from nova_ops_ext.console_audit import prober

BOOT = prober._BOOT.replace('probe.main()', '''
import os, time
def hang(at, path):
    at(path)
    time.sleep(100000)
def die(at, path):
    os._exit(7)
def slow(at, path):
    for number in range(20):
        at(path)
        time.sleep(0.05)
probe._KINDS.update(hang=hang, die=die, slow=slow)
probe.main()''').replace('; ', '\n')


@pytest.fixture(autouse=True)
def boot(monkeypatch):
    monkeypatch.setattr(prober, '_BOOT', BOOT)


@pytest.fixture
def asker(request):
    with prober.Prober(time.monotonic() + 60, 0.4, 2) as one:
        yield one


def states(answers):
    return [one.state.value for one in answers]


def test_answers(asker, tmp_path):
    (tmp_path / 'a').write_text('text')
    answers = asker.ask_all([
        prober.Ask('conf', str(tmp_path / 'a')),
        prober.Ask('conf', str(tmp_path / 'none')),
        prober.Ask('conf', str(tmp_path)),
        prober.Ask('stat', '/nul\0'),
        prober.Ask('stat', str(tmp_path))])
    assert states(answers) == ['done', 'failed', 'failed', 'failed', 'done']
    assert answers[0].result == 'text'
    assert answers[1].name == 'ENOENT' and answers[1].reason
    assert answers[2].reason and answers[3].name == 'ValueError'


def test_what_hangs_is_named_and_the_rest_goes_on(asker, tmp_path):
    asks = [prober.Ask('stat', '/'), prober.Ask('hang', '/share'),
            prober.Ask('stat', '/share/in/it'), prober.Ask('stat', '/shared'),
            prober.Ask('stat', str(tmp_path))]
    answers = asker.ask_all(asks)
    assert states(answers) == ['done', 'hung', 'skipped', 'failed', 'done']
    assert answers[1].path == '/share' and asker.hung == ['/share']
    assert 'beneath' in answers[2].reason


def test_not_more_than_so_many_hang(asker):
    answers = asker.ask_all([prober.Ask('hang', '/%d' % number)
                             for number in range(50)])
    assert states(answers) == ['hung'] * 2 + ['skipped'] * 48
    assert asker.ask('stat', '/').state is prober.State.SKIPPED


def test_a_child_that_dies_is_replaced(asker):
    answers = asker.ask_all([prober.Ask('die', '/x'),
                             prober.Ask('stat', '/')])
    assert states(answers) == ['failed', 'done']
    assert 'unexpectedly' in answers[0].reason


def test_slow_is_not_hung(asker):
    assert asker.ask('slow', '/x').done


def test_out_of_time():
    with prober.Prober(time.monotonic() - 1, 1, 3) as asker:
        answers = asker.ask_all([prober.Ask('stat', '/')] * 3)
        assert states(answers) == ['skipped'] * 3
        assert answers[0].reason == 'out of time'
        asker.extend(60)
        assert asker.ask('stat', '/').done


def test_the_deadline_comes_before_patience():
    with prober.Prober(time.monotonic() + 1, 1000, 3) as asker:
        answers = asker.ask_all([prober.Ask('hang', '/x'),
                                 prober.Ask('stat', '/')])
    assert states(answers) == ['hung', 'skipped']


def test_more_than_pipes_hold(asker, tmp_path):
    long = 'x' * 3000
    answers = asker.ask_all([prober.Ask('stat', '%s/%s%d' % (
        tmp_path, long, number)) for number in range(500)])
    assert states(answers) == ['failed'] * 500


def test_the_child_ends_with_us(asker):
    asker.ask('stat', '/')
    child = asker._child
    asker._drop()
    assert child.poll() is not None


def test_files_are_written_whole_or_not_at_all(asker, tmp_path):
    state = tmp_path / 'state'
    assert asker.ask('replace', str(state), 'one').done
    assert asker.ask('replace', str(state), 'two').done
    assert state.read_text() == 'two'
    assert os.listdir(tmp_path) == ['state']
    fifo = tmp_path / 'fifo'
    os.mkfifo(fifo)
    assert 'regular' in asker.ask('replace', str(fifo), 'x').reason
    assert 'regular' in asker.ask('state', str(fifo)).reason
    assert asker.ask('replace', str(tmp_path / 'no' / 'x'), '').name == (
        'ENOENT')
    assert sorted(os.listdir(tmp_path)) == ['fifo', 'state']


def test_a_chain_is_followed_to_its_end(asker, tmp_path):
    for name in ('a.log', 'a.log.0', 'a.log.1', 'a.log.3', 'b.log'):
        (tmp_path / name).touch()
    read = asker.ask('chain', str(tmp_path / 'a.log')).result
    assert [one[0] for one in read] == ['a.log', 'a.log.0', 'a.log.1']
