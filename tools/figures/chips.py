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

"""A row of words in boxes, which goes on in the next line where it is full."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Sequence
from typing import NamedTuple

from tools.figures import drawing

_HEIGHT, _GAP, _LETTER, _MARGIN = 24, 7, 7.2, 8


class Laid(NamedTuple):
    """What was laid out.

    :ivar places: of each word: x, y of its middle
    :ivar bottom: below the last line
    """

    parts: list[str]
    places: list[tuple[float, float]]
    bottom: float


def lay(words: Sequence[str], ours: Collection[str], left: float, top: float,
        right: float, *, leading: int = 34) -> Laid:
    """Lay out words from left to right.

    :param ours: those that are drawn as the product's
    """
    parts: list[str] = []
    places: list[tuple[float, float]] = []
    x, y = left, top
    for word in words:
        mine = word in ours
        width = _LETTER * len(word) * (1.12 if mine else 1) + 2 * _MARGIN
        if x + width > right and x > left:
            x, y = left, y + leading
        parts += drawing.labelled(x, y, width, _HEIGHT, [word],
                                  'ours-box' if mine else 'box',
                                  'ours' if mine else '')
        places.append((x + width / 2, y + _HEIGHT / 2))
        x += width + _GAP
    return Laid(parts, places, y + _HEIGHT)
