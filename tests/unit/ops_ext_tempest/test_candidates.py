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

import pytest
from tempest.lib import exceptions

from ops_ext_tempest import candidates

TRAIT = 'CUSTOM_A'


class Placement:
    """Placement, as far as traits of providers go.

    :ivar overtaken: writes that somebody else is to be faster than
    """

    def __init__(self):
        self.known = set()
        self.traits = {'1': {'HW_A'}, '2': set(), '3': {'HW_A', 'CUSTOM_B'}}
        self.generation = dict.fromkeys(self.traits, 0)
        self.overtaken = 0

    def create_trait(self, name):
        self.known.add(name)

    def delete_trait(self, name):
        assert not any(name in traits for traits in self.traits.values())
        self.known.remove(name)

    def list_resource_provider_traits(self, provider):
        return {'traits': sorted(self.traits[provider]),
                'resource_provider_generation': self.generation[provider]}

    def update_resource_provider_traits(
            self, provider, traits, resource_provider_generation):
        if self.overtaken:
            self.overtaken -= 1
            self.generation[provider] += 1
            self.traits[provider].add('CUSTOM_OF_ANOTHER')
        if resource_provider_generation != self.generation[provider]:
            raise exceptions.Conflict()
        self.generation[provider] += 1
        self.traits[provider] = set(traits)


@pytest.fixture
def placement():
    return Placement()


@pytest.fixture
def chosen(placement):
    made = candidates.Candidates(placement, placement, {
        'a': '1', 'b': '2', 'c': '3'}, TRAIT)
    made.create()
    return made


def having(placement):
    return {provider for provider, traits in placement.traits.items()
            if TRAIT in traits}


def test_only_those_have_it(placement, chosen):
    chosen.be(['a', 'b'])
    assert having(placement) == {'1', '2'}
    chosen.be(['b', 'c'])
    assert having(placement) == {'2', '3'}


def test_other_traits_stay(placement, chosen):
    before = {provider: set(traits)
              for provider, traits in placement.traits.items()}
    chosen.be(['a', 'b', 'c'])
    chosen.remove()
    assert placement.traits == before
    assert placement.known == set()


def test_flavor_requires_it(chosen):
    assert chosen.extra_specs == {'trait:CUSTOM_A': 'required'}


def test_write_that_was_overtaken_is_repeated(placement, chosen):
    placement.overtaken = 3
    chosen.be(['a'])
    assert placement.traits['1'] == {'HW_A', 'CUSTOM_OF_ANOTHER', TRAIT}


def test_it_gives_up_at_last_and_cleans_up(placement, chosen):
    placement.overtaken = 1000
    with pytest.raises(exceptions.Conflict):
        chosen.be(['a'])
    placement.overtaken = 0
    chosen.remove()
    assert having(placement) == set()


def test_what_is_there_already_is_not_written(placement, chosen):
    chosen.be(['a'])
    before = dict(placement.generation)
    chosen.be(['a'])
    assert placement.generation == before
