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

"""Ways of asking for a console log, as data, by kind.

Each module has its WAYS.  ``python -m tests.functional.nova.console_ways``
prints how many there are.
"""

from tests.functional.nova.console_ways import encodings
from tests.functional.nova.console_ways import headers
from tests.functional.nova.console_ways import json_texts
from tests.functional.nova.console_ways import methods
from tests.functional.nova.console_ways import numbers
from tests.functional.nova.console_ways import paths
from tests.functional.nova.console_ways import transfer

KINDS = {
    'paths': paths.WAYS,
    'methods': methods.WAYS,
    'headers': headers.WAYS,
    'numbers': numbers.WAYS,
    'json': json_texts.WAYS,
    'encodings': encodings.WAYS,
    'transfer': transfer.WAYS,
}
