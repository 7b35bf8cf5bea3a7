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

"""The options of console_limit, right and wrong."""

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.console import options

RATE = {'rate': '30/m'}
STORAGE = {**RATE, 'storage': 'memcached://192.0.2.1:11211'}


def test_without_any():
    assert options.parse({}) == options.Options(
        options.Mode.ENFORCE, 1000, 1024 * 1024, None, 1, None, 0.2)


@pytest.mark.parametrize(('written', 'name', 'value'), [
    ({'mode': 'log'}, 'mode', options.Mode.LOG),
    ({'mode': ' OFF '}, 'mode', options.Mode.OFF),
    ({'mode': 'Enforce'}, 'mode', options.Mode.ENFORCE),
    ({'max_lines': '1'}, 'max_lines', 1),
    ({'max_lines': '\t0100 '}, 'max_lines', 100),
    ({'max_lines': '2147483647'}, 'max_lines', 2147483647),
    ({'max_bytes': '1024'}, 'max_bytes', 1024),
    (RATE, 'rate', (30, 60)),
    (RATE, 'burst', 30),
    ({'rate': ' 5 / hour '}, 'rate', (5, 3600)),
    ({**RATE, 'burst': '1'}, 'burst', 1),
    ({**RATE, 'burst': '100'}, 'burst', 100),
    (RATE, 'storage', None),
    (STORAGE, 'storage', 'memcached://192.0.2.1:11211'),
    (STORAGE, 'storage_timeout', 0.2),
    ({**STORAGE, 'storage': ' redis://:secret@192.0.2.1:6379/0 '}, 'storage',
     'redis://:secret@192.0.2.1:6379/0'),
    ({**STORAGE, 'storage': 'rediss://h'}, 'storage', 'rediss://h'),
    ({**STORAGE, 'storage': 'redis+unix:///run/r'}, 'storage',
     'redis+unix:///run/r'),
    ({**STORAGE, 'storage': 'memcached://h:1,i:2'}, 'storage',
     'memcached://h:1,i:2'),
    ({**STORAGE, 'storage_timeout': ' .5 '}, 'storage_timeout', 0.5),
    ({**STORAGE, 'storage_timeout': '10'}, 'storage_timeout', 10.0),
])
def test_values(written, name, value):
    assert getattr(options.parse(written), name) == value


NO_NUMBERS = ('', ' ', '-1', '0', '1.5', '1e3', 'many', '+5', '1_000', '5 5',
              '0x10', '\u0665', '\u00b2', '2147483648', '1' * 5000, 'None')


@pytest.mark.parametrize(('others', 'name', 'values', 'right'), [
    ({}, 'mode', ('', 'on', 'true', 'enforce log', '1'),
     'expected one of enforce, log, off'),
    ({}, 'max_lines', NO_NUMBERS,
     'expected a whole number from 1 to 2147483647'),
    ({}, 'max_bytes', (*NO_NUMBERS, '1023', '1M'),
     'expected a whole number from 1024 to 2147483647'),
    ({}, 'rate', ('', '30', '0/m', '30/y', '-3/m', '30 m'), 'such as 30/m'),
    (RATE, 'burst', NO_NUMBERS,
     'expected a whole number from 1 to 2147483647'),
    (RATE, 'storage', (
        '', '192.0.2.1:11211', 'memory://', 'http://192.0.2.1', 'memcached',
        'mongodb://192.0.2.1', 'memcached+unix:///run/m', 'redis://[::1'),
     'memcached://192.0.2.1:11211 or redis://192.0.2.1:6379'),
    (RATE, 'storage', (
        'memcached:', 'memcached://', 'memcached://h:1, h:2',
        'memcached://h:1,,h:2'), 'memcached:// and host:port'),
    (RATE, 'storage', ('redis://h:x', 'redis://:a', 'rediss://h:1x/0'),
     'in a password / ? and # are written %2F %3F and %23'),
    (STORAGE, 'storage_timeout', (
        '', '0', '-1', 'nan', 'inf', '-inf', '1e400', '10.1', '1s', '0.2.1',
        '0,2'), 'expected seconds, above 0 and at most 10'),
])
def test_bad_values(others, name, values, right):
    for value in values:
        with pytest.raises(ValueError) as error:
            options.parse({**others, name: value})
        said = str(error.value)
        assert said.startswith('console_limit: option %s = %r: ' % (
            name, value))
        assert right in said, said


@pytest.mark.parametrize(('written', 'said'), [
    ({'burst': '5'}, "option burst = '5': there is nothing to count without "
                     "the option rate"),
    ({'storage': 'redis://h'}, "option storage = 'redis://h': there is noth"),
    ({'storage_timeout': '1'}, "option storage_timeout = '1': there is noth"),
    ({**RATE, 'storage_timeout': '1'},
     "option storage_timeout = '1': there is no storage to wait for")])
def test_options_that_need_another(written, said):
    with pytest.raises(ValueError) as error:
        options.parse(written)
    assert said in str(error.value)


@pytest.mark.parametrize('name', ['max_line', 'Mode', 'use', '', 'rate '])
def test_unknown_options(name):
    with pytest.raises(ValueError) as error:
        options.parse({'mode': 'log', name: '1'})
    said = str(error.value)
    assert 'unknown option %s;' % name in said
    for known in ('mode', 'max_lines', 'max_bytes', 'rate', 'burst',
                  'storage', 'storage_timeout'):
        assert known in said


@pytest.mark.parametrize('url', [
    'redi://:sesame@192.0.2.1', 'redis://:sesame@[::1',
    'redi://:sesame/x@192.0.2.1', 'redi://u:x@sesame#y@h', ':sesame/x@h',
    'redis://:sesame/x@h', 'redis://:x?sesame@h', 'rediss://:sesame#x@h'])
def test_a_bad_url_does_not_tell_its_password(url):
    for others in (RATE, {}):
        with pytest.raises(ValueError) as error:
            options.parse({**others, 'storage': url})
        assert 'option storage' in str(error.value)
        assert 'sesame' not in str(error.value)


NAMES = strategies.sampled_from(options.Options._fields)
VALUES = strategies.one_of(
    strategies.text(max_size=8), strategies.integers().map(str),
    strategies.floats().map(str),
    strategies.sampled_from(['30/m', 'log', 'redis://h', '[', '//[', '\0']))


@hypothesis.given(strategies.dictionaries(
    NAMES | strategies.text(max_size=4), VALUES, max_size=4))
def test_never_anything_but_a_value_error(written):
    try:
        found = options.parse(written)
    except ValueError as error:
        # Of several bad ones the first is named.
        assert str(error).startswith('console_limit: ')
        assert any(name in str(error) for name in written)
    else:
        assert found.max_lines >= 1
        assert found.max_bytes >= 1024
        assert found.burst >= 1
        assert 0 < found.storage_timeout <= 10
