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

"""Whether the services of a test run what the tree says.

The tests import the tree; the services that they start as processes run the
installed wheel.
"""

from importlib import metadata
import pathlib

_ROOT = pathlib.Path(__file__).resolve().parents[2]
_PACKAGES = ('ops_ext_net', 'ops_ext_tempest', 'swift_ops_ext', 'nova_ops_ext',
             'nova')


def check() -> None:
    """Stop if the wheel of this environment is not of this tree.

    An editable installation has no files of its own and is always current.
    """
    distribution = metadata.distribution('openstack-ops-ext')
    for package in _PACKAGES:
        for path in (_ROOT / package).rglob('*.py'):
            name = str(path.relative_to(_ROOT))
            installed = pathlib.Path(str(distribution.locate_file(name)))
            if installed.parent.exists() and (
                    not installed.exists()
                    or installed.read_bytes() != path.read_bytes()):
                raise RuntimeError(
                    'the installed wheel has another %s than this tree; '
                    'run: make install' % name)
