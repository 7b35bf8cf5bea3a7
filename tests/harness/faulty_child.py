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


"""The child process of a pass, on a host that is at fault.

Which faults there are is in the environment, as JSON: see :class:`Faults`.
"""

from __future__ import annotations

from collections.abc import Callable
import errno
import json
import os
from typing import Any

from nova_ops_ext.imagecache import child
from nova_ops_ext.imagecache import progress
from nova_ops_ext.imagecache import survey

VARIABLE = 'OPS_EXT_TEST_FAULTS'


def main() -> None:
    """Answer requests, with the faults."""
    faults = json.loads(os.environ.get(VARIABLE, '{}'))
    if faults.get('any_storage'):
        survey.Survey.storage = lambda self: []  # type: ignore[method-assign]
    if not faults.get('open_files'):
        # There may be thousands of processes where the tests are run.
        survey.Survey.open = (  # type: ignore[method-assign]
            lambda self, scan: {})
    for call, part, code in faults.get('errors', ()):
        setattr(os, call, _failing(getattr(os, call), part,
                                   getattr(errno, code)))
    if 'vanishes' in faults:
        _have_vanish(*faults['vanishes'])
    if 'user' in faults:
        os.setgroups([])
        os.setgid(faults['user'])
        os.setuid(faults['user'])
    child.main()


def _failing(real: Callable[..., Any], part: str, code: int
             ) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        path = args[0] if args else '.'
        if isinstance(path, int):
            try:
                path = os.readlink('/proc/self/fd/%d' % path)
            except OSError:
                path = ''
        if part in os.fsdecode(path):
            raise OSError(code, os.strerror(code), path)
        return real(*args, **kwargs)
    return call


def _have_vanish(part: str, victim: str) -> None:
    """Remove a file when the pass comes to a certain path."""
    real = progress.Progress.at

    def at(self: progress.Progress, path: str) -> None:
        if path.endswith(part) and os.path.lexists(victim):
            os.unlink(victim)
        real(self, path)

    progress.Progress.at = at  # type: ignore[method-assign]
