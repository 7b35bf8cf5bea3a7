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

"""What is missing on a machine, and how it gets there."""

import pytest

from tools import commands
from tools import progress
from tools import system_packages


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine with nothing on it; apt-get installs, if it is root's."""
    class Machine:
        root = True
        lists = True
        programs = {'apt-get'}
        ran = []

        def run(self, command, environ=None, quiet=False):
            self.ran.append(command[1:])
            if command[1] == 'update':
                self.lists = True
            return 0 if self.lists else 100, ''

    made = Machine()
    made.ran = []
    made.programs = {'apt-get'}
    monkeypatch.setattr(commands, 'run', made.run)
    monkeypatch.setattr(system_packages.shutil, 'which', lambda name, path='':
                        name if name in made.programs else None)
    monkeypatch.setattr(system_packages.os, 'geteuid',
                        lambda: 0 if made.root else 1000)
    monkeypatch.setattr(system_packages, '_POLICY', tmp_path / 'policy-rc.d')
    return made


NEEDED = ['curl', 'haproxy', 'jq', 'memcached', 'nginx', 'openssl',
          'qemu-utils', 'rabbitmq-server', 'redis-server']


def test_nothing_is_there(machine):
    system_packages.ensure()
    assert machine.ran == [
        ['install', '-y', '--no-install-recommends', *NEEDED]]


def test_only_what_is_missing(machine):
    machine.programs |= {'curl', 'haproxy', 'jq', 'memcached', 'nginx',
                         'openssl', 'rabbitmq-server', 'redis-server'}
    system_packages.ensure()
    assert machine.ran[0][3:] == ['qemu-utils']


def test_all_is_there(machine):
    machine.programs |= {'curl', 'haproxy', 'jq', 'memcached', 'nginx',
                         'openssl', 'qemu-img', 'rabbitmq-server',
                         'redis-server'}
    system_packages.ensure()
    assert not machine.ran


def test_no_list_of_packages_yet(machine):
    machine.lists = False
    system_packages.ensure()
    assert [command[0] for command in machine.ran] == [
        'install', 'update', 'install']


def test_not_root(machine, monkeypatch):
    def fail(text):
        raise SystemExit(text)

    monkeypatch.setattr(progress, 'fail', fail)
    machine.root = False
    with pytest.raises(SystemExit, match='Run as root: apt-get .*qemu-utils'):
        system_packages.ensure()
    assert not machine.ran


def test_more_than_the_usual(machine):
    machine.programs |= {'curl', 'haproxy', 'jq', 'memcached', 'nginx',
                         'openssl', 'qemu-img', 'rabbitmq-server',
                         'redis-server'}
    system_packages.ensure({'mariadbd': 'mariadb-server'})
    assert machine.ran[0][3:] == ['mariadb-server']


def test_a_file_that_a_package_has(machine, tmp_path):
    machine.programs |= {'curl', 'haproxy', 'jq', 'memcached', 'nginx',
                         'openssl', 'qemu-img', 'rabbitmq-server',
                         'redis-server'}
    (tmp_path / 'there.h').touch()
    system_packages.ensure({str(tmp_path / 'there.h'): 'there-dev',
                            str(tmp_path / 'missing.h'): 'missing-dev'})
    assert machine.ran[0][3:] == ['missing-dev']


def test_other_needs_than_those_of_the_tests(machine):
    system_packages.ensure(needed={'debootstrap': 'debootstrap'})
    assert machine.ran[0][3:] == ['debootstrap']
