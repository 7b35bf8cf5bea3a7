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

"""The child that may hang or die, and the parent that goes on."""

import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time

import pytest

from nova_ops_ext.imagecache import worker_process
from tests.harness import hung_mount

ASKS = 'tests.unit.nova_ops_ext.imagecache.asks'
PATIENCE = 3


def new(patience=PATIENCE, deadline=120, on_progress=None):
    return worker_process.Worker(patience, deadline, on_progress, main=ASKS)


@pytest.fixture(autouse=True)
def nobody_left():
    worker_process._LEFT.clear()
    yield
    wait_for(lambda: not worker_process._bury() and not worker_process._LEFT)


@pytest.fixture
def worker():
    with new() as one:
        yield one


def wait_for(condition, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, 'it did not come to that'
        time.sleep(0.02)


def runs(pid):
    try:
        return pathlib.Path('/proc/%d/stat' % pid).read_text().rpartition(
            ')')[2].split()[0] != 'Z'
    except FileNotFoundError:
        return False


def test_answers(worker):
    odd = {'path': 'a\udcff\n\u20ac', 'numbers': [1, 2.5, None, True]}
    assert worker.ask('echo', **odd) == odd
    assert worker.ask('pid') == worker.pid != os.getpid()
    assert worker.ask('pid') == worker.pid


def test_failures_are_told_and_it_goes_on(worker):
    for what, kind, said in (('os', 'FileNotFoundError', "gone: '/x'"),
                             ('value', 'ValueError', 'cannot be'),
                             ('key', 'KeyError', 'asks.py:')):
        with pytest.raises(worker_process.Failed, match=said) as raised:
            worker.ask('fail', what=what)
        assert raised.value.kind == kind
    with pytest.raises(worker_process.Failed, match='asked .nothing'):
        worker.ask('nothing')
    with pytest.raises(worker_process.Failed, match='serializable'):
        worker.ask('unsayable')
    with pytest.raises(worker_process.Failed, match='argument'):
        worker.ask('pid', surplus=1)
    assert worker.ask('echo') == {}


def test_what_cannot_be_asked_hurts_nobody(worker):
    with pytest.raises(TypeError):
        worker.ask('echo', it=object())
    assert worker.ask('echo', it=1) == {'it': 1}


def test_large_requests_and_answers(worker):
    text = 'x' * (20 << 20)
    assert worker.ask('echo', it=text) == {'it': text}
    assert len(worker.ask('large', size=20 << 20)) == 20 << 20
    assert worker.ask('echo') == {}


def test_an_answer_that_does_not_end_is_not_kept(worker, monkeypatch):
    monkeypatch.setattr(worker_process, '_MOST', 1 << 20)
    with pytest.raises(worker_process.Died, match='more than it was asked'):
        worker.ask('large', size=30 << 20)


@pytest.mark.parametrize('text', [
    'hello\n', '[]\n', '{}\n', '{"at": 1}\n', '[' * 100000 + '\n', '\n',
    '{"answer": 1}\n{"answer": 2}\n', '\xff\xfe\0\n'])
def test_garbage(worker, text):
    pid = worker.pid
    with pytest.raises(worker_process.Died, match='understood|more than'):
        worker.ask('garbage', text=text)
    wait_for(lambda: not runs(pid))
    with pytest.raises(worker_process.Died, match='already'):
        worker.ask('echo')


def test_garbage_without_end(worker, monkeypatch):
    monkeypatch.setattr(worker_process, '_MOST', 1 << 20)
    with pytest.raises(worker_process.Died, match='more than|understood'):
        worker.ask('garbage', text='x', more=1 << 30)


def test_what_is_printed_is_no_answer(worker):
    assert worker.ask('chat') == 'done'
    assert worker.ask('echo', it=2) == {'it': 2}


def test_it_is_named_where_it_hangs(worker):
    pid = worker.pid
    with pytest.raises(worker_process.Hung, match='/share/x has not') as one:
        worker.ask('sleep', path='/share/x', seconds=1000)
    assert one.value.path == '/share/x'
    assert one.value.seconds >= PATIENCE
    wait_for(lambda: not runs(pid))


def test_slow_is_not_hung():
    seen = []
    with new(2, on_progress=lambda path, count: seen.append(
            (path, count))) as worker:
        assert worker.ask('slow', steps=30) == 30
    assert any(path.startswith('/slow/') for path, _count in seen)
    counts = [count for _path, count in seen]
    assert counts == sorted(counts) and len(set(counts)) > 3


def test_the_deadline_is_for_all_of_it():
    with new(60, 2) as worker:
        with pytest.raises(worker_process.Late, match='/slow/'):
            for _time in range(100):
                worker.ask('slow', steps=4)
        assert worker.pid is None


def test_stopped():
    with new() as worker:
        pid = worker.pid
        with pytest.raises(worker_process.Hung, match='/here'):
            worker.ask('stop', path='/here')
    wait_for(lambda: not runs(pid))


def test_stopped_before_a_large_request():
    """Nobody reads it, and the parent does not wait in writing."""
    with new() as worker:
        worker.ask('echo')
        os.kill(worker.pid, signal.SIGSTOP)
        with pytest.raises(worker_process.Hung):
            worker.ask('echo', it='x' * (20 << 20))


def test_it_never_starts(monkeypatch):
    monkeypatch.setattr(worker_process, '_START', 1)
    monkeypatch.setattr(worker_process, '_BOOT', 'import time; '
                        'time.sleep(1000)')
    with new(0.5) as worker:
        with pytest.raises(worker_process.Hung, match=sys.executable):
            worker.ask('echo')


def test_no_python(monkeypatch, tmp_path):
    before = len(os.listdir('/proc/self/fd'))
    for name in ('none', 'empty'):
        (tmp_path / 'empty').touch()
        monkeypatch.setattr(sys, 'executable', str(tmp_path / name))
        with pytest.raises(worker_process.Died, match='not be started'):
            with new():
                raise AssertionError
    assert len(os.listdir('/proc/self/fd')) == before


def test_no_module():
    with pytest.raises(worker_process.Died, match='No module named'):
        with worker_process.Worker(5, 60, main='nobody.knows') as worker:
            worker.ask('echo')
            worker.ask('echo')


def test_deaths(worker):
    with pytest.raises(worker_process.Died,
                       match='(?s)status 7.*a last word'):
        worker.ask('leave', status=7)
    with new() as another:
        with pytest.raises(worker_process.Died, match='signal 9'):
            another.ask('kill', number=signal.SIGKILL)


def test_it_closes_its_pipes(worker):
    with pytest.raises(worker_process.Died, match='closed its pipes'):
        worker.ask('shut')


def test_killed_at_any_moment():
    chance = random.Random(1)
    ends = set()
    for _time in range(15):
        with new() as worker:
            assert worker.pid is not None
            timer = threading.Timer(chance.random() * 0.4, os.kill,
                                    (worker.pid, signal.SIGKILL))
            timer.start()
            try:
                for _ask in range(10000):
                    worker.ask('echo', it='x' * chance.randrange(300000))
            except worker_process.Died as error:
                ends.add(str(error).partition(',')[0])
            timer.join()
    assert ends == {'it was killed by signal 9'}


def test_a_fifo(tmp_path, worker):
    os.mkfifo(tmp_path / 'fifo')
    with pytest.raises(worker_process.Hung, match='fifo'):
        worker.ask('read', path=str(tmp_path / 'fifo'))


@pytest.mark.parametrize('unkillable', [False, True])
def test_a_mount_that_hangs(tmp_path, unkillable):
    try:
        mount = hung_mount.HungMount(tmp_path, unkillable=unkillable)
    except PermissionError as error:
        pytest.skip('cannot mount: %s' % error)
    pids = []
    with mount:
        for _time in range(worker_process._MOST_LEFT):
            with new(1) as worker:
                pids.append(worker.pid)
                with pytest.raises(worker_process.Hung) as raised:
                    worker.ask('look', path=str(tmp_path))
                assert raised.value.path == str(tmp_path)
        if unkillable:
            assert all(runs(pid) for pid in pids)
            # No more of those.
            with pytest.raises(worker_process.Hung, match=str(tmp_path)):
                with new():
                    raise AssertionError
        else:
            wait_for(lambda: not any(map(runs, pids)))
    wait_for(lambda: not any(map(runs, pids)))
    with new() as worker:
        assert worker.ask('look', path=str(tmp_path)) == []
    assert not worker_process._LEFT


def test_nothing_stays(worker):
    before = len(os.listdir('/proc/self/fd'))
    with new() as another:
        pid = another.pid
        another.ask('echo')
    assert len(os.listdir('/proc/self/fd')) == before
    wait_for(lambda: not os.path.exists('/proc/%d' % pid))


def test_an_exception_in_between_ends_it():
    def refuse(_path, _count):
        raise RuntimeError('no more')

    with new(on_progress=refuse) as worker:
        pid = worker.pid
        with pytest.raises(RuntimeError):
            worker.ask('slow', steps=50)
        wait_for(lambda: not runs(pid))


def test_it_ends_with_its_parent():
    """Also when it is busy, and the parent had no time for anything."""
    code = '''
import sys, time
from nova_ops_ext.imagecache import worker_process
one = worker_process.Worker(1000, 1000, lambda path, count: (
    print(one.pid, path, flush=True)), main=%r).__enter__()
one.ask('sleep', path='/x', seconds=1000)
''' % ASKS
    parent = subprocess.Popen([sys.executable, '-c', code],
                              stdout=subprocess.PIPE, text=True)
    try:
        line = next(line for line in parent.stdout if '/x' in line)
        pid = int(line.split()[0])
        assert runs(pid)
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()
    wait_for(lambda: not runs(pid))


def test_many_files_open():
    """A select() knows only 1,024 of them."""
    opened = []
    try:
        for _time in range(1100):
            opened.append(os.open('/dev/null', os.O_RDONLY))
        with new() as worker:
            assert max(worker._pipes.values()) > 1024
            assert worker.ask('echo', it=1) == {'it': 1}
    finally:
        for one in opened:
            os.close(one)


def test_threads_have_one_each():
    answers = {}

    def run(number):
        with new() as worker:
            answers[number] = [worker.ask('echo', it=number)
                               for _time in range(20)]

    threads = [threading.Thread(target=run, args=(number,))
               for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: [{'it': number}] * 20 for number in range(4)}


def test_the_child_is_light(worker):
    assert worker.ask('name') == 'ops-image-cache'
    loaded = set(worker.ask('modules'))
    assert not loaded & {'dataclasses', 'asyncio', 'urllib', 'subprocess',
                         'oslo_config', 'eventlet', 'site'}


def test_the_real_one():
    with worker_process.Worker(30, 60) as worker:
        with pytest.raises(worker_process.Failed, match='cannot be asked'):
            worker.ask('nothing')


def test_messages():
    assert str(worker_process.Hung('/a', 61.23)) == (
        '/a has not answered for 61.2 seconds')


def test_under_eventlet():
    """Others go on while it waits, and nothing of it fails."""
    pytest.importorskip('eventlet')
    root = pathlib.Path(__file__).parents[4]
    ran = subprocess.run(
        [sys.executable, '-W', 'ignore', '-m',
         'tests.unit.nova_ops_ext.imagecache.eventlet_worker'],
        capture_output=True, text=True, cwd=root, timeout=300)
    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout)
    assert report['patched'] and report['hung'][0] == 'Hung'
    assert report['hung'][1] > 10
    assert report['slow'][0] == 15 and report['slow'][1] > 10
    assert report['died'] == 'Died' and report['stopped'] == 'Hung'
    assert report['large'] and report['many'] == list(range(6))
    assert report['high'] == {'it': 1}
    assert report['left'] == 0 and report['children'] == []
    assert report['open'] < 30
