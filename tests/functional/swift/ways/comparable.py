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

"""What two answers have in common when only the time and the names differ."""

import re
from typing import Any

from tests.functional.swift.ways import marks
from tests.functional.swift.ways import place
from tests.harness import swift_client

_NOT_COMPARED = frozenset((
    'date', 'x-trans-id', 'x-openstack-request-id', 'x-amz-id-2',
    'x-amz-request-id'))
# Swift makes them of sets, in no order.
_SETS = frozenset(('allow', 'access-control-allow-methods',
                   'access-control-expose-headers'))

_SAME = tuple((re.compile(pattern), to) for pattern, to in (
    # The restriction itself, which is not there in every run.
    (rb'(?im)^x-(container|account)-meta-(allow|deny)(-read|-write)?'
     rb'-(office|leaver|second): .*\n', b''),
    # The body of a manifest says when its parts were written.
    (rb'"hash": "[0-9a-f]{32}"(?=[^{}]*"slo_etag")', b'"hash": ""'),
    (rb'(?im)^etag: .*\n(?=(.+\n)*?x-static-large-object)', b''),
    (rb'boundary=[0-9a-f]{32}', b'boundary='),
    (rb'--[0-9a-f]{32}', b'--'),
    (rb'tx[0-9a-f]{21}-[0-9a-f]{10}[-\w]*', b'TRANSACTION'),
    (rb'\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT', b'DATE'),
    (rb'\d{4}-\d\d-\d\d[T ][\d:]{8}(\.\d+)?Z?', b'DATE'),
    (rb'\d{10}\.\d{5}(_[0-9a-f]+)?', b'TIME'),
    (rb'(UploadId>)[^<]+', rb'\1'),
    (rb'/[A-Za-z0-9_-]{48}', b'/UPLOAD'),
    (rb'127\.0\.0\.1:\d+', b'HOST'),
    (rb'\b\d{10}\b', b'TIME'),
    (place.TAG.encode(), b'TAG'),
))


def text(value: bytes) -> bytes:
    """Put fixed words for all that is different in every run."""
    value = value.replace(marks.SECRET, b'SECRET')
    for pattern, to in _SAME:
        value = re.sub(pattern, to, value)
    return value


def answer(value: swift_client.Answer) -> tuple[Any, ...]:
    headers = ''.join(sorted(
        '%s: %s\n' % (name.lower(), _in_order(name.lower(), content))
        for name, content in value.headers.items()
        if name.lower() not in _NOT_COMPARED))
    return (value.status, value.reason, text(headers.encode()),
            text(value.body))


def _in_order(name: str, content: str) -> str:
    if name not in _SETS:
        return content
    return ', '.join(sorted(content.split(', ')))


def wire(value: swift_client.Answer) -> bytes:
    """Everything of an answer, with nothing left out."""
    return b'%d %s\n%s\n%s' % (
        value.status, value.reason.encode(),
        '\n'.join('%s: %s' % item for item in value.headers.items()).encode(),
        value.body)
