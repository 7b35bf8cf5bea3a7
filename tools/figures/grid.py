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

"""A table of answers as a figure: a row for each case, a cell for each answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

from tools.figures import drawing

_TOP, _STEP = 58, 28


def figure(name: str, title: str, said: str, columns: Sequence[str],
           rows: Sequence[tuple[str, Sequence[str]]],
           kinds: Mapping[str, str], *, label_width: int) -> str:
    """Draw it.

    :param columns: their heads; ``/`` begins a line
    :param rows: each with its label and the words in its cells
    :param kinds: of a cell, by the word that it begins with
    """
    width = (drawing.WIDTH - label_width - 10) / len(columns)
    parts = []
    for number, head in enumerate(columns):
        x = label_width + width * (number + 0.5)
        lines = head.split('/')
        parts += [drawing.text(x, _TOP - 8 - 14 * (len(lines) - 1 - line),
                               words, 'middle tiny')
                  for line, words in enumerate(lines)]
    for number, (label, cells) in enumerate(rows):
        y = _TOP + _STEP * number
        parts.append(drawing.text(10, y + 17, label, 'small'))
        for place, words in enumerate(cells):
            kind = kinds[words.split(',')[0].split(' ')[0]]
            parts += drawing.labelled(
                label_width + width * place + 2, y + 1, width - 4,
                _STEP - 3, [words], kind + '-box', 'small ' + kind)
    return drawing.document(name, title, said, _TOP + _STEP * len(rows) + 10,
                            parts)
