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

"""Mistakes of a node are found, and none where all is well."""

import pytest

from ops_ext_status.checks import compute_cache
from ops_ext_status.checks import compute_driver
from ops_ext_status.checks import installation
from ops_ext_status import compute
from tests.unit.ops_ext_status import planted_facts

GOOD = planted_facts.GOOD


@pytest.mark.parametrize('fact', planted_facts.FACTS,
                         ids=lambda fact: fact.title)
def test_fact(fact):
    found = [one for one in fact.ask() if one.code == fact.code]
    assert {int(one.level) for one in found} == {fact.level}
    assert 'secret' not in str(found)


def test_nothing_where_all_is_well():
    for service, wanted in (('nova', ['console_limit']),
                            ('swift', ['ip_whitelist'])):
        assert not list(installation.findings(GOOD, service, wanted))
    well = planted_facts.of_compute()
    assert not list(compute_driver.findings(well))
    assert not list(compute_cache.findings(well))


def test_where_the_other_environment_is():
    found = planted_facts.FACTS[0].ask()
    assert '/usr/bin/swift-proxy-server' in next(iter(found)).remedy


def test_what_is_broken_of_the_other_service_does_not_count():
    broken = GOOD._replace(broken={'swift_ops_ext.x': 'ImportError: x'})
    assert not list(installation.findings(broken, 'nova', ()))
    assert list(installation.findings(broken, 'swift', ()))


@pytest.mark.parametrize('version', ['31.0.0', '34.9.9.dev3'])
def test_supported(version):
    of = GOOD._replace(versions={**GOOD.versions, 'nova': version})
    assert not list(installation.findings(of, 'nova', ()))


def test_a_driver_that_os_vif_shows():
    elsewhere = GOOD._replace(
        finds=lambda module: module != 'nova.virt.ops_ext')
    assert not list(compute_driver.findings(planted_facts.of_compute(
        installed=elsewhere)))


def test_nova_s_own_driver_is_not_asked_about_unless_named():
    of = planted_facts.of_compute(
        DEFAULT={'compute_driver': 'libvirt.LibvirtDriver'})
    assert not list(compute_cache.findings(of))
    (found,) = compute_driver.findings(of)
    assert (found.code, int(found.level)) == ('driver-not-ours', 0)


def test_another_driver_has_no_image_cache_of_ours():
    of = planted_facts.of_compute(
        {'/srv/nova': planted_facts._SHARE},
        DEFAULT={'compute_driver': compute.OTHER})
    assert not list(compute_cache.findings(of))
