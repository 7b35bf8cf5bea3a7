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


"""Reports of passes and states of a record, for tests."""

from hypothesis import strategies

from nova_ops_ext.imagecache import reason

# With lone surrogates, which is what names have that are not UTF-8.
HOSTILE = strategies.text(strategies.characters()) | strategies.text(
    strategies.sampled_from('\udc80\x1b|\\"\n\u202e a/'))
NOW = 1_700_000_000.0
HOUR = 3600
DAY = 86400
SHA1 = '7b4783508212f5d242cbf9ff56fb8d33b4ce6166'


def refusal(why, detail=''):
    return {'reason': why.value, 'detail': detail, 'remedy': why.remedy}


def file(name, size=1024, action='keep', why='referenced', detail='',
         would=None, since=NOW - DAY, passes=0):
    return {'name': name, 'bytes': size, 'mtime': NOW - DAY, 'action': action,
            'reason': why, 'detail': detail, 'would': would, 'since': since,
            'passes': passes}


def trashed(name, since=NOW - DAY, size=512, action='keep',
            why='in-retention'):
    return {'entry': '%s.%d.0a1b2c' % (name, since), 'name': name,
            'since': since, 'bytes': size, 'action': action, 'reason': why}


def act(action, name, size=1, error='', why='unused'):
    return {'action': action, 'name': name, 'entry': name + '.1.0a1b2c',
            'bytes': size, 'reason': why, 'error': error}


def report(**changes):
    """Give what a pass says that found nothing to complain of."""
    return {
        'now': NOW, 'seconds': 1.5, 'scan_seconds': 0.25, 'host': 'node-1',
        'removal': 'trash', 'refusals': [],
        'files': [file(SHA1, 4096, detail='/i/u/disk')], 'trash': [],
        'acted': [], 'touched': 2, 'touch_failed': [], 'missing': [],
        'problems': [], 'disks': 3, 'counts': {'keep/referenced': 1},
        'kept_bytes': 4096, 'trash_bytes': 512, 'freed_bytes': 256, **changes}


def state(last_pass=None, **changes):
    """Give the record after such a pass."""
    return {'last_pass': report() if last_pass is None else last_pass,
            'ledger': {'last': NOW, 'passes': 1, 'files': {}}, 'pins': {},
            'acks': {}, 'trash': [], 'hosts': [], 'broken': [], **changes}


_ANY = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.integers()
    | strategies.floats() | HOSTILE,
    lambda more: strategies.lists(more, max_size=3)
    | strategies.dictionaries(HOSTILE, more, max_size=3), max_leaves=8)
_WORDS = strategies.sampled_from([one.value for one in reason.Reason])
_NUMBERS = strategies.floats() | strategies.integers() | _ANY
_TIMES = strategies.floats(0, 2 * NOW) | _NUMBERS
_FILES = strategies.builds(
    file, HOSTILE | strategies.just(SHA1), _NUMBERS,
    HOSTILE, _WORDS | HOSTILE, HOSTILE,
    strategies.none() | strategies.tuples(HOSTILE, _WORDS).map(list) | _ANY,
    _TIMES, _NUMBERS)
_TRASHED = strategies.builds(
    trashed, HOSTILE, strategies.integers(0, int(NOW)), _NUMBERS)
_ABOUT = strategies.fixed_dictionaries(
    {'path': HOSTILE, 'why': HOSTILE}) | _ANY
_LISTS = {
    'files': _FILES, 'missing': _ABOUT, 'problems': _ABOUT,
    'touch_failed': _ABOUT,
    'refusals': strategies.fixed_dictionaries(
        {'reason': _WORDS | HOSTILE, 'detail': HOSTILE, 'remedy': HOSTILE}),
    'acted': strategies.builds(act, HOSTILE, HOSTILE, error=HOSTILE)}
_REPORTS = strategies.fixed_dictionaries({}, optional={
    **dict.fromkeys(report(), _ANY), 'gave_up': strategies.booleans(),
    'now': _TIMES, 'names': strategies.dictionaries(HOSTILE, HOSTILE),
    'stems': strategies.lists(HOSTILE), 'unwritten': strategies.lists(HOSTILE),
    **{key: strategies.lists(rows, max_size=4)
       for key, rows in _LISTS.items()}})
#: What a child may answer whose record anybody has written.
STATES = strategies.fixed_dictionaries({}, optional={
    'last_pass': _REPORTS | _ANY, 'trash': strategies.lists(_TRASHED) | _ANY,
    'pins': strategies.dictionaries(HOSTILE, HOSTILE) | _ANY,
    'broken': strategies.lists(HOSTILE) | _ANY})
