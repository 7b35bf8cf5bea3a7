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

"""Settles whether Nova's threads are eventlet's; import it before any Nova.

What is imported earlier keeps the blocking functions of the standard library,
and Nova 34 refuses to settle it after any import that brings eventlet.
"""

# Nova 31, 33 and 34 settle it here.
import nova.tests.functional  # noqa: F401,H306

# Nova 32 does so when it is told to.
from nova import monkey_patch

if hasattr(monkey_patch, 'patch'):
    monkey_patch.patch()
