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


"""Where a long look is."""

import io

from nova_ops_ext.imagecache_command import progress_line


class Terminal(io.StringIO):
    encoding = 'ascii'

    def isatty(self):
        return True


def test_only_on_a_terminal(monkeypatch):
    monkeypatch.setattr(progress_line, '_SOON', 0.0)
    stream = io.StringIO()
    line = progress_line.ProgressLine(stream)
    line('/i/a', 1)
    line.close()
    assert stream.getvalue() == ''
    line = progress_line.ProgressLine(None)
    line('/i/a', 1)
    line.close()


def test_rewritten_and_gone(monkeypatch):
    monkeypatch.setattr(progress_line, '_SOON', 0.0)
    stream = Terminal()
    line = progress_line.ProgressLine(stream)
    line('/i/a', 1)
    line('/i/\x1b\u1234\udc80' + 'x' * 200, 20)
    line.close()
    first, second, last = stream.getvalue().split('\r\x1b[K')[1:]
    assert first == '1 steps, at /i/a'
    assert second.startswith('20 steps, at /i/\\x1b\\u1234\\x80x')
    assert second.isprintable() and len(second) < 90
    assert last == ''


def test_not_at_once():
    stream = Terminal()
    line = progress_line.ProgressLine(stream)
    line('/i/a', 1)
    line.close()
    assert stream.getvalue() == ''


def test_nobody_reads(monkeypatch):
    monkeypatch.setattr(progress_line, '_SOON', 0.0)
    stream = Terminal()

    def gone(_text):
        raise BrokenPipeError

    stream.write = gone
    line = progress_line.ProgressLine(stream)
    line('/i/a', 1)
    line('/i/a', 2)
    line.close()
