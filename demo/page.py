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

"""A terminal of 80 columns, with colours if it has any."""

from __future__ import annotations

import os
import sys
import textwrap
from typing import TextIO

WIDTH = 79
INDENT = ' ' * 4

BOLD, DIM, RED = '1', '2', '31'


class Page:
    """Writes whole lines, and a line that grows while something starts.

    :param out: the terminal; standard output if there is none
    """

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._colours = (self._out.isatty()
                         and not os.environ.get('NO_COLOR'))
        self._midline = False

    def line(self, text: str = '', colour: str = '') -> None:
        """Write one line."""
        if self._midline:
            self._midline = False
            self._out.write('\n')
        text = text.rstrip()
        if colour and self._colours:
            text = '\033[%sm%s\033[0m' % (colour, text)
        self._out.write(text + '\n')
        self._out.flush()

    def grow(self, words: str, *, end: bool = False) -> None:
        """Add words to the line that grows, or end it with them."""
        self._midline = not end
        self._out.write(words + ('\n' if end else ' '))
        self._out.flush()

    def wrapped(self, text: str) -> None:
        """Write a text in as many lines as it needs; none if it is empty."""
        for line in textwrap.wrap(text, WIDTH, break_on_hyphens=False,
                                  break_long_words=False):
            self.line(line)

    def below(self, mark: str, text: str, colour: str = '') -> None:
        """Write a text that belongs to the line above, in several lines.

        :param mark: one character that says what the text is
        """
        first = '%s%s%s ' % (INDENT, INDENT, mark)
        for line in textwrap.wrap(
                text, WIDTH, initial_indent=first,
                subsequent_indent=' ' * len(first), break_on_hyphens=False,
                break_long_words=False):
            self.line(line, colour)
