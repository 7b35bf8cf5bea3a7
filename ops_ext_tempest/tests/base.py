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

"""What all tests have in common: they say which features they are about."""

from __future__ import annotations

from typing import Any
from typing import ClassVar

from tempest import config
from tempest.lib.common import api_version_utils
from tempest import test

CONF = config.CONF


class FeatureTest(test.BaseTestCase):
    """Skipped unless the cloud has all of some features.

    :cvar features: the names of their options
    :cvar service: of [service_available]
    """

    features: ClassVar[tuple[str, ...]] = ()
    service: ClassVar[str] = 'nova'

    @classmethod
    def skip_checks(cls) -> None:
        super().skip_checks()
        if not getattr(CONF.service_available, cls.service):
            raise cls.skipException(
                '[service_available] %s is False' % cls.service)
        for feature in cls.features:
            if not getattr(CONF.ops_ext_feature_enabled, feature):
                raise cls.skipException(
                    '[ops_ext_feature_enabled] %s is False' % feature)

    @classmethod
    def setup_credentials(cls) -> None:
        # A server without a network boots faster, and there is nothing here
        # that networks have a part in.
        cls.set_network_resources()
        super().setup_credentials()


class StockTest(FeatureTest):
    """Skipped if the cloud has one of some features, or nobody wants to know.

    :cvar absent: the names of their options
    """

    absent: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def skip_checks(cls) -> None:
        super().skip_checks()
        if not CONF.ops_ext.assert_absent:
            raise cls.skipException('[ops_ext] assert_absent is False')
        for feature in cls.absent:
            if getattr(CONF.ops_ext_feature_enabled, feature):
                raise cls.skipException(
                    '[ops_ext_feature_enabled] %s is True' % feature)


class ComputeTest(api_version_utils.BaseMicroversionTest, FeatureTest):
    """Talks to Nova with one microversion, min_microversion.

    It goes in front of one of the classes above.
    """

    #: networks = none
    min_microversion: ClassVar[str] = '2.37'
    max_microversion: ClassVar[str] = 'latest'

    @classmethod
    def skip_checks(cls) -> None:
        super().skip_checks()
        api_version_utils.check_skip_with_microversion(
            cls.min_microversion, cls.max_microversion,
            CONF.compute.min_microversion, CONF.compute.max_microversion)

    @classmethod
    def resource_setup(cls) -> None:
        cls.setup_api_microversion_fixture(
            compute_microversion=cls.min_microversion,
            placement_microversion='1.20')
        super().resource_setup()

    @classmethod
    def skip_unless_nova_has(cls, version: str) -> None:
        """Skip tests that need a later microversion here and there."""
        api_version_utils.check_skip_with_microversion(
            version, 'latest', CONF.compute.min_microversion,
            CONF.compute.max_microversion)

    @classmethod
    def versioned(cls, version: str | None = None) -> dict[str, str]:
        """Give the header that asks for a microversion."""
        return {'OpenStack-API-Version':
                'compute ' + (version or cls.min_microversion)}


def skip_unless(value: Any, option: str, why: str) -> None:
    """Skip a test for which the operator has not said enough."""
    if not value:
        raise test.BaseTestCase.skipException(
            '[ops_ext] %s is not set: %s' % (option, why))


def skip_unless_feature(name: str) -> None:
    """Skip a test of what Nova cannot do here."""
    if not getattr(CONF.compute_feature_enabled, name):
        raise test.BaseTestCase.skipException(
            '[compute-feature-enabled] %s is False' % name)
