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

"""Which server a request is about, for counting requests.

Nova takes an id in every spelling that ``oslo_utils.uuidutils`` accepts, and
a path with doubled slashes; all spellings of one server have to be counted
together.
"""

from __future__ import annotations

import re
import uuid

_HEX_DIGITS = re.compile('[0-9a-f]{32}')


def of(path: str) -> str:
    """Give the last id in a path, as Nova writes it.

    :param path: ``PATH_INFO`` of a request
    :returns: empty if there is no id
    """
    for segment in reversed(path.lower().split('/')):
        digits = segment.replace('urn:', '').replace('uuid:', '').strip(
            '{}').replace('-', '')
        if _HEX_DIGITS.fullmatch(digits):
            return str(uuid.UUID(digits))
    return ''
