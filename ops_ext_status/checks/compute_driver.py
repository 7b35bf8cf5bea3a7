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

"""Does nova-compute load our driver?  Pure but for the look-up of classes."""

from __future__ import annotations

from collections.abc import Iterator
import difflib

from ops_ext_status import compute
from ops_ext_status import driver_class
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import note
from ops_ext_status.finding import warning
from ops_ext_status import nova_conf

_WITH_CACHE = ('kvm', 'qemu')
_NEARLY = 0.7


def findings(of: compute.Compute) -> Iterator[Finding]:
    """Find what is wrong with the driver."""
    if of.driver in compute.OURS:
        if of.driver == compute.LIBVIRT:
            yield from _libvirt(of)
        else:
            yield from _behind(of)
        if 'nova' in of.installed.versions and not (
                of.installed.finds('nova.virt.ops_ext')
                or of.installed.vif_plugin):
            yield failure(
                'driver-not-found', of.at('DEFAULT', 'compute_driver'),
                of.driver, 'there is no nova.virt.ops_ext here, and no '
                'os-vif that could show it to nova-compute', 'install '
                'openstack-ops-ext where Nova is installed')
        return
    yield from _not_ours(of)


def _not_ours(of: compute.Compute) -> Iterator[Finding]:
    where = of.at('DEFAULT', 'compute_driver')
    given = nova_conf.names_ours(of.configuration, nova_conf.COMPUTE)
    near = _near(of.driver)
    if near is not None:
        yield failure(
            'driver', where, of.driver, 'there is no such driver, so '
            'nova-compute does not start', 'is it %s?' % near)
    elif given:
        yield failure(
            'driver-not-ours', where, of.driver or '(not set)', 'nobody '
            'reads %s: what they are for is not done' % ', '.join(given),
            'write compute_driver = %s, or %s for others than libvirt' %
            compute.OURS)
    elif of.asked:
        yield failure(
            'driver-not-ours', where, of.driver or '(not set)', 'console '
            'logs and image cache are not guarded on this node',
            'write compute_driver = %s, or %s for others than libvirt' %
            compute.OURS)
    else:
        yield note(
            'driver-not-ours', where, of.driver or '(not set)', 'nothing of '
            'ours is used by nova-compute', 'write compute_driver = %s' %
            compute.LIBVIRT)


def _near(driver: str) -> str | None:
    """Tell which of our drivers was meant."""
    if driver.startswith('nova.') or 'nova_ops_ext' in driver:
        # Nova puts nova.virt. before it.
        last = driver.rpartition('.')[2]
        for one in compute.OURS:
            if one.endswith('.' + last):
                return one
    lowered = {one.lower(): one for one in compute.OURS}
    near = difflib.get_close_matches(driver.lower(), lowered, 1, _NEARLY)
    if near and ('ops' in driver.lower() or 'guard' in driver.lower()):
        return lowered[near[0]]
    if 'guarded' in driver.lower() or driver.lower().startswith('ops_ext'):
        return ' or '.join(compute.OURS)
    return None


def _libvirt(of: compute.Compute) -> Iterator[Finding]:
    if of.is_given('ops_ext', 'driver'):
        yield warning(
            'driver-unread', of.at('ops_ext', 'driver'),
            of.configuration.get('ops_ext', 'driver'), '%s does not look at '
            'it: this driver is not used' % compute.LIBVIRT,
            'remove it, or write compute_driver = %s' % compute.OTHER)
    virt_type = of.configuration.get('libvirt', 'virt_type')
    if virt_type not in (None, *_WITH_CACHE):
        yield warning(
            'virt-type', of.at('libvirt', 'virt_type'), virt_type,
            'image cache and console logs were not tried with it',
            'use %s' % ' or '.join(_WITH_CACHE))
    if 'nova' in of.installed.versions and not of.installed.finds('libvirt'):
        # A nova.conf may be the same on all nodes.
        yield (failure if of.asked else note)(
            'no-libvirt', of.at('DEFAULT', 'compute_driver'), of.driver,
            'libvirt\'s Python module is not installed here, and '
            'nova-compute does not start without', 'install libvirt-python')


def _behind(of: compute.Compute) -> Iterator[Finding]:
    where = of.at('ops_ext', 'driver')
    name = str(of.configuration.get('ops_ext', 'driver') or '')
    starts = 'nova-compute does not start'
    if not name:
        yield failure(
            'driver-behind', where, '', '%s needs the driver that it is to '
            'guard; %s' % (compute.OTHER, starts), 'write what compute_driver '
            'would be without us, like zvm.ZVMDriver')
    elif name.startswith('ops_ext.'):
        yield failure(
            'driver-behind', where, name, 'it is one of ours; %s' % starts,
            'write what compute_driver would be without us')
    elif 'ironic' in name.lower():
        yield failure(
            'driver-behind', where, name, 'Ironic has no console log to '
            'guard, and Nova wants its name in compute_driver; %s' % starts,
            'write compute_driver = %s' % name)
    elif name.startswith('libvirt.'):
        yield warning(
            'driver-behind', where, name, 'for libvirt there is a driver of '
            'its own', 'write compute_driver = %s' % compute.LIBVIRT)
    elif 'nova' in of.installed.versions:
        problem = driver_class.problem(name)
        if problem:
            yield failure(
                'driver-behind', where, name, '%s; %s' % (problem, starts),
                'write what compute_driver would be without us')
