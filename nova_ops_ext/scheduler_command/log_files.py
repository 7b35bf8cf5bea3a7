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

"""Log files of any size, line by line."""

from __future__ import annotations

from collections.abc import Iterator
import gzip
import io
import sys
from typing import BinaryIO
from typing import cast
import zlib

# A line that names 100,000 hosts is shorter.  What is cut off must never be
# taken for a line of its own.
_LONGEST = 16 * 1024 * 1024
_GZIP = b'\x1f\x8b'


class CannotReadError(Exception):
    """A log could not be read, or not to its end."""


def lines(path: str) -> Iterator[bytes]:
    """Give the lines, without their newlines.

    Only a newline ends a line: other characters at which Python would split
    a text may come from a user.

    :param path: plain or gzip; ``-`` is standard input
    :raises CannotReadError: and why
    """
    try:
        if path == '-':
            yield from _lines(_plain(_standard_input()))
            return
        with open(path, 'rb') as file:
            yield from _lines(_plain(file))
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise CannotReadError('%s: %s' % (
            'standard input' if path == '-' else path,
            getattr(error, 'strerror', None) or error)) from None


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise OSError('there is none')
    return sys.stdin.buffer


def _plain(file: BinaryIO) -> BinaryIO:
    buffered = (file if isinstance(file, io.BufferedReader)
                else io.BufferedReader(cast(io.RawIOBase, file)))
    if buffered.peek(2)[:2] == _GZIP:
        return cast(BinaryIO, gzip.GzipFile(fileobj=buffered))
    return cast(BinaryIO, buffered)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    whole = True
    while chunk := file.readline(_LONGEST):
        ends = chunk.endswith(b'\n')
        if whole and (ends or len(chunk) < _LONGEST):
            yield chunk.removesuffix(b'\n')
        whole = ends
