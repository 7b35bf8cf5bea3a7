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

"""The drivers of openstack-ops-ext, at the only place where Nova looks.

The directories above have no ``__init__.py``: those are Nova's own.
"""

from __future__ import annotations

import importlib
from typing import Any

_MODULES = {
    'GuardedDriver': 'nova_ops_ext.virt.guarded_driver',
    'GuardedLibvirtDriver': 'nova_ops_ext.virt.guarded_libvirt',
}


def __getattr__(name: str) -> Any:
    # Not before it is asked for: a driver brings the libraries of its
    # hypervisor.
    if name not in _MODULES:
        raise AttributeError('module %r has no attribute %r; it has %s' % (
            __name__, name, ' and '.join(_MODULES)))
    return getattr(importlib.import_module(_MODULES[name]), name)
