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

"""What would be right, as the code itself says when it refuses a value."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
import re

#: No option of ours can have it.
NONSENSE = '?'

_RIGHT = re.compile(r': expected (.+?)(?:: \'|$)|\'\?\' is not (.+)$',
                    re.DOTALL)
_ERRORS = (ValueError, TypeError)


def right(read: Callable[[], object]) -> str:
    """Give what is right instead of a value that cannot be.

    :param read: has the value read
    :raises LookupError: it is not refused, or not so
    """
    try:
        read()
    except _ERRORS as error:
        return of_message(str(error))
    raise LookupError('what cannot be right is not refused')


def of_message(message: str) -> str:
    """Give the part of a message that says what would be right.

    :raises LookupError: it does not say
    """
    found = _RIGHT.search(message)
    if found is None:
        raise LookupError('it does not say what would be right: ' + message)
    return found[1] or found[2]


def first(problems: Iterable[str]) -> str:
    """Give what would be right of the first of several messages."""
    for one in problems:
        return of_message(one)
    raise LookupError('what cannot be right is not refused')
