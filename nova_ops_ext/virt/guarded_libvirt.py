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

"""GuardedLibvirtDriver: libvirt's driver with our guards."""

from __future__ import annotations

from nova.virt.libvirt import driver

from nova_ops_ext.virt import console_guard
from nova_ops_ext.virt import image_cache_guard


class GuardedLibvirtDriver(console_guard.ConsoleGuard,
                           image_cache_guard.ImageCacheGuard,
                           driver.LibvirtDriver):
    """``[DEFAULT] compute_driver = ops_ext.GuardedLibvirtDriver``"""
