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

"""The algorithm of the example in OpenStack's Operations Guide, to compare."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from typing import Any

from swift.proxy.controllers import base


class GuideWhitelist:
    """Admits a client whose address is, as text, one of the values.

    The values are those of the container's metadata whose key begins with
    ``allow``.  Unlike in the guide, Python 3 can run it, and a container
    without rules is open, so that it passes on what our filter passes on.

    :param app: the next application in the pipeline
    """

    def __init__(self, app: Callable[..., Any]) -> None:
        self.app = app

    def __call__(self, env: dict[str, Any], start_response: Any,
                 ) -> Iterable[bytes]:
        """Pass the request on, or answer 403."""
        info = base.get_container_info(env, self.app, swift_source='GUIDE')
        allowed = {value for key, value in info['meta'].items()
                   if key.startswith('allow')}
        if allowed and env['REMOTE_ADDR'] not in allowed:
            start_response('403 Forbidden', [])
            return [b'']
        return self.app(env, start_response)
