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


"""Reads the values that operators write into aggregates.  Pure.

Nothing checks them when they are written, so each may be anything.  What
cannot be read raises ValueError with a text that names the key, the value
and what would be right; a filter refuses the hosts of such an aggregate.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
import re

_WHOLE = re.compile(r'[0-9]{1,9}')
_DECIMAL = re.compile(r'[+-]?[0-9]{1,9}(?:\.[0-9]{1,9})?')
_YES = frozenset(('true', 'yes', 'on', '1'))
_NO = frozenset(('false', 'no', 'off', '0'))


def whole(metadata: Mapping[str, str], key: str) -> int | None:
    """Read a whole number, 0 or more.

    :returns: None if the aggregate does not have the key
    :raises ValueError: if it is anything else
    """
    text = metadata.get(key)
    if text is None:
        return None
    if not _WHOLE.fullmatch(text.strip()):
        raise _error(key, text, 'a whole number, 0 or more')
    return int(text)


def decimal(metadata: Mapping[str, str], key: str, *,
            least: float | None = None) -> float | None:
    """Read a number such as ``-2`` or ``0.5``.

    :param least: what it must not be less than
    :returns: None if the aggregate does not have the key
    :raises ValueError: if it is anything else; infinity is no number
    """
    text = metadata.get(key)
    if text is None:
        return None
    number = float(text) if _DECIMAL.fullmatch(text.strip()) else None
    if number is None or (least is not None and number < least):
        raise _error(key, text, 'a number such as 1 or 0.5' + (
            '' if least is None else ', %g or more' % least))
    return number


def yes(metadata: Mapping[str, str], key: str) -> bool | None:
    """Read ``true`` or ``false``.

    :returns: None if the aggregate does not have the key
    :raises ValueError: if it is anything else
    """
    text = metadata.get(key)
    if text is None:
        return None
    word = text.strip().lower()
    if word not in _YES | _NO:
        raise _error(key, text, 'true or false')
    return word in _YES


def problems(metadata: Mapping[str, str],
             *readers: Callable[[Mapping[str, str]], object]) -> list[str]:
    """Give the texts of what readers cannot read in an aggregate."""
    found = []
    for read in readers:
        try:
            read(metadata)
        except ValueError as error:
            found.append(str(error))
    return found


def _error(key: str, text: str, right: str) -> ValueError:
    return ValueError('%s = %.64r: expected %s' % (key, text, right))
