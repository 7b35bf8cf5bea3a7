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

"""Every way in which stock Nova loses a base image, and some it does not.

``python -m tests.functional.nova.image_cache`` tries each with Nova's manager
and with ours, and prints the table.
"""

from tests.functional.nova.image_cache import bookkeeping
from tests.functional.nova.image_cache import cause
from tests.functional.nova.image_cache import fleets
from tests.functional.nova.image_cache import listings
from tests.functional.nova.image_cache import quiet
from tests.functional.nova.image_cache import spawns
from tests.functional.nova.image_cache import unreadable

KINDS: dict[str, cause.Causes] = {
    'fleets': fleets.CAUSES,
    'spawns': spawns.CAUSES,
    'listings': listings.CAUSES,
    'unreadable': unreadable.CAUSES,
    'bookkeeping': bookkeeping.CAUSES,
    'quiet': quiet.CAUSES,
}
