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


"""The mode of a filter or a weigher, as it is at the moment."""

from __future__ import annotations

from typing import Any

import nova.conf
from oslo_log import log as logging

CONF = nova.conf.CONF
LOG = logging.getLogger(__name__)


class Mode:
    """Reads ``mode``, which changes on SIGHUP.

    :param group: the group of options
    :param owner: name of the class, for the log
    :raises ValueError: if the value is not one of the choices
    """

    def __init__(self, group: str, owner: str) -> None:
        self._group = group
        self._owner = owner
        self._last = str(CONF[group].mode)
        CONF.register_mutate_hook(self._changed)

    def current(self) -> str:
        """Give ``enforce``, ``log`` or ``off``."""
        try:
            return str(CONF[self._group].mode)
        except ValueError:
            # Said once, when the file was read.
            return self._last

    def _changed(self, _conf: Any, _changed: Any) -> None:
        # On SIGHUP, in the parent of the workers too: those that are forked
        # afterwards have what it read.
        before = self._last
        try:
            self._last = str(CONF[self._group].mode)
        except ValueError as error:
            LOG.error('%(owner)s: mode stays %(mode)s: %(error)s', {
                'owner': self._owner, 'mode': self._last, 'error': error})
        if self._last != before:
            LOG.info('%(owner)s: mode is %(mode)s now', {
                'owner': self._owner, 'mode': self._last})
