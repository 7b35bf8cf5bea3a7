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

"""Encodings: Nova reads UTF-8, strictly, whatever a header says."""

import codecs
import gzip
import zlib

from tests.functional.nova.console_ways import way

_TEXT = way.PLAIN.decode()
_NO_LETTERS = _TEXT.replace('{}', '{"\u00e9": 1}')
_ENCODED = {
    'UTF-8 with a mark': codecs.BOM_UTF8 + way.PLAIN,
    'UTF-16': _TEXT.encode('utf-16'),
    'UTF-16-LE': _TEXT.encode('utf-16-le'),
    'UTF-16-BE': _TEXT.encode('utf-16-be'),
    'UTF-16-BE with a mark': codecs.BOM_UTF16_BE + _TEXT.encode('utf-16-be'),
    'UTF-32': _TEXT.encode('utf-32'),
    'UTF-32-LE': _TEXT.encode('utf-32-le'),
    'UTF-32-BE': _TEXT.encode('utf-32-be'),
    'UTF-7': b'+AHs-"os-getConsoleOutput": +AHsAfQB9-',
    'UTF-7 name': b'{"+AG8-s-getConsoleOutput": {}}',
    'EBCDIC': _TEXT.encode('cp500'),
    'Latin-1 beside': _NO_LETTERS.encode('latin-1'),
    'Windows-1252 quotes': b'{\x93os-getConsoleOutput\x94: {}}',
    'overlong letter': way.PLAIN.replace(b'o', b'\xc1\xaf', 1),
    'overlong brace': b'\xc1\xbb' + way.PLAIN[1:],
    'overlong NUL': way.PLAIN.replace(b's-', b's-\xc0\x80'),
    'surrogate in UTF-8': way.action(b'{"\xed\xa0\x80": 1}'),
    'surrogate pair in UTF-8': way.action(b'{"\xed\xa0\xbd\xed\xb8\x80": 1}'),
    'above Unicode': way.action(b'{"\xf4\x90\x80\x80": 1}'),
    'lone continuation': way.PLAIN + b'\x80',
    'byte FF after': way.PLAIN + b'\xff',
    'byte FF before': b'\xff' + way.PLAIN,
    'byte FF in a string': way.length('"\x00"').replace(b'\x00', b'\xff'),
    'unfinished character': way.PLAIN + b'\xe2\x82',
    'duplicate with bytes that are not UTF-8': (
        b'{"os-getConsoleOutput": "\xff", "os-getConsoleOutput": {}}'),
    'NUL before': b'\x00' + way.PLAIN,
    'NUL between the letters': b'\x00'.join(
        bytes([byte]) for byte in way.PLAIN),
    'gzip': gzip.compress(way.PLAIN, mtime=0),
    'zlib': zlib.compress(way.PLAIN),
    'raw deflate': zlib.compress(way.PLAIN)[2:-4],
    'base64': codecs.encode(way.PLAIN, 'base64'),
    'quoted printable': way.PLAIN.replace(b'o', b'=6F', 1),
}
_KEPT = {
    # Read as UTF-8, this is a key that v2.1 refuses and the legacy v2 drops.
    'letters in UTF-8': _NO_LETTERS.encode(),
    'emoji in UTF-8': _TEXT.replace('{}', '{"\U0001f600": 1}').encode(),
}
_HEADERS = {
    'utf-16': 'UTF-16', 'utf-16-le': 'UTF-16-LE', 'utf-32': 'UTF-32',
    'cp500': 'EBCDIC', 'utf-7': 'UTF-7',
}

WAYS = [
    *(one for name, body in _ENCODED.items()
      for one in way.on_both(name, body, 400)),
    *(one for name, body in _KEPT.items()
      for one in way.on_both(name, body, 400, way.UNBOUNDED)),
    # Also where the request says so.
    *(one for charset, name in _HEADERS.items()
      for one in way.on_both(
          '%s with its charset' % name, _ENCODED[name], 400,
          environ={'CONTENT_TYPE': 'application/json; charset=' + charset})),
    *(one for name in ('gzip', 'zlib')
      for one in way.on_both(
          '%s with its encoding' % name, _ENCODED[name], 400,
          environ={'HTTP_CONTENT_ENCODING': name})),
    *way.on_both(
        'UTF-8 duplicate', _TEXT.replace(
            '{}', '"\U0001f600", "os-getConsoleOutput": {}').encode(),
        way.UNBOUNDED),
]
