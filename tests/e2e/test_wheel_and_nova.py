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

"""Nova and the wheel come and go, in every order, and leave each other whole.

Both put files below ``nova/virt``.
"""

import shutil
import subprocess
import zipfile

import pytest

from tests.e2e import scratch
from tests.harness import quotations

#: What nova-compute says where the wheel is not.
MISSING = quotations.read('console_compute')['missing']
NOVA_OLD, NOVA_NEW = '34.0.1', '34.0.2'
OURS_OLD, OURS_NEW = '99.0.1', '99.0.2'


@pytest.fixture(scope='module')
def wheels(only_nova, tmp_path_factory):
    return scratch.Wheels(only_nova, tmp_path_factory.mktemp('wheels'))


@pytest.fixture
def environment(only_nova, wheels, tmp_path):
    return scratch.Scratch(only_nova.python, wheels.lender,
                           tmp_path / 'scratch')


def check(environment, *, ours):
    """Nova is whole; our driver is loaded, or nova-compute would end."""
    assert environment.damaged('nova') == []
    code, output = environment.load()
    if ours:
        assert code == 0, output
        assert 'GuardedComputeDriver ' in output
        assert environment.damaged('openstack_ops_ext') == []
    else:
        assert code == 1
        assert MISSING in output
        assert not (environment.site_packages / 'nova/virt/ops_ext').exists()


def test_the_wheel_has_nothing_of_nova_s(wheels):
    for wheel in wheels.ours.values():
        with zipfile.ZipFile(wheel) as archive:
            names = archive.namelist()
        assert [name for name in names if name.startswith('nova/')] == [
            'nova/virt/ops_ext/__init__.py']


def test_nova_first(environment, wheels):
    environment.pip('install', wheels.nova[NOVA_OLD])
    check(environment, ours=False)
    environment.pip('install', wheels.ours[OURS_OLD])
    check(environment, ours=True)
    environment.pip('install', wheels.nova[NOVA_NEW])
    assert 'virt/new_in_34_0_2.py' in environment.left_of_nova()
    assert 'virt/new_in_34_0_1.py' not in environment.left_of_nova()
    check(environment, ours=True)
    environment.pip('install', '--force-reinstall', wheels.nova[NOVA_NEW])
    check(environment, ours=True)
    environment.pip('install', wheels.ours[OURS_NEW])
    check(environment, ours=True)
    environment.pip('install', '--force-reinstall', wheels.ours[OURS_NEW])
    check(environment, ours=True)
    environment.pip('install', wheels.nova[NOVA_OLD])
    check(environment, ours=True)
    environment.pip('uninstall', scratch.OURS)
    check(environment, ours=False)


def test_ours_first(environment, wheels):
    environment.pip('install', wheels.ours[OURS_OLD])
    environment.pip('install', wheels.nova[NOVA_OLD])
    check(environment, ours=True)
    environment.pip('uninstall', 'nova')
    assert environment.left_of_nova() == ['virt/ops_ext/__init__.py']
    assert environment.load()[0] == 1
    environment.pip('install', wheels.nova[NOVA_NEW])
    check(environment, ours=True)
    environment.pip('uninstall', scratch.OURS)
    check(environment, ours=False)
    environment.pip('install', wheels.ours[OURS_NEW])
    check(environment, ours=True)
    environment.pip('uninstall', 'nova')
    environment.pip('uninstall', scratch.OURS)
    assert environment.left_of_nova() == []


@pytest.fixture
def elsewhere(wheels, tmp_path):
    """A Nova that pip did not put beside us."""
    with zipfile.ZipFile(wheels.nova[NOVA_OLD]) as archive:
        archive.extractall(tmp_path / 'elsewhere')
    return tmp_path / 'elsewhere'


@pytest.mark.parametrize('last', [False, True])
def test_nova_in_another_prefix(environment, wheels, elsewhere, last):
    environ = {}
    if last:
        environment.lend(elsewhere)
    else:
        environ['PYTHONPATH'] = str(elsewhere)
    environment.pip('install', wheels.ours[OURS_OLD])
    code, output = environment.load(**environ)
    assert code == 1
    assert MISSING in output
    # What nova-compute does before it loads its driver.
    code, output = environment.load('os_vif', **environ)
    assert code == 0, output
    assert 'GuardedComputeDriver %s' % environment.site_packages in output
    environment.pip('uninstall', scratch.OURS)
    assert environment.load('os_vif', **environ)[0] == 1


@pytest.fixture
def tree(environment, tools, tmp_path):
    """Our source tree."""
    environment.lend_builders(tools.site_packages())
    tree = tmp_path / 'tree'
    for name in ('etc', 'nova', 'nova_ops_ext', 'ops_ext_net',
                 'ops_ext_status', 'ops_ext_tempest', 'swift_ops_ext'):
        shutil.copytree(scratch.ROOT / name, tree / name)
    for name in ('README.rst', 'pyproject.toml', 'setup.cfg', 'setup.py'):
        shutil.copy(scratch.ROOT / name, tree)
    return tree


def test_editable(environment, wheels, tree):
    environment.pip('install', wheels.nova[NOVA_OLD])
    environment.pip('install', '--no-build-isolation', '-e', tree,
                    PBR_VERSION='99.0.1')
    # As with a Nova elsewhere, for there may be one.
    code, output = environment.load()
    assert code == 1
    assert MISSING in output
    code, output = environment.load('os_vif')
    assert code == 0, output
    assert 'GuardedComputeDriver %s' % tree in output
    environment.pip('uninstall', scratch.OURS)
    check(environment, ours=False)


def test_editable_beside_an_editable_nova(environment, elsewhere, tree):
    (elsewhere / 'setup.py').write_text(
        'import setuptools\n'
        'setuptools.setup(name="nova", version="1", packages=["nova"])\n')
    (elsewhere / 'pyproject.toml').write_text(
        '[build-system]\nrequires = ["setuptools"]\n'
        'build-backend = "setuptools.build_meta"\n')
    environment.pip('install', '--no-build-isolation', '-e', elsewhere)
    environment.pip('install', '--no-build-isolation', '-e', tree,
                    PBR_VERSION='99.0.1')
    # A directory nova of ours would be found first.
    assert subprocess.check_output(
        [environment.python, '-I', '-c',
         'import nova; print(nova.__file__)'],
        text=True).strip() == str(elsewhere / 'nova' / '__init__.py')
    code, output = environment.load('os_vif')
    assert code == 0, output
    assert 'GuardedComputeDriver %s' % tree in output


@pytest.fixture(scope='module')
def both(only_nova, wheels, tmp_path_factory):
    made = scratch.Scratch(only_nova.python, wheels.lender,
                           tmp_path_factory.mktemp('both') / 'scratch')
    made.pip('install', wheels.nova[NOVA_OLD])
    made.pip('install', wheels.ours[OURS_OLD])
    check(made, ours=True)
    return made


@pytest.mark.parametrize(('broken', 'message'), [
    ('nova_ops_ext/virt/guarded_driver.py', 'SyntaxError'),
    ('nova_ops_ext/console/bus.py', 'SyntaxError'),
    ('nova_ops_ext/virt', "No module named 'nova_ops_ext.virt'"),
    ('nova_ops_ext', "No module named 'nova_ops_ext'"),
    ('nova/virt/ops_ext/__init__.py', 'SyntaxError'),
    ('nova/virt/ops_ext', MISSING),
])
def test_a_broken_wheel_stops_nova_compute(both, tmp_path, broken, message):
    path = both.site_packages / broken
    kept = path.rename(tmp_path / 'kept')
    if kept.is_file():
        path.write_text('def\n')
    try:
        code, output = both.load('os_vif')
    finally:
        path.unlink(missing_ok=True)
        kept.rename(path)
    assert code == 1
    assert message in output
