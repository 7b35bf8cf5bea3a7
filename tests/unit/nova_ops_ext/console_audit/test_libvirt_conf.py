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

"""virtlogd.conf and qemu.conf."""

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.console_audit import libvirt_conf

MIB = 1 << 20


@pytest.mark.parametrize(('text', 'limits'), [
    ('', (2 * MIB, 3)),
    ('#max_size = 5\n# max_backups = 1\n', (2 * MIB, 3)),
    ('max_size = 1048576\nmax_backups=0', (MIB, 0)),
    ('  max_size\t=\t10 # ten\n', (10, 3)),
    ('max_size = 10\nmax_size = 20\n', (10, 3)),
    ('log_outputs="3:syslog:virtlogd"\nmax_backups = 32\n', (2 * MIB, 32)),
    ('x = [ "max_size = 1",\n "b" ]\nmax_size = 4', (4, 3)),
    ('x = """\nmax_size = 1\n"""\nmax_size = 4', (4, 3)),
    ("x = 'max_size'\r\nmax_size = 4\r\n", (4, 3)),
    ('x = "#"; max_size = 4', (4, 3)),
    ('max_size = 4 # \u00fc', (4, 3)),
])
def test_limits(text, limits):
    assert libvirt_conf.limits(text) == limits


@pytest.mark.parametrize('text', [
    'max_size = 0', 'max_size = -1', 'max_size = "5"', 'max_size = 2M',
    'max_backups = 33', 'max_backups = [ 3 ]', 'max_size 5', 'max_size =',
    'max_size', 'x = [ "a"', 'x = "a', '= 5', 'max_size = 5 6',
    'x = [ [ ] ]', 'max_size = yes', '\0', 'max_size = 5.5',
])
def test_no_limits(text):
    with pytest.raises(ValueError, match='line|cannot work'):
        libvirt_conf.limits(text)


def test_total():
    assert libvirt_conf.Limits().total == 8 * MIB


@pytest.mark.parametrize(('text', 'handler'), [
    ('', 'logd'), ('#stdio_handler = "file"', 'logd'),
    ('stdio_handler = "file"', 'file'), ("stdio_handler='logd'", 'logd'),
    ('nvram = [\n  "/a:/b",\n  "/c:/d"\n]\nstdio_handler = "file"', 'file'),
])
def test_handler(text, handler):
    assert libvirt_conf.stdio_handler(text) == handler


@pytest.mark.parametrize('text', ['stdio_handler = "syslog"',
                                  'stdio_handler = 1', 'stdio_handler'])
def test_no_handler(text):
    with pytest.raises(ValueError, match='line|neither'):
        libvirt_conf.stdio_handler(text)


@hypothesis.given(strategies.text() | strategies.text(
    'max_size =\n"\'[]#,0123;abc'))
def test_any_text_is_read_or_refused(text):
    for read in (libvirt_conf.limits, libvirt_conf.stdio_handler):
        try:
            read(text)
        except ValueError as error:
            assert str(error)


_VALUE = (strategies.integers(-10 ** 9, 10 ** 9).map(
    lambda number: (str(number), number)) | strategies.text(
        strategies.characters(exclude_characters='"\n', exclude_categories=[
            'Cs'])).map(lambda text: ('"%s"' % text, text))
    | strategies.just(('[ "a",\n  1 ]', None)))


@hypothesis.given(strategies.lists(strategies.tuples(
    strategies.from_regex(r'\A[a-z_]{1,8}\Z'), _VALUE,
    strategies.sampled_from(['', ' # x = 1', '\n# y = "', '\n\n']))))
def test_what_was_set_is_read(settings):
    text = ''.join('%s = %s%s\n' % (name, written, end)
                   for name, (written, _value), end in settings)
    expected = {}
    for name, (_written, value), _end in settings:
        expected.setdefault(name, value)
    # Two quotes after a quote begin another kind of text.
    hypothesis.assume('"""' not in text)
    assert libvirt_conf.read(text) == expected
