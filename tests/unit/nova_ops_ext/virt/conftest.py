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

"""Drivers for nova-compute, and its options."""

import sys
import types

import nova.conf
from nova.virt import driver
from oslo_config import fixture as config_fixture
import pytest

from nova_ops_ext import conf as conf_module
from nova_ops_ext.virt import nova_elsewhere

nova_elsewhere.make_importable()


class Bare(driver.ComputeDriver):
    """A driver of somebody's, which has no console log."""

    capabilities = {'supports_something': True}

    def __init__(self, virtapi, read_only=False):
        super().__init__(virtapi)
        self.read_only = read_only


class Logged(Bare):
    """Another, which gives the log that the test left on the class."""

    LOG = b''

    def get_console_output(self, context, instance):
        self.asked = (context, instance)
        return self.LOG


@pytest.fixture
def options():
    nova.conf.CONF([], project='nova', default_config_files=[])
    conf_module.register_opts(nova.conf.CONF)
    with config_fixture.Config(nova.conf.CONF) as conf:
        yield conf


@pytest.fixture
def load(options, monkeypatch):
    """Load a driver as nova-compute does."""
    module = types.ModuleType('nova.virt.somebodys')
    module.Bare = Bare
    module.Logged = Logged
    module.function = Bare
    module.NoDriver = object
    monkeypatch.setitem(sys.modules, module.__name__, module)

    def loaded(name, compute_driver='ops_ext.GuardedDriver', **console):
        options.config(compute_driver=compute_driver)
        options.config(group='ops_ext', driver=name)
        options.config(group='ops_console', **console)
        return driver.load_compute_driver('the virtapi')
    return loaded
