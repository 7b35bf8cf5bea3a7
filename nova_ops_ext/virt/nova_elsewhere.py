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

"""Makes ``nova.virt.ops_ext`` importable where Nova is elsewhere than we are.

nova-compute imports drivers from ``nova.virt`` only, which is the directory
that Nova was installed into.  Where that is not ours, as with Nova from a
distribution package and us from pip, it finds none of our drivers.  But before
it loads the driver it loads the plug-ins of os-vif, and so this one, which
does nothing with interfaces.
"""

from __future__ import annotations

import importlib.util
import pathlib
from typing import Any

import os_vif.objects
from os_vif import plugin

import nova_ops_ext

_PACKAGE = 'nova.virt'
_OURS = 'nova.virt.ops_ext'


def make_importable() -> None:
    """Have nova.virt look for modules beside us too, if it has to."""
    try:
        found = importlib.util.find_spec(_OURS)
    except ModuleNotFoundError:
        # Some other program that uses os-vif; there is no Nova.
        return
    # A directory that something left behind is found, but has no origin.
    if found is not None and found.origin is not None:
        return
    directory = pathlib.Path(nova_ops_ext.__file__).parents[1].joinpath(
        *_PACKAGE.split('.'))
    package = importlib.import_module(_PACKAGE)
    if str(directory) not in package.__path__:
        package.__path__.append(str(directory))


class NovaElsewhere(plugin.PluginBase):
    """The plug-in of os-vif, which plugs nothing."""

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        make_importable()

    def describe(self) -> Any:
        return os_vif.objects.host_info.HostPluginInfo(
            plugin_name='ops_ext', vif_info=[])

    def plug(self, vif: Any, instance_info: Any) -> None:
        raise NotImplementedError('ops_ext has no interfaces of its own')

    def unplug(self, vif: Any, instance_info: Any) -> None:
        raise NotImplementedError('ops_ext has no interfaces of its own')
