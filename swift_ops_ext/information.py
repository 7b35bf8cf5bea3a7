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

"""Whether what Swift says of a container or an account can be believed.  Pure.

A server that answers 200 and sends no headers, or is cut off before they end,
looks like a container without rules.  A storage server always sends how much
there is and since when.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_OK = range(200, 300)


def is_whole(info: Mapping[str, Any]) -> bool:
    """Tell whether information says of a container or account that it is.

    :param info: as Swift keeps it in ``swift.infocache`` and memcached, where
        what was not sent is None
    """
    if info['status'] not in _OK:
        return False
    if 'object_count' in info:
        return (info['object_count'] is not None
                and info.get('put_timestamp') is not None)
    return info.get('container_count') is not None
