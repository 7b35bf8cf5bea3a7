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

"""GuardedDriver: any other driver with our guards."""

from __future__ import annotations

import importlib
import inspect
import types
from typing import Any
from typing import NoReturn

import nova.conf
from nova import exception
from nova.virt import driver
from oslo_log import log as logging

from nova_ops_ext import conf
from nova_ops_ext.conf import driver as options
from nova_ops_ext.virt import console_guard

CONF = nova.conf.CONF
conf.register_opts(CONF)
LOG = logging.getLogger(__name__)

_LIBVIRT = ('nova.virt.libvirt.driver', 'LibvirtDriver')


class GuardedDriver:
    """``[DEFAULT] compute_driver = ops_ext.GuardedDriver``

    The object is of a subclass of the driver named in ``[ops_ext] driver``,
    and not of this class: Nova looks at attributes of drivers and of their
    classes, and drivers call methods of their own.
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        name = CONF[options.GROUP.name].driver
        wrapped = _driver_class(name)
        LOG.info('GuardedDriver guards %s', name)
        guarded = types.new_class(
            'Guarded' + wrapped.__name__,
            (*_guards(wrapped), wrapped),
            exec_body=lambda body: body.update(__module__=__name__))
        return guarded(*args, **kwargs)


def _guards(wrapped: type) -> list[type]:
    """Choose the guards; only libvirt's driver has an image cache for ours."""
    guards: list[type] = [console_guard.ConsoleGuard]
    if any((base.__module__, base.__name__) == _LIBVIRT
           for base in wrapped.__mro__):
        # Only now: it needs what libvirt's driver has imported.
        from nova_ops_ext.virt import image_cache_guard
        guards.append(image_cache_guard.ImageCacheGuard)
    return guards


def _driver_class(name: str | None) -> type:
    """Find the class, as Nova would if ``compute_driver`` named it."""
    if not name:
        _refuse(name, 'expected the driver to guard, like zvm.ZVMDriver')
    if 'ironic' in name.lower():
        # Nova goes by this word in compute_driver, and would take a host of
        # Ironic's for one that was renamed.
        _refuse(name, 'has no console log to guard; use it as [DEFAULT] '
                      'compute_driver')
    module, _dot, attribute = ('nova.virt.' + name).rpartition('.')
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (AttributeError, ImportError) as error:
        _refuse(name, 'expected what [DEFAULT] compute_driver would name, '
                      'like zvm.ZVMDriver, but: %s' % error, error)
    if found is GuardedDriver or (
            inspect.isclass(found)
            and issubclass(found, console_guard.ConsoleGuard)):
        _refuse(name, 'expected a driver without our guards; this one is for '
                      '[DEFAULT] compute_driver')
    if not inspect.isclass(found) or not issubclass(found,
                                                    driver.ComputeDriver):
        _refuse(name, 'expected a class of drivers, but nova.virt.%s is not a '
                      'ComputeDriver' % name)
    return found


def _refuse(name: str | None, why: str,
            cause: Exception | None = None) -> NoReturn:
    # Of a ValueError, Nova would say that GuardedDriver is no driver.
    raise exception.InvalidConfiguration('[%s] option driver = %s: %s' % (
        options.GROUP.name, name or '', why)) from cause
