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

"""The option of GuardedDriver."""

from __future__ import annotations

from oslo_config import cfg

GROUP = cfg.OptGroup(
    'ops_ext', title='The driver behind ops_ext.GuardedDriver',
    help="""
What ``[DEFAULT] compute_driver = ops_ext.GuardedDriver`` stands in front of.
""")

OPTIONS = [
    cfg.StrOpt(
        'driver', sample_default='zvm.ZVMDriver',
        help="""
The driver that GuardedDriver guards.

Without it, nova-compute does not start with GuardedDriver.

Possible values:

* what would stand in ``[DEFAULT] compute_driver`` without us.  For libvirt
  there is ``compute_driver = ops_ext.GuardedLibvirtDriver``, which does not
  look at this option.  Ironic has no console log to guard, and Nova wants
  its name in ``compute_driver`` itself.

Related options:

* ``[DEFAULT] compute_driver``
* ``[ops_console] max_bytes``
"""),
]
