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

"""The extra specs of ours, as nova-api validates them."""

from nova import exception
import pytest

from nova_ops_ext.api import extra_specs


@pytest.fixture
def validator():
    (found,) = extra_specs.register()
    return found


@pytest.mark.parametrize('value', ['true', 'False', '1', 'yes'])
def test_right(validator, value):
    validator.validate('ops_ext:burn_in', value)


@pytest.mark.parametrize('value', ['perhaps', '', '2'])
def test_wrong(validator, value):
    with pytest.raises(exception.ValidationError):
        validator.validate('ops_ext:burn_in', value)


def test_has_a_namespace(validator):
    # Nova knows misspelt keys by it.
    assert validator.name_regex.split(':')[0] == 'ops_ext'
