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

"""What must not come out of a restricted container, and how to spot it.

Everything in there is marked: bytes, names and metadata carry words that
occur nowhere else, and the size is one that nothing else has.
"""

import hashlib
import re

BYTES = b'qzx-bytes;'
NAME = 'qzx-name'
META = 'qzx-meta'
SIZE = 10007

SECRET = (BYTES * (SIZE // len(BYTES) + 1))[:SIZE]
MD5 = hashlib.md5(SECRET).hexdigest()

_PATTERNS = {
    'bytes': re.compile(BYTES[:-1]),
    'name': re.compile(NAME.encode()),
    'metadata': re.compile(META.encode()),
    'MD5': re.compile(MD5.encode()),
    # Neither the fraction of a timestamp nor part of a transaction's name.
    'size': re.compile(rb'(?<![\w.])%d(?![\w.])' % SIZE),
}


def found_in(text: bytes) -> frozenset[str]:
    """Say what of the secret shows in this."""
    return frozenset(kind for kind, pattern in _PATTERNS.items()
                     if pattern.search(text))
