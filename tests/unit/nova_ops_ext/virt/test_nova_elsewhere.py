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

"""Our drivers where Nova is not in the directory that we are in."""

import importlib
import importlib.util
import pathlib
import sys

import nova.virt
import os_vif
from os_vif import objects
import pytest
from stevedore import extension

import nova_ops_ext
from nova_ops_ext.virt import nova_elsewhere

NAME = 'nova.virt.ops_ext'
TREE = str(pathlib.Path(nova_ops_ext.__file__).parents[1] / 'nova' / 'virt')


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """A Nova in whose directory there is nothing of ours."""
    monkeypatch.delitem(sys.modules, NAME, raising=False)
    monkeypatch.setattr(nova.virt, '__path__', [str(tmp_path)])
    importlib.invalidate_caches()
    return tmp_path


def test_makes_it_importable(elsewhere):
    nova_elsewhere.make_importable()
    nova_elsewhere.make_importable()
    assert nova.virt.__path__ == [str(elsewhere), TREE]
    assert importlib.import_module(NAME).__file__.startswith(TREE)


def test_is_not_misled_by_what_an_uninstall_left(elsewhere):
    (elsewhere / 'ops_ext' / '__pycache__').mkdir(parents=True)
    nova_elsewhere.make_importable()
    assert importlib.import_module(NAME).GuardedDriver


def test_leaves_an_importable_one_alone(elsewhere):
    (elsewhere / 'ops_ext').mkdir()
    (elsewhere / 'ops_ext' / '__init__.py').write_text('')
    nova_elsewhere.make_importable()
    assert nova.virt.__path__ == [str(elsewhere)]


def test_where_there_is_no_nova(monkeypatch):
    monkeypatch.delitem(sys.modules, NAME, raising=False)
    for name in ('nova', 'nova.virt'):
        monkeypatch.setitem(sys.modules, name, None)
    nova_elsewhere.make_importable()


@pytest.fixture
def plugins(monkeypatch):
    """The plug-ins of os-vif: ours, as an entry point would name it."""
    objects.register_all()
    ours = extension.Extension('ops_ext', None, nova_elsewhere.NovaElsewhere,
                               None)
    manager = extension.ExtensionManager.make_test_instance([ours])
    monkeypatch.setattr(extension, 'ExtensionManager',
                        lambda *args, **kwargs: manager)
    monkeypatch.setattr(os_vif, '_EXT_MANAGER', None)
    return manager


def test_os_vif_loads_it(elsewhere, plugins):
    os_vif.initialize()
    assert TREE in nova.virt.__path__
    (told,) = os_vif.host_info().plugin_info
    assert told.plugin_name == 'ops_ext'
    assert told.vif_info == []
    assert os_vif.host_info(['VIFBridge']).plugin_info == []


def test_plugs_nothing(plugins):
    os_vif.initialize()
    for method in (plugins['ops_ext'].obj.plug, plugins['ops_ext'].obj.unplug):
        with pytest.raises(NotImplementedError):
            method(None, None)
