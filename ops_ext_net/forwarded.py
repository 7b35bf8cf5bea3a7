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

"""Read the addresses in the header Forwarded (RFC 7239).

The header grows at its end, and what a client wrote comes first.  So each
element has to be right by itself: a quotation mark that the client left open
must not hide what a proxy wrote after it.  An element is what stands between
two commas, because no address holds one; whatever is then not of the form
that the RFC gives is no address.
"""

from __future__ import annotations

import re

#: Stands for an element that names nobody, and is no address.
NOBODY = 'no readable "for"'

_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PAIR = re.compile(r'\s*(%s)=(?:(%s)|"((?:[^"\\]|\\.)*)")\s*' % (
    _NAME, _NAME))
_ESCAPED = re.compile(r'\\(.)')


def addresses(header: str) -> str:
    """Give the addresses as X-Forwarded-For would have them.

    :param header: the value, repeated lines joined with commas
    :returns: a list with commas, one entry for each element
    """
    return ','.join(map(_of_element, header.split(',')))


def without_addresses(header: str) -> str:
    """Give the header without addresses, for those who believe its first.

    oslo.middleware divides it without regard to quotation marks, and so does
    this, in order to leave nothing that it would take for an address.  It is
    not empty, so that headers which count only without it still do not.
    """
    return ','.join(
        ';'.join(pair for pair in element.split(';')
                 if pair.partition('=')[0].strip().lower() != 'for')
        or 'by=unknown' for element in header.split(','))


def _of_element(element: str) -> str:
    found: str | None = None
    for pair in element.split(';'):
        match = _PAIR.fullmatch(pair)
        if match is None:
            return NOBODY
        name, plain, quoted = match.groups()
        if name.lower() != 'for':
            continue
        if found is not None:
            return NOBODY
        found = plain if quoted is None else _ESCAPED.sub(r'\1', quoted)
    # A blank would be dropped, and an address that is none become one.
    if not found or found != found.strip():
        return NOBODY
    return found
