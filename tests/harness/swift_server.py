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

"""Run one Swift server whose configuration is not in /etc/swift.

Run as ``python swift_server.py account|container|object|proxy DIR CONF``.
Swift reads swift.conf when its modules are imported, from a fixed place, so
another directory has to be made known before the server module is touched.
"""

import importlib
import os
import sys
from typing import Any

MODULES = {
    'account': 'swift.account.server',
    'container': 'swift.container.server',
    'object': 'swift.obj.server',
    'proxy': 'swift.proxy.server',
}


class RememberedTokens:
    """What tempauth asks of memcached, kept here and for ever."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        return self._kept.get(key)

    def set(self, key: str, value: Any, **expiry: Any) -> None:
        self._kept[key] = value

    def delete(self, key: str) -> None:
        self._kept.pop(key, None)


def keep_tokens_out_of_memcached() -> None:
    """Let tokens survive memcached, also where tempauth has no Fernet keys.

    Before Swift 2.36 tempauth knows its tokens from memcached only. A test
    that flushes or stops memcached wants to see what becomes of the rules,
    not that everybody is logged out.
    """
    tempauth = importlib.import_module('swift.common.middleware.tempauth')
    if not hasattr(tempauth, 'fernet'):
        tokens = RememberedTokens()
        tempauth.cache_from_env = lambda env: tokens


def main() -> None:
    kind, swift_dir, conf = sys.argv[1:]
    # Python looks for modules beside this file first; none of its neighbours
    # may be taken for one that Swift wants.
    beside = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if path != beside]

    from swift.common import constraints
    from swift.common import storage_policy
    from swift.common import utils
    utils.set_swift_dir(swift_dir)
    constraints.reload_constraints()
    storage_policy.reload_storage_policies()

    server = importlib.import_module(MODULES[kind])
    if kind == 'proxy':
        keep_tokens_out_of_memcached()
    # -v sends the log to stderr as well.
    sys.argv = ['swift-%s-server' % kind, conf, '-v']
    server.main()


if __name__ == '__main__':
    main()
