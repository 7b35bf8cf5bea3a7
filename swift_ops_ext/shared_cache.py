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

"""Keeps a change of rules from being undone in memcached.

Swift forgets what it cached of a container before it writes the change, and
whoever looks the container up in between puts the old metadata back, for as
long as ``recheck_container_existence`` says.  No time to forget is safe: a
look-up that began before the change may end long after it.

So each look-up is marked with the last change that was known when it began,
and what it found counts only as long as that is still the last one.  A change
is announced when it is written and before it is answered.  No clocks are
compared, and a proxy without this filter, which marks nothing, is only not
believed after a change.
"""

from __future__ import annotations

from typing import Any
import uuid

from swift.common import utils
from swift.proxy.controllers import base

from swift_ops_ext import information

_INFO = ('container/', 'account/')
_CHANGE = 'openstack-ops-ext/changed/'
_MARK = 'openstack-ops-ext/change'
# What was found before a change and cached after it has to expire sooner
# than the announcement: recheck_*_existence and the longest look-up together.
_ANNOUNCED_SECONDS = 24 * 3600


class SharedCache:
    """``swift.cache`` of one client request.

    :param cache: Swift's memcached client
    """

    _known: dict[str, Any] | None = None

    def __init__(self, cache: Any) -> None:
        self._cache = cache

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cache, name)

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        """Get a value; what a change has overtaken is not there.

        Neither is that there is no such container, which Swift remembers for
        six seconds: it may have been made meanwhile, with rules.
        """
        if not key.startswith(_INFO):
            return self._cache.get(key, *args, **kwargs)
        found = self._cache.get_multi([key, _CHANGE + key], key)
        info, change = found or (None, None)
        if self._known is None:
            self._known = {}
        # Two look-ups may be under way for one request: what the first finds
        # is no younger than it was when the first began.
        self._known.setdefault(key, change)
        if (not isinstance(info, dict)
                or info.pop(_MARK, None) != change
                or not information.is_whole(info)):
            return None
        return info

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep a value, unless nobody knows how old or how true it is."""
        if key.startswith(_INFO):
            if (self._known is None or key not in self._known
                    or not information.is_whole(value)):
                return None
            if self._known[key] is not None:
                value = dict(value, **{_MARK: self._known[key]})
        return self._cache.set(key, value, *args, **kwargs)

    def changed(self, key: str) -> bool:
        """Announce a change that is written.

        :param key: the cache key of the container or account
        :returns: whether memcached has taken it
        """
        name, mark = _CHANGE + key, uuid.uuid4().hex
        self._cache.set_multi({name: mark}, key, time=_ANNOUNCED_SECONDS)
        return bool(self._cache.get_multi([name], key) == [mark])


def install(env: dict[str, Any]) -> None:
    """Put it in the way of all look-ups of a request."""
    cache = env.get('swift.cache')
    if cache is not None:
        env['swift.cache'] = SharedCache(cache)


def announce(env: dict[str, Any], account: str,
             container: str | None = None) -> bool:
    """Make every proxy forget what it knows of a container or an account.

    :returns: False if others may remember it until it expires
    """
    cache = utils.cache_from_env(env, True)
    if not isinstance(cache, SharedCache):
        # Either there is none that anybody could remember it in, or the
        # first place is not in front of us.
        base.clear_info_cache(env, account, container)
        return cache is None
    told = cache.changed(base.get_cache_key(account, container))
    base.clear_info_cache(env, account, container)
    return told
