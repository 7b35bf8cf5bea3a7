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

"""Tells nova-api which extra specs of ours a flavor can have.

Nova takes the list from the entry point ``nova.api.extra_spec_validators``,
so it needs no configuration; the package has to be installed where nova-api
runs.  From microversion 2.86 on nova-api then refuses a value that cannot be
read, and a key of the namespace ``ops_ext`` that is none of these, with 400.
"""

from __future__ import annotations

from nova.api.validation.extra_specs import base

from nova_ops_ext.scheduler import new_host


def register() -> list[base.ExtraSpecValidator]:
    """List the extra specs; called by nova-api."""
    return [base.ExtraSpecValidator(
        name=new_host.EXTRA_SPEC,
        description='Servers of this flavor may use hosts that are in '
                    'burn-in or on the ramp after it.  NewHostFilter reads '
                    'it.',
        value={'type': bool,
               'description': 'Whether such hosts are for this flavor.'})]
