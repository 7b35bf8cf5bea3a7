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

"""How the body comes: its length, chunks, pieces, and what breaks off."""

from collections.abc import Iterator
import io

from tests.functional.nova.console_ways import way

#: oslo.middleware's limit of a request.
_LARGEST = 114688


class Pieces:
    """A body that comes a few bytes a read, as from a slow client."""

    def __init__(self, body: bytes, size: int = 3) -> None:
        self._body = io.BytesIO(body)
        self._size = size

    def read(self, size: int = -1) -> bytes:
        return self._body.read(
            self._size if size < 0 else min(size, self._size))

    def readline(self, size: int = -1) -> bytes:
        return self._body.readline(size)

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.read(self._size), b'')


class Whole(Pieces):
    """A body that comes whole, but cannot be rewound."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body, len(body) or 1)


class Blocks(Pieces):
    """A body of which a read gives 60000 bytes at most."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body, 60000)


class Breaks(Pieces):
    """A body that ends in an error of the connection, half way."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body[:len(body) // 2])

    def read(self, size: int = -1) -> bytes:
        data = super().read(size)
        if not data:
            raise ConnectionResetError(104, 'Connection reset by peer')
        return data


class BreaksAtOnce(Pieces):
    """A body of which no byte comes."""

    def read(self, size: int = -1) -> bytes:
        raise OSError('request data read error')


class BreaksOddly(Pieces):
    """A body that ends in an error no server should raise."""

    def read(self, size: int = -1) -> bytes:
        raise ValueError('I/O operation on closed file')


def _sent(name: str, stock: way.Outcome, *, body: bytes = way.PLAIN,
          size: str | None = None, chunked: bool | None = None,
          stream: type = Whole, mended: bool = False) -> list[way.Way]:
    environ: dict[str, object] = {}
    if chunked is not None:
        environ['HTTP_TRANSFER_ENCODING'] = 'chunked'
        environ['wsgi.input_terminated'] = chunked
        environ['CONTENT_LENGTH'] = size
    elif size is not None:
        environ['CONTENT_LENGTH'] = size
    return way.on_both(name, body, stock, environ=environ, stream=stream,
                       mended=mended)


def _padded(size: int) -> bytes:
    return way.PLAIN.ljust(size)


_FULL = len(way.PLAIN)
_TWICE = way.PLAIN + b'                   '
WAYS = [
    # Content-Length.
    *_sent('whole, not to be rewound', way.UNBOUNDED),
    *_sent('to be rewound', way.UNBOUNDED, stream=io.BytesIO),
    # webob takes a short read for the end, as no server should have it.  One
    # that stops there would miss what webob gets by smaller reads.
    *_sent('in pieces', 500, stream=Pieces, mended=True),
    *_sent('Content-Length with zeros', way.UNBOUNDED, size='00%d' % _FULL),
    *_sent('Content-Length with blanks', way.UNBOUNDED, size=' %d ' % _FULL),
    *_sent('Content-Length with a plus', way.UNBOUNDED, size='+%d' % _FULL),
    *_sent('Content-Length with an underscore', way.UNBOUNDED, size='2_7'),
    *_sent('Content-Length in Arabic digits', way.UNBOUNDED,
           size='\u0662\u0667'),
    *_sent('Content-Length of 0', 400, size='0'),
    *_sent('Content-Length of nothing', 400, size=''),
    *_sent('Content-Length of garbage', 400, size='garbage'),
    *_sent('Content-Length negative', 400, size='-1'),
    *_sent('Content-Length minus 0', 400, size='-0'),
    *_sent('Content-Length a float', 400, size='27.0'),
    *_sent('Content-Length hexadecimal', 400, size='0x1b'),
    *_sent('Content-Length twice', 400, size='27, 27'),
    *_sent('Content-Length of 5000 digits', 400, size='9' * 5000),
    *_sent('Content-Length too short', 400, size=str(_FULL - 1)),
    *_sent('Content-Length too short by blanks', way.UNBOUNDED, body=_TWICE,
           size=str(_FULL)),
    *_sent('Content-Length too short, more after', way.UNBOUNDED,
           body=way.PLAIN + way.length('5'), size=str(_FULL)),
    *_sent('Content-Length too long', 500, size=str(_FULL + 1)),
    *_sent('Content-Length too long, in pieces', 500, size=str(_FULL + 1),
           stream=Pieces),
    *_sent('Content-Length much too long', 500, size='100000'),
    *_sent('Content-Length, to be rewound, too long', 500, stream=io.BytesIO,
           size=str(_FULL + 1)),
    *_sent('Content-Length above the limit', 413, size=str(_LARGEST + 1)),
    *_sent('Content-Length far above the limit', 413, size='9' * 30),
    *_sent('Content-Length and no body', 500, body=b'', size=str(_FULL)),
    *_sent('no body', 400, body=b''),
    # Chunked, by a server that says where the body ends.
    *_sent('chunked', way.UNBOUNDED, chunked=True),
    *_sent('chunked, in pieces', way.UNBOUNDED, chunked=True, stream=Pieces),
    *_sent('chunked, to be rewound', way.UNBOUNDED, chunked=True,
           stream=io.BytesIO),
    *_sent('chunked and Content-Length', way.UNBOUNDED, chunked=True,
           size=str(_FULL)),
    *_sent('chunked and short Content-Length', 400, chunked=True, size='9'),
    *_sent('chunked and Content-Length of 0', 400, chunked=True, size='0'),
    *_sent('chunked and Content-Length of garbage', way.UNBOUNDED,
           chunked=True, size='garbage'),
    *_sent('chunked and negative Content-Length', 400, chunked=True,
           size='-5'),
    *_sent('chunked, no body', 400, chunked=True, body=b''),
    *_sent('chunked, bounded', way.BOUNDED, chunked=True,
           body=way.length('5')),
    *_sent('chunked, another action', 400, chunked=True,
           body=b'{"os-getConsoleOutputs": {}}'),
    *_sent('chunked, no JSON', 400, chunked=True, body=b'x' * 1000),
    # By one that does not.
    *_sent('chunked, end unknown', 400, chunked=False),
    *_sent('chunked, end unknown, in pieces', 400, chunked=False,
           stream=Pieces),
    # Sizes.
    *(one for size in (4096, 65534, 65535, 65536, _LARGEST - 1, _LARGEST)
      for one in _sent('%d bytes' % size, way.UNBOUNDED, body=_padded(size))),
    *_sent('%d bytes, in pieces' % _LARGEST, 500,
           body=_padded(_LARGEST), stream=Pieces, mended=True),
    *_sent('%d bytes, in blocks' % _LARGEST, way.UNBOUNDED,
           body=_padded(_LARGEST), stream=Blocks),
    *_sent('%d bytes' % (_LARGEST + 1), 413, body=_padded(_LARGEST + 1)),
    *(one for size in (4096, 65534, 65535, 65536, _LARGEST - 1, _LARGEST)
      for one in _sent('chunked, %d bytes' % size, way.UNBOUNDED,
                       body=_padded(size), chunked=True)),
    *_sent('chunked, %d bytes, in pieces' % _LARGEST, way.UNBOUNDED,
           body=_padded(_LARGEST), chunked=True, stream=Pieces),
    *_sent('chunked, %d bytes' % (_LARGEST + 1), 413,
           body=_padded(_LARGEST + 1), chunked=True),
    *_sent('chunked, %d bytes, in pieces' % (_LARGEST + 1), 413,
           body=_padded(_LARGEST + 1), chunked=True, stream=Pieces),
    *_sent('chunked, 10 MB', 413, body=_padded(10_000_000), chunked=True),
    *_sent('blanks up to the limit, then the action', way.UNBOUNDED,
           body=way.PLAIN.rjust(_LARGEST)),
    *_sent('chunked, blanks up to the limit, then the action', way.UNBOUNDED,
           body=way.PLAIN.rjust(_LARGEST), chunked=True),
    *_sent('blanks beyond 64 KiB, bounded', way.BOUNDED,
           body=way.length('5').rjust(70000)),
    # Broken off.
    *_sent('breaks half way', 500, stream=Breaks),
    *_sent('breaks at once', 500, stream=BreaksAtOnce),
    *_sent('breaks oddly', 500, stream=BreaksOddly),
    *_sent('chunked, breaks half way', 500, chunked=True, stream=Breaks),
    *_sent('chunked, breaks at once', 500, chunked=True,
           stream=BreaksAtOnce),
    *_sent('chunked, breaks oddly', 500, chunked=True, stream=BreaksOddly),
    *_sent('breaks, and the media type is wrong', 500, stream=BreaksAtOnce),
    way.Way('no input at all', 500, environ={'wsgi.input': way.ABSENT}),
    # Other marks that the end is known.
    way.Way('webob\'s own mark', way.UNBOUNDED, stream=Whole,
            environ={'CONTENT_LENGTH': way.ABSENT,
                     'webob.is_body_readable': True}),
    way.Way('no Content-Length and nothing said', 400, stream=Whole,
            environ={'CONTENT_LENGTH': way.ABSENT}),
]
