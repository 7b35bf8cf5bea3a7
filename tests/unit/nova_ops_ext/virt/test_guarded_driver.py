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

"""Any other driver, guarded."""

from nova import exception
import nova.virt.fake
from nova.virt.libvirt import driver as libvirt_driver
import pytest

from nova_ops_ext.virt import console_guard
from nova_ops_ext.virt import guarded_driver
from tests.unit.nova_ops_ext.virt import conftest


def test_is_a_driver_of_the_class_it_guards(load):
    loaded = load('somebodys.Logged')
    assert isinstance(loaded, conftest.Logged)
    assert isinstance(loaded, console_guard.ConsoleGuard)
    assert loaded.capabilities is conftest.Bare.capabilities
    assert loaded.virtapi == 'the virtapi'
    assert type(loaded).__name__ == 'GuardedLogged'
    assert type(loaded).__module__ == guarded_driver.__name__


def test_hands_on_how_it_is_made(options, load):
    load('somebodys.Bare')
    assert guarded_driver.GuardedDriver('virtapi', read_only=True).read_only


def test_nova_s_fake_driver(load):
    loaded = load('fake.FakeDriver')
    assert isinstance(loaded, nova.virt.fake.FakeDriver)
    assert loaded.get_console_output(None, None) == (
        b'FAKE CONSOLE OUTPUT\nANOTHER\nLAST LINE')


@pytest.mark.parametrize(('name', 'compute_driver'), [
    ('libvirt.LibvirtDriver', 'ops_ext.GuardedDriver'),
    (None, 'ops_ext.GuardedLibvirtDriver'),
])
def test_libvirt_s_driver(load, monkeypatch, name, compute_driver):
    made = []
    monkeypatch.setattr(
        libvirt_driver.LibvirtDriver, '__init__',
        lambda self, virtapi, read_only=False: made.append(virtapi))
    monkeypatch.setattr(
        libvirt_driver.LibvirtDriver, 'get_console_output',
        lambda self, context, instance: b'\xff')
    loaded = load(name, compute_driver)
    assert made == ['the virtapi']
    assert loaded.get_console_output(None, None) == b'?'
    assert isinstance(loaded, libvirt_driver.LibvirtDriver)


@pytest.mark.parametrize(('name', 'message'), [
    (None, 'option driver = : expected the driver to guard'),
    ('', 'option driver = : expected the driver to guard'),
    ('ops_ext.GuardedDriver', 'a driver without our guards'),
    ('ops_ext.GuardedLibvirtDriver', 'a driver without our guards'),
    ('ironic.IronicDriver', 'use it as \\[DEFAULT\\] compute_driver'),
    ('somebodys.IRONIC', 'use it as \\[DEFAULT\\] compute_driver'),
    ('somebodys.NoDriver', 'nova.virt.somebodys.NoDriver is not a Compute'),
    ('fake', 'nova.virt.fake is not a ComputeDriver'),
    ('somebodys', "has no attribute 'somebodys'"),
    ('somebodys.Bar', "has no attribute 'Bar'"),
    ('nobodys.Bare', "No module named 'nova.virt.nobodys'"),
    ('nova.virt.somebodys.Bare', "No module named 'nova.virt.nova'"),
    ('.', 'expected what \\[DEFAULT\\] compute_driver would name'),
])
def test_what_cannot_be_right(load, name, message):
    with pytest.raises(exception.InvalidConfiguration, match=message) as told:
        load(name)
    assert str(told.value).startswith(
        '[ops_ext] option driver = %s: ' % (name or ''))


@pytest.mark.parametrize('compute_driver', [
    'ops_ext.GuardedDriver', 'ops_ext.GuardedLibvirtDriver'])
def test_a_bad_bound(load, options, compute_driver):
    options.conf.set_override('driver', 'somebodys.Bare', 'ops_ext')
    options.load_raw_values(group='ops_console', max_bytes='12')
    with pytest.raises(
            exception.InvalidConfiguration,
            match=r"\[ops_console\] .* max_bytes .* or more, but found '12'"):
        load('somebodys.Bare', compute_driver)


@pytest.mark.parametrize('name', ['GuardedDriverr', 'guarded_driver', 'x'])
def test_a_name_that_we_have_not(load, name, caplog):
    with pytest.raises(SystemExit) as ended:
        load('somebodys.Bare', 'ops_ext.' + name)
    assert ended.value.code == 1
    assert ('has no attribute %r; it has GuardedDriver and '
            'GuardedLibvirtDriver' % name) in caplog.text
