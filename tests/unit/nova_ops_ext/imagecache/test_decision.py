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


"""Every row of the decision table, and every combination of its facts."""

import itertools

import pytest

from nova_ops_ext.imagecache import decision
from nova_ops_ext.imagecache.reason import Action
from nova_ops_ext.imagecache.reason import Reason

PASS = list(decision.Pass._fields)
FILE = list(decision.File._fields)

#: A file of the cache, and one of the trash, of which nobody has need.
UNUSED = decision.File(
    in_trash=False, name_known=True, referenced=False, needed=False,
    pinned=False, open=False, often_unused=True, long_unused=True,
    untouched=True, within_limits=True, space_wanted=True, name_free=True,
    retained=True, duplicate=False)
DISCARDED = UNUSED._replace(in_trash=True)

REFUSALS = {
    'storage_known': 'storage-unknown', 'storage_local': 'storage-not-local',
    'not_exported': 'storage-exported', 'alone': 'other-host',
    'one_machine': 'two-machines', 'state_sound': 'state-unreadable',
    'not_busy': 'busy', 'clock_sane': 'clock',
    'scan_complete': 'scan-incomplete', 'servers_known': 'servers-unknown',
    'directories_known': 'unknown-directory',
}


def words(decided):
    return '%s %s' % (decided.action.value, decided.reason.value)


def files():
    for values in itertools.product((False, True), repeat=len(FILE)):
        yield decision.File(*values)


@pytest.mark.parametrize('changed, expected', [
    ({}, 'trash unused'),
    ({'name_known': False}, 'keep unknown-name'),
    ({'referenced': True}, 'keep referenced'),
    ({'needed': True}, 'keep needed-by-server'),
    ({'pinned': True}, 'keep pinned'),
    ({'open': True}, 'keep open'),
    ({'often_unused': False}, 'keep too-few-passes'),
    ({'long_unused': False}, 'keep too-recently-used'),
    ({'untouched': False}, 'keep too-young'),
    ({'space_wanted': False}, 'keep enough-free'),
    ({'within_limits': False}, 'refuse too-many'),
    ({'referenced': True, 'needed': True, 'pinned': True},
     'keep referenced'),
    ({'space_wanted': False, 'within_limits': False}, 'keep enough-free'),
])
def test_a_file_of_the_cache(changed, expected):
    assert words(decision.decide(
        decision.CLEAR, UNUSED._replace(**changed))) == expected


@pytest.mark.parametrize('changed, expected', [
    ({}, 'purge expired'),
    ({'retained': False}, 'keep in-retention'),
    ({'needed': True}, 'restore referenced-again'),
    ({'needed': True, 'name_free': False}, 'keep name-taken'),
    ({'needed': True, 'name_free': False, 'duplicate': True},
     'purge expired'),
    ({'needed': True, 'name_free': False, 'duplicate': True,
      'retained': False}, 'keep in-retention'),
    ({'needed': True, 'referenced': True}, 'keep referenced'),
    ({'referenced': True}, 'keep referenced'),
    ({'pinned': True}, 'keep pinned'),
    ({'pinned': True, 'needed': True}, 'restore referenced-again'),
    ({'open': True}, 'keep open'),
    ({'name_known': False}, 'keep unknown-name'),
])
def test_a_file_of_the_trash(changed, expected):
    assert words(decision.decide(
        decision.CLEAR, DISCARDED._replace(**changed))) == expected


@pytest.mark.parametrize('fact', REFUSALS)
def test_each_refusal_has_its_reason(fact):
    the_pass = decision.CLEAR._replace(**{fact: False})
    for file in (UNUSED, DISCARDED):
        assert words(decision.decide(the_pass, file)) == (
            'refuse ' + REFUSALS[fact])
    assert decision.refusals(the_pass) == [Reason(REFUSALS[fact])]


def test_nothing_is_refused_twice_or_forgotten():
    assert sorted(REFUSALS) == sorted(set(PASS) - {'removal_on'})
    assert len(decision.refusals(decision.Pass())) == len(REFUSALS)
    assert decision.refusals(decision.CLEAR) == []


def test_every_pass_that_is_not_clear_removes_nothing():
    for values in itertools.product((False, True), repeat=len(PASS)):
        the_pass = decision.Pass(*values)
        for file in (UNUSED, DISCARDED):
            decided = decision.decide(the_pass, file)
            if the_pass == decision.CLEAR:
                assert decided.action in (Action.TRASH, Action.PURGE)
            elif not the_pass.removal_on:
                assert words(decided) == 'observe observe'
            else:
                assert decided == (Action.REFUSE,
                                   decision.refusals(the_pass)[0])


def test_every_file():
    """What goes has every reason to go; and what is needed comes back."""
    for file in files():
        decided = decision.decide(decision.CLEAR, file)
        used = (file.referenced or file.pinned or file.open
                or (file.needed and not (file.in_trash and file.duplicate)))
        restored = (file.in_trash and file.needed and file.name_free
                    and not file.referenced)
        assert (decided.action is Action.TRASH) == (
            not file.in_trash and not used and file.name_known
            and file.often_unused and file.long_unused and file.untouched
            and file.within_limits and file.space_wanted)
        assert (decided.action is Action.PURGE) == (
            file.in_trash and not used and file.name_known and file.retained
            and not restored)
        assert (decided.action is Action.RESTORE) == restored
        for name in PASS:
            other = decision.decide(
                decision.CLEAR._replace(**{name: False}), file)
            assert (other.action is Action.RESTORE) == restored
            assert other.action not in (Action.TRASH, Action.PURGE)


def test_what_is_not_known_counts_for_the_file():
    assert words(decision.decide(decision.CLEAR, decision.File())) == (
        'keep unknown-name')
    for name in FILE:
        if name in ('in_trash', 'name_free', 'retained', 'duplicate'):
            continue
        default = getattr(decision.File(), name)
        assert decision.decide(decision.CLEAR, UNUSED._replace(
            **{name: default})).action is not Action.TRASH, name


def test_every_reason_says_what_it_means():
    for reason in Reason:
        assert reason.text
        assert reason.value == reason.value.lower().replace(' ', '-')
    for _fact, reason in decision.REFUSALS:
        assert reason.remedy, reason
