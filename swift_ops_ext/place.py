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

"""Checks the two places of ip_whitelist in the real proxy pipeline.

No single place sees both the client and the containers.  Left of everything
that makes requests of its own, the filter sees who the client is, but not
which segments, link targets or copy sources he will be given.  Right of it
all, it sees each container, but most inner requests no longer carry the
client's address.  So the same section is listed twice, and a pipeline in
which that is not so must not start.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

#: Middleware that asks for containers on a client's behalf.  All of it has
#: to stand between the two places: what is left of the first would lose the
#: client's address, what is right of the second would not be judged.
_BETWEEN = frozenset((
    'AccountQuotaMiddleware', 'Bulk', 'ContainerQuotaMiddleware',
    'ContainerSync', 'DynamicLargeObject', 'FormPost',
    'S3ApiMiddleware', 'ServerSideCopyMiddleware', 'StaticLargeObject',
    'StaticWeb', 'SymlinkMiddleware', 'TempURL', 'VersionedWritesMiddleware',
))

#: What may stand right of the second place.  Anything else could send for
#: another container after the filter has judged, so it has to be moved left.
_AFTER = frozenset((
    'Decrypter', 'KeyMaster', 'KmipKeyMaster', 'KmsKeyMaster',
    'ProxyLoggingMiddleware',
))

#: What has to stand left of the first place, because it watches what is
#: cached for the requests right of it.
_BEFORE = frozenset(('MemcacheMiddleware',))

_RIGHT = ('pipeline = catch_errors gatekeeper healthcheck proxy-logging cache '
          'ip_whitelist ... symlink ip_whitelist proxy-logging proxy-server')


def check(pipeline: Sequence[Any], ours: type) -> tuple[Any, Any]:
    """Check the finished pipeline and find the two places.

    :param pipeline: the middleware from left to right, the proxy last
    :param ours: class of this filter
    :returns: the instances at the first and at the second place
    :raises ValueError: if it would not see every request, naming what to
        move
    """
    places = [number for number, app in enumerate(pipeline)
              if isinstance(app, ours)]
    if len(places) != 2:
        raise ValueError(
            'ip_whitelist is listed %d time(s) in the pipeline; it has to be '
            'listed exactly twice: %s' % (len(places), _RIGHT))
    first, second = places
    for app in pipeline[:first]:
        if _name(app) in _BETWEEN:
            raise ValueError(
                'ip_whitelist: move %s right of the first ip_whitelist: left '
                'of it, its requests lose the client\'s address: %s' % (
                    _name(app), _RIGHT))
    for app in pipeline[first:]:
        if _name(app) in _BEFORE:
            raise ValueError(
                'ip_whitelist: move %s left of the first ip_whitelist: right '
                'of it, old rules could come back from memcached after a '
                'change: %s' % (_name(app), _RIGHT))
    for app in pipeline[second + 1:-1]:
        if _name(app) not in _AFTER:
            raise ValueError(
                'ip_whitelist: move %s left of the second ip_whitelist: right '
                'of it, its requests would not be judged: %s' % (
                    _name(app), _RIGHT))
    return pipeline[first], pipeline[second]


def sees_all(app: object) -> bool:
    """Tell whether one place left of this application would do for both.

    That is so around an application that asks for nothing by itself.  A
    pipeline within a pipeline is not checked by Swift's loader, and the
    filter must not pretend to see what it does not.

    :param app: the next application
    """
    while hasattr(app, 'app'):
        if _name(app) not in _AFTER:
            return False
        app = app.app
    return True


def _name(app: object) -> str:
    return type(app).__name__
