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

"""What a request does to a container: read it or write it.  Pure.

Swift makes requests of its own to serve one of a client, and some of these
read only in order to write: the version that is put aside before an object
is overwritten, the upload that S3 looks for before it takes another part.
Nothing of what they read reaches the client, so who may write may have them
made.
"""

from __future__ import annotations

import enum


class Operation(enum.Enum):
    """What a client wants of a container."""

    READ = 'read'
    WRITE = 'write'
    #: A CORS pre-flight: asks for nothing, and tells whether either is
    #: allowed.
    EITHER = 'either'


BOTH = frozenset((Operation.READ, Operation.WRITE))

_READING = frozenset(('GET', 'HEAD'))
_S3_UPLOADS = '+segments'
_OBJECT_VERSIONING = 'OV'
_S3 = 'S3'
_LARGE_OBJECT = 'SLO'
_VERSIONS = '\x00versions\x00'


def of(method: str, source: str | None = None, client_method: str = '',
       container: str = '', copied: str = '', *, s3: bool = False
       ) -> Operation:
    """Name the operation of a request.

    :param method: of the request at hand
    :param source: Swift's name for the middleware that makes it on behalf of
        a client (``swift.source``); None for the client's own
    :param client_method: of the request that the client made
    :param container: the request's, in UTF-8
    :param copied: the container from which S3 is to copy, in UTF-8
    :param s3: whether the client speaks S3
    """
    if method in _READING:
        if source is None or client_method in _READING:
            return Operation.READ
        return _inner_reading(source, client_method, container, copied, s3)
    return Operation.EITHER if method == 'OPTIONS' else Operation.WRITE


def _inner_reading(source: str, client_method: str, container: str,
                   copied: str, s3: bool) -> Operation:
    if source == _OBJECT_VERSIONING:
        # What is about to be replaced goes into the container's own
        # versions, where the same rules hold.  A version that is made the
        # current one again is answered with its ETag.
        if client_method != 'PUT' or not container.startswith(_VERSIONS):
            return Operation.WRITE
    if source == _LARGE_OBJECT and s3 and client_method in ('DELETE', 'POST'):
        # Its parts are looked for when an upload is completed, and read from
        # the manifest when an object is deleted.
        return Operation.WRITE
    if source == _S3:
        # An S3 PUT may copy, and then the HEAD of its source tells whether
        # it is there; a part of an upload copies by another request.
        if client_method != 'PUT' or (container.endswith(_S3_UPLOADS)
                                      and container != copied):
            return Operation.WRITE
    return Operation.READ
