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

import hypothesis
from hypothesis import strategies as st
import pytest

from ops_ext_conf import entries
from ops_ext_conf import ledger
from ops_ext_conf import pipelines
from ops_ext_conf import words

_WORDS = st.sampled_from(['a', 'b', 'proxy-server', 'Filter'])
_LINES = st.one_of(
    st.sampled_from(['', '# text', '[one]', '[two]', '[one]', '/: meta']),
    st.builds('{} = {}'.format, _WORDS, st.lists(_WORDS).map(','.join)),
    st.builds('{} =\n    {}\n# within\n    {}'.format, _WORDS, _WORDS,
              _WORDS))
_FILES = st.tuples(st.lists(_LINES, max_size=12), st.booleans()).map(
    lambda made: '\n'.join(made[0]) + ('\n' if made[1] else ''))


@hypothesis.given(st.text(alphabet='a=: \n#[];,\t'))
def test_entries_make_up_the_file(text):
    assert entries.write(entries.parse(text)) == text


def set_option(text, section, option, value):
    """As DevStack's iniset does."""
    lines = text.split('\n')
    if '[%s]' % section not in lines:
        if text and not text.endswith('\n'):
            text += '\n'
        text += '\n[%s]\n' % section
        lines = text.split('\n')
    start = lines.index('[%s]' % section)
    for number in range(start + 1, len(lines)):
        if lines[number].startswith('['):
            break
        if lines[number].startswith(option + ' ='):
            lines[number] = '%s = %s' % (option, value)
            return '\n'.join(lines)
    lines.insert(start + 1, '%s = %s' % (option, value))
    return '\n'.join(lines)


_CHANGES = st.lists(max_size=8, elements=st.tuples(
    st.sampled_from(['one', 'two', 'ops_new_host', 'ops_console']), _WORDS,
    st.sampled_from(['x', 'y, z'])))


@hypothesis.given(_FILES, _CHANGES)
def test_what_was_written_is_taken_back(before, changes):
    after = before
    for change in changes:
        after = set_option(after, *change)
    recorded = ledger.record(before, after)
    assert ledger.take_back(recorded) == before
    assert recorded.startswith(after) or recorded == after


@hypothesis.given(_FILES, _CHANGES)
def test_what_others_write_in_between_stays(before, changes):
    hypothesis.assume('theirs' not in before)
    after = before
    for change in changes:
        after = set_option(after, *change)
    recorded = ledger.record(before, after)
    for section in 'one', 'ops_new_host':
        recorded = set_option(recorded, section, 'theirs', '1')
    left = ledger.take_back(recorded)
    assert left.count('theirs = 1') == 2
    assert '#ops_ext' not in left


def test_nothing_to_record():
    assert ledger.record('[a]\nb = c\n', '[a]\nb = c\n') == '[a]\nb = c\n'
    assert ledger.take_back('[a]\nb = c\n') == '[a]\nb = c\n'


def test_what_was_removed_cannot_be_recorded():
    with pytest.raises(ValueError, match='b = c'):
        ledger.record('[a]\nb = c\n', '[a]\n')


@pytest.mark.parametrize(('now', 'left'), [
    ('enabled_filters = A,NewHostFilter,B', 'enabled_filters = A,B'),
    ('enabled_filters = B', 'enabled_filters = B'),
    ('enabled_filters = B, NewHostFilter', 'enabled_filters = B'),
    ('enabled_filters=NewHostFilter,A', 'enabled_filters=A'),
])
def test_words_of_ours_leave_a_list_that_others_changed(now, left):
    before = '[filter_scheduler]\nenabled_filters = A\n'
    recorded = ledger.record(before, before.replace('A', 'A,NewHostFilter'))
    changed = recorded.replace('\nenabled_filters = A,NewHostFilter',
                               '\n' + now)
    assert ledger.take_back(changed) == '[filter_scheduler]\n%s\n' % left


def test_a_word_that_was_there_stays():
    before = '[filter_scheduler]\nenabled_filters = NewHostFilter\n'
    after = before.replace('NewHostFilter', 'NewHostFilter,ShuffleShardFilter')
    changed = ledger.record(before, after).replace(
        after.split('\n')[1] + '\n#', after.split('\n')[1] + ',X\n#')
    assert ledger.take_back(changed) == before.replace(
        'NewHostFilter', 'NewHostFilter,X')


@pytest.mark.parametrize(('there', 'made'), [
    ('f = A', 'f = A,N,S'),
    ('f = A, S', 'f = A, N,S'),
    ('f = A,S,B', 'f = A,N,S,B'),
    ('f = N', 'f = N,S'),
    ('f = A,\n    B', 'f = A,\n    B,N,S'),
    ('f =', 'f = D,N,S'),
    ('', 'f = D,N,S'),
])
def test_append(there, made):
    text = '[s]\n%s\n' % there if there else '[s]\n'
    assert words.append(text, 's', 'f', ['N', 'S'], ['D'], 'S') == (
        '[s]\n%s\n' % made)


PASTE = '''[composite:one]
use = call:nova.api.auth:pipeline_factory_v21
keystone = cors http_proxy_to_wsgi keystonecontext app

[pipeline:other]
pipeline = cors http_proxy_to_wsgi app
'''


def test_api_pipelines():
    ours = ['client_address', 'client_stamp', 'console_limit']
    once = pipelines.api(PASTE, ours)
    assert ('\nkeystone = cors client_address http_proxy_to_wsgi '
            'keystonecontext client_stamp console_limit app\n') in once
    assert '\npipeline = cors http_proxy_to_wsgi app\n' in once
    assert pipelines.api(once, ours) == once


@pytest.mark.parametrize('text', [
    '', '[composite:one]\nuse = egg:Paste#urlmap\n',
    PASTE.replace('http_proxy_to_wsgi ', '')])
def test_an_api_without_a_place(text):
    with pytest.raises(ValueError, match='http_proxy_to_wsgi|pipeline_fact'):
        pipelines.api(text, ['client_address'])


USES = ''.join('\n[filter:%s]\nuse = egg:swift#%s\n' % (
    name, 'memcache' if name == 'cache' else name.replace('-', '_'))
    for name in ('catch_errors', 'gatekeeper', 'healthcheck', 'proxy-logging',
                 'cache', 'keymaster', 'encryption', 'tempurl', 'copy'))


@pytest.mark.parametrize(('pipeline', 'made'), [
    ('catch_errors cache tempurl proxy-logging proxy-server',
     'catch_errors cache W tempurl W proxy-logging proxy-server'),
    ('catch_errors x cache tempurl proxy-logging meter proxy-server',
     'catch_errors x cache W tempurl proxy-logging meter W proxy-server'),
    ('cache copy keymaster encryption proxy-logging proxy-server',
     'cache W copy W keymaster encryption proxy-logging proxy-server'),
    ('catch_errors healthcheck tempurl  proxy-server',
     'catch_errors healthcheck W tempurl  W proxy-server'),
    ('cache proxy-logging proxy-server',
     'cache W W proxy-logging proxy-server'),
    ('proxy-server', 'W W proxy-server'),
    ('\n    catch_errors cache\n# here\n    tempurl\n    proxy-server',
     '\n    catch_errors cache\n# here\n    W tempurl\n    W proxy-server'),
])
def test_swift_pipelines(pipeline, made):
    text = '[pipeline:main]\npipeline = %s\n%s'
    once = pipelines.swift(text % (pipeline, USES))
    assert once == text % (made.replace('W', 'ip_whitelist'), USES)
    assert pipelines.swift(once) == once


@pytest.mark.parametrize('text', [
    '', '[pipeline:main]\n', '[pipeline:main]\npipeline =\n',
    '[pipeline:main]\npipeline = cache ip_whitelist proxy-server\n'])
def test_a_proxy_without_a_place(text):
    with pytest.raises(ValueError, match='pipeline'):
        pipelines.swift(text)
