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

"""Words within an option: a list of classes, or a pipeline.

Only what is added changes; the rest of the value stays as it was written,
over however many lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
import re

from ops_ext_conf import entries

_SEPARATORS = re.compile(r'([,\s]+(?:[#;].*\n\s*)*)')


def of(value: str) -> list[str]:
    """Give the words of a value, without comments within it."""
    without = re.sub(r'^[#;].*$', '', value, flags=re.MULTILINE)
    return [word for word in re.split(r'[,\s]+', without) if word]


def before(entry: entries.Entry, new: str, place: int,
           separator: str = ' ') -> entries.Entry:
    """Add a word in front of another one.

    :param place: number of the other one; their count: at the end
    """
    pieces = _pieces(entry.value)
    numbers = [number for number, piece in enumerate(pieces)
               if number % 2 == 0 and piece]
    if place < len(numbers):
        pieces[numbers[place]:numbers[place]] = [new, separator]
    elif numbers:
        pieces[numbers[-1] + 1:numbers[-1] + 1] = [separator, new]
    else:
        pieces = [new]
    return entry._replace(text=entry.name + ''.join(pieces))


def without(entry: entries.Entry, unwanted: Mapping[str, int]
            ) -> entries.Entry:
    """Remove words, each as often as it is unwanted, the last ones first."""
    pieces = _pieces(entry.value)
    left = dict(unwanted)
    for number in range(len(pieces) - 1, -1, -2):
        word = pieces[number]
        if left.get(word, 0) > 0:
            left[word] -= 1
            # With what separates it from the next one, or from the last.
            if number + 2 < len(pieces):
                del pieces[number:number + 2]
            else:
                del pieces[max(number - 1, 0):number + 1]
    return entry._replace(text=entry.name + ''.join(pieces))


def append(text: str, section: str, option: str, new: Sequence[str],
           default: Sequence[str], last: str = '') -> str:
    """Add words to a list, unless they are in it.

    :param default: what the list is to begin with where there is none
    :param last: a word that others are put in front of
    :raises ValueError: if the section is not there
    """
    read = entries.parse(text)
    number = entries.find(read, section, option)
    if number is None or not of(read[number].value):
        # No list stands for the service's own; ours alone would replace it.
        words = [*default, *(word for word in new if word not in default)]
        entry = entries.Entry(section, option, '%s = %s' % (
            option, ','.join(words)))
        if number is not None:
            read[number] = entry
        else:
            header = next((at for at, one in enumerate(read)
                           if one.is_header and one.section == section), None)
            if header is None:
                raise ValueError('there is no section [%s]' % section)
            read.insert(header + 1, entry)
        return entries.write(read)
    for word in new:
        there = of(read[number].value)
        if word not in there:
            place = (there.index(last) if last in there and word != last
                     else len(there))
            read[number] = before(read[number], word, place, ',')
    return entries.write(read)


def _pieces(value: str) -> list[str]:
    """Give words at even places and what is between them at odd ones."""
    return _SEPARATORS.split(value)
