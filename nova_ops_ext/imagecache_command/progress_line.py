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


"""Tells on a terminal where a long look is."""

from __future__ import annotations

import time
from typing import TextIO

from nova_ops_ext.console_audit import display

_SOON = 1.0
_WIDTH = 79
_ERASE = '\r\x1b[K'


class ProgressLine:
    """One line, rewritten again and again, and gone in the end.

    :param stream: to write to; a line is only written to a terminal
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream if stream is not None and (
            stream.isatty()) else None
        self._began = time.monotonic()
        self._written = False

    def __call__(self, path: str, count: int) -> None:
        """Show it, unless all may be over before anybody reads it."""
        if time.monotonic() - self._began >= _SOON:
            text = '%d steps, at ' % count
            self._write(text + display.clipped(path, _WIDTH - len(text)))

    def close(self) -> None:
        """Leave nothing of it behind."""
        if self._written:
            self._write('')

    def _write(self, text: str) -> None:
        if self._stream is None:
            return
        encoding = self._stream.encoding or 'ascii'
        try:
            self._stream.write(_ERASE + text.encode(
                encoding, 'backslashreplace').decode(encoding))
            self._stream.flush()
            self._written = True
        except OSError:
            self._stream = None
