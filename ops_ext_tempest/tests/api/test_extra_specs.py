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

"""Extra specs of ours that nobody would understand are not stored."""

from __future__ import annotations

from tempest import config
from tempest.lib.common.utils import data_utils
from tempest.lib import decorators
from tempest.lib import exceptions

from ops_ext_tempest.tests import base

CONF = config.CONF
_KEY = 'ops_ext:burn_in'


class TestExtraSpecs(base.ComputeTest):
    """The validator that nova-api finds by its entry point."""

    credentials = ['admin']
    features = ('extra_specs',)
    #: Nova validates extra specs since.
    min_microversion = '2.86'

    def setUp(self) -> None:
        super().setUp()
        self.client = self.os_admin.flavors_client
        self.flavor = self.client.create_flavor(
            name=data_utils.rand_name('ops-ext',
                                      prefix=CONF.resource_name_prefix),
            ram=64, vcpus=1, disk=0, **{
                'os-flavor-access:is_public': False})['flavor']['id']
        self.addCleanup(self.client.delete_flavor, self.flavor)

    def _specs(self) -> dict[str, str]:
        specs: dict[str, str] = self.client.list_flavor_extra_specs(
            self.flavor)['extra_specs']
        return specs

    @decorators.idempotent_id('f4f694fc-bcd8-4c48-8479-0ce56ed8c8a5')
    def test_booleans_are_stored(self) -> None:
        for value in ('true', 'false', '1', 'No'):
            self.client.set_flavor_extra_spec(self.flavor, **{_KEY: value})
            self.assertEqual({_KEY: value}, self._specs())

    @decorators.attr(type='negative')
    @decorators.idempotent_id('7cf2d91d-330b-4169-a40b-67288bd051c7')
    def test_what_is_no_boolean_is_refused(self) -> None:
        for value in ('maybe', '', '2', '<in> true'):
            self.assertRaises(
                exceptions.BadRequest, self.client.set_flavor_extra_spec,
                self.flavor, **{_KEY: value})
        self.assertEqual({}, self._specs())

    @decorators.attr(type='negative')
    @decorators.idempotent_id('7dd3c421-5ff0-4fce-bd1e-a969a97ad7a2')
    def test_keys_that_are_not_there_are_refused(self) -> None:
        for key in ('ops_ext:burnin', 'ops_ext:burn_in:more', 'ops_ext:x'):
            self.assertRaises(
                exceptions.BadRequest, self.client.set_flavor_extra_spec,
                self.flavor, **{key: 'true'})
        self.assertEqual({}, self._specs())

    @decorators.idempotent_id('ecf3d6ee-5e8e-43e7-a03c-5b3c1cd55a09')
    def test_keys_of_others_are_left_alone(self) -> None:
        specs = {'ops_extension:burn_in': 'maybe', 'burn_in': 'maybe'}
        self.client.set_flavor_extra_spec(self.flavor, **specs)
        self.assertEqual(specs, self._specs())
