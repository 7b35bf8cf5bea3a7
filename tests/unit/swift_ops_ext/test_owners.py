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

"""For whom containers are kept."""

import hypothesis
from hypothesis import strategies
import pytest
from swift.common import request_helpers

from swift_ops_ext import owners


@pytest.mark.parametrize(('container', 'judged', 'kept_for'), [
    ('c', 'c', ()),
    ('c_segments', 'c_segments', ()),
    ('+segments', '+segments', ()),
    ('c+segments', 'c+segments', ('c',)),
    ('c+segments+segments', 'c+segments+segments', ('c+segments', 'c')),
    ('c+segmentsx', 'c+segmentsx', ()),
    ('\x00versions\x00c', 'c', ()),
    ('\x00versions\x00c+segments', 'c+segments', ('c',)),
    ('\x00versions\x00\x00versions\x00c', 'c', ()),
    ('\x00versions\x00', '\x00versions\x00', ()),
    ('\x00other\x00c', '\x00other\x00c', ()),
    ('\x00versions', '\x00versions', ()), ('\x00', '\x00', ()), ('', '', ()),
])
def test_judged_by(container, judged, kept_for):
    assert owners.judged_by(container) == (judged, kept_for)


@pytest.mark.parametrize(('container', 'kept_for'), [
    ('c', ()), ('c_segments', ('c',)), ('_segments', ()),
    ('c_parts_segments', ('c_parts', 'c')),
    ('c+segments_segments', ('c+segments', 'c')),
    ('c_segments+segments', ('c_segments', 'c')),
    ('_segments_segments', ('_segments',))])
def test_the_operators_suffixes(container, kept_for):
    suffixes = ('_segments', '_parts')
    assert owners.judged_by(container, suffixes) == (container, kept_for)


def test_names_are_those_that_swift_makes():
    reserved = request_helpers.get_reserved_name('versions', 'c')
    assert owners.judged_by(reserved).container == 'c'


@hypothesis.given(
    strategies.lists(strategies.sampled_from(
        ['c', '+segments', '\x00versions\x00', '_s', '\x00'])).map(''.join),
    strategies.sampled_from([(), ('_s',), ('c', 's')]))
def test_every_name_ends_with_few_owners(container, suffixes):
    judged = owners.judged_by(container, suffixes)
    assert len(judged.owners) <= 4
    names = [judged.container, *judged.owners]
    for longer, shorter in zip(names, names[1:], strict=False):
        assert shorter and longer.startswith(shorter)
        assert longer[len(shorter):] in ('+segments', *suffixes)


@pytest.mark.parametrize('name', [
    'c' + '+segments' * 5000, '\x00versions\x00' * 5000 + 'c'])
def test_no_name_has_many_owners(name):
    assert len(owners.judged_by(name).owners) <= 4
