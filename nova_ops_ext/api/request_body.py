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

"""Reads the body of a request, and leaves it to be read.

Whatever happens while it is read, a client that goes away or a body that is
larger than oslo.middleware allows, happens to Nova as it would have without
us: Nova gets what was read, and then what the server has to say.
"""

from __future__ import annotations

import io
from typing import Any

Environ = dict[str, Any]

_PIECE = 65536


def may_have_one(env: Environ) -> bool:
    """Tell whether there may be a body; cheap, for every request.

    The keys are those by which webob, and so Nova, finds that out.
    """
    return bool(env.get('CONTENT_LENGTH')
                or env.get('wsgi.input_terminated')
                or env.get('webob.is_body_readable'))


def read(env: Environ) -> bytes | None:
    """Give the whole body.

    :returns: ``None`` if there is none, or if it did not come whole
    """
    length: int | None = None
    try:
        # As webob does.
        length = int(env.get('CONTENT_LENGTH') or '')
    except ValueError:
        if not env.get('wsgi.input_terminated',
                       env.get('webob.is_body_readable')):
            return None
    seekable = env.get('webob.is_body_seekable')
    if length is not None and (length == 0 or length < 0 and not seekable):
        return None
    source = env.get('wsgi.input')
    if source is None:
        return None
    if seekable:
        # webob then takes what is there for whole, whatever the length says.
        source.seek(0)
    # Almost always all of it comes at once.
    pieces: list[bytes] = []
    missing = _PIECE if length is None else length
    error: Exception | None = None
    try:
        while missing:
            piece = source.read(missing)
            if not piece:
                break
            pieces.append(piece)
            if length is not None:
                missing -= len(piece)
    except Exception as raised:
        # Not ours to answer.  A source that failed once may well say later
        # that it has ended, so Nova gets this from us.
        error = raised
    body = b''.join(pieces)
    if error is None and (length is None or seekable or len(body) == length):
        env['wsgi.input'] = io.BytesIO(body)
        return body
    env['wsgi.input'] = _Rest(body, source, error)
    return None


def replace(env: Environ, body: bytes) -> None:
    """Let Nova read another body."""
    env['wsgi.input'] = io.BytesIO(body)
    env['CONTENT_LENGTH'] = str(len(body))


class _Rest(io.RawIOBase):
    """What was read of a source, and then its error or the source itself."""

    def __init__(self, read_already: bytes, source: Any,
                 error: Exception | None) -> None:
        super().__init__()
        self._read_already = io.BytesIO(read_already)
        self._source = source
        self._error = error

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        data = self._read_already.read(len(view))
        if not data and self._error is not None:
            raise self._error
        data = data or self._source.read(len(view))
        view[:len(data)] = data
        return len(data)
