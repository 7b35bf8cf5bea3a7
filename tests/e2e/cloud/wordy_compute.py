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

"""nova-compute, with the drivers beside this file among its own.

Run as ``python -I wordy_compute.py --config-file ...``.  Nova takes drivers
from its own package only, and no package of a driver like ours is at hand.
"""

import pathlib
import sys

from nova.cmd import compute
import nova.virt

if __name__ == '__main__':
    nova.virt.__path__.append(str(pathlib.Path(__file__).with_name(
        'drivers')))
    sys.argv[0] = 'nova-compute'
    sys.exit(compute.main())
