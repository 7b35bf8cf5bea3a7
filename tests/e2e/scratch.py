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

"""An environment to install Nova and the wheel into, and remove them from.

Everything that they need is lent by the environment that has only Nova, by
symbolic links; neither of the two is.
"""

import csv
import pathlib
import subprocess

from tests.harness import repacked_wheel

ROOT = pathlib.Path(__file__).resolve().parents[2]
OURS = 'openstack-ops-ext'
_NOT_LENT = ('nova', 'openstack_ops_ext', 'ops_ext_net', 'ops_ext_status',
             'ops_ext_tempest', 'swift_ops_ext', '__editable__', 'distutils')
#: Much of Nova that no driver has to do with.
_LEFT_OUT = ('nova/tests/', 'nova/api/', 'nova/locale/')
_BUILDS = ('setuptools', 'pbr', 'wheel', '_distutils_hack')

_LOAD = '''
import sys
import nova.conf
from nova.virt import driver
nova.conf.CONF([], project='nova', default_config_files=[sys.argv[1]])
if sys.argv[2:]:
    import os_vif
    os_vif.initialize()
loaded = driver.load_compute_driver(None)
print(type(loaded).__name__, sys.modules['nova.virt.ops_ext'].__file__)
'''

_CONF = '''
[DEFAULT]
compute_driver = ops_ext.GuardedDriver
[ops_ext]
# The base class of all drivers, which imports least.
driver = driver.ComputeDriver
'''


class Wheels:
    """Both distributions, each as two versions.

    :param only_nova: the environment that has both
    """

    def __init__(self, only_nova, folder):
        self.lender = only_nova.site_packages()
        self.nova = {version: repacked_wheel.repack(
            self.lender, 'nova', version, folder, without=_LEFT_OUT,
            changes={'nova/virt/new_in_%s.py' % version.replace('.', '_'): b''}
        ) for version in ('34.0.1', '34.0.2')}
        self.ours = {version: repacked_wheel.repack(
            self.lender, OURS, version, folder, without=('swift_ops_ext/',),
            changes={}) for version in ('99.0.1', '99.0.2')}


class Scratch:
    """The environment.

    :param python: of which version it is to be
    :param lender: site-packages of what the two need
    """

    def __init__(self, python, lender, folder):
        lent = folder / 'lent'
        lent.mkdir(parents=True)
        for path in lender.iterdir():
            if not path.name.lower().startswith(_NOT_LENT):
                (lent / path.name).symlink_to(path)
        # It uses the pip that is lent, too.
        self._run(python, '-m', 'venv', '--without-pip', str(folder / 'venv'))
        self.python = str(folder / 'venv' / 'bin' / 'python')
        self.site_packages = pathlib.Path(self._run(
            self.python, '-c', 'import sysconfig; '
            'print(sysconfig.get_path("purelib"))').strip())
        self.lend(lent)
        self.conf = folder / 'nova.conf'
        self.conf.write_text(_CONF)

    def lend_builders(self, lender):
        """Lend what a wheel is built with, by the project's own tools."""
        for path in lender.iterdir():
            if path.name.startswith(_BUILDS):
                (self.site_packages / path.name).symlink_to(path)

    def lend(self, folder):
        """Have Python look in one more folder, after all others."""
        with (self.site_packages / 'lent.pth').open('a') as paths:
            paths.write('%s\n' % folder)

    def pip(self, *arguments, **environ):
        command, *arguments = arguments
        options = {'install': ['--no-deps', '--no-index', '--no-compile'],
                   'uninstall': ['--yes']}[command]
        self._run(self.python, '-m', 'pip', '--quiet', command, *options,
                  '--disable-pip-version-check',
                  *(str(argument) for argument in arguments), env=environ)

    def load(self, *arguments, **environ):
        """Load the driver as nova-compute does: exit code, all output."""
        done = subprocess.run(
            [self.python, '-I' if not environ else '-s', '-W', 'ignore', '-c',
             _LOAD, str(self.conf), *arguments],
            capture_output=True, text=True, timeout=120, cwd=self.conf.parent,
            env={'OS_NOVA_DISABLE_EVENTLET_PATCHING': 'True', **environ})
        return done.returncode, done.stdout + done.stderr

    def damaged(self, name):
        """Files that the distribution's RECORD has, and that are not so."""
        (about,) = self.site_packages.glob(name + '-*.dist-info')
        wrong = []
        with (about / 'RECORD').open() as record:
            for path, digest, _size in csv.reader(record):
                file = self.site_packages / path
                if digest and (not file.exists() or digest != 'sha256='
                               + repacked_wheel.digest(file.read_bytes())):
                    wrong.append(path)
        return wrong

    def left_of_nova(self):
        """What there is below nova/, but for what Python compiled."""
        nova = self.site_packages / 'nova'
        return sorted(str(path.relative_to(nova))
                      for path in nova.rglob('*')
                      if path.is_file() and path.suffix != '.pyc')

    def _run(self, *argv, env=None):
        done = subprocess.run(
            argv, capture_output=True, text=True, timeout=300,
            env={'PATH': '/usr/bin:/bin', **(env or {})})
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout
