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

"""What is broken while people use the storage, and put right again."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.e2e.cloud import whole

_MEMCACHED = 'swift-memcached'
_FIRST, _SECOND = 'swift-proxy-1', 'swift-proxy-2'
KEYSTONE_GONE, KEYSTONE_HANGS = 'keystone is gone', 'keystone hangs'


class Fault(NamedTuple):
    """One of them.

    :ivar seconds: for how long
    """

    name: str
    inflict: Callable[[whole.Cloud], None]
    heal: Callable[[whole.Cloud], None]
    seconds: float = 12


def _killed(name: str, what: str) -> Fault:
    return Fault(what, lambda cloud: cloud.kill(name),
                 lambda cloud: cloud.start(name))


def _hung(name: str, what: str) -> Fault:
    return Fault(what, lambda cloud: cloud.hang(name),
                 lambda cloud: cloud.resume(name))


def _both(name: str, one: Fault, other: Fault) -> Fault:
    def inflict(cloud: whole.Cloud) -> None:
        one.inflict(cloud)
        other.inflict(cloud)

    def heal(cloud: whole.Cloud) -> None:
        other.heal(cloud)
        one.heal(cloud)

    return Fault(name, inflict, heal)


ALL: tuple[Fault, ...] = (
    _killed(_MEMCACHED, 'memcached is gone'),
    _hung(_MEMCACHED, 'memcached hangs'),
    _killed(_FIRST, 'a proxy is gone'),
    _hung(_SECOND, 'a proxy hangs'),
    _killed('keystone', KEYSTONE_GONE),
    _hung('keystone', KEYSTONE_HANGS),
    _killed('swift-container', 'the container server is gone'),
    _hung('swift-container', 'the container server hangs'),
    _killed('swift-account', 'the account server is gone'),
    _killed('swift-object', 'the object server is gone'),
    Fault('HAProxy is restarted',
          lambda cloud: cloud.restart('swift-haproxy'),
          lambda cloud: None, seconds=6),
    _both('memcached and the container server are gone',
          _killed(_MEMCACHED, ''), _killed('swift-container', '')),
    _both('memcached and keystone are gone',
          _killed(_MEMCACHED, ''), _killed('keystone', '')),
)
