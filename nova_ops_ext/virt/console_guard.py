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

"""ConsoleGuard: bounds what a driver hands over as a console log."""

from __future__ import annotations

from typing import Any

import nova.conf
from nova import exception
from oslo_log import log as logging

from nova_ops_ext import conf
from nova_ops_ext.conf import console as options
from nova_ops_ext.console import bus

CONF = nova.conf.CONF
conf.register_opts(CONF)
LOG = logging.getLogger(__name__)


class ConsoleGuard:
    """Stands before a driver in a class that has both as its bases.

    nova-compute reads the whole log of the driver, and would send all of it
    that the user asks for.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        try:
            self._ops_console_max_bytes: int = (
                CONF[options.GROUP.name].max_bytes)
        except ValueError as error:
            # Of a ValueError, Nova would say that the driver is none.
            raise exception.InvalidConfiguration(
                '[%s] %s' % (options.GROUP.name, error)) from None
        super().__init__(*args, **kwargs)
        LOG.info('Console logs take at most %(bytes)d bytes in a message',
                 {'bytes': self._ops_console_max_bytes})

    def get_console_output(self, context: Any, instance: Any) -> Any:
        """Give the newest of the driver's console log; see console.bus."""
        log = super().get_console_output(  # type: ignore[misc]
            context, instance)
        if isinstance(log, str):
            # As Nova does, which fails if there is any other character.
            log = log.encode('latin-1', 'replace')
        elif isinstance(log, memoryview):
            log = log.tobytes()
        elif not isinstance(log, bytes | bytearray):
            # What Nova makes of it is not to depend on us.
            return log
        sent = bus.bounded(log, self._ops_console_max_bytes)
        if bus.is_cut(log, sent):
            LOG.info('Of the console log, %(log)d bytes, the newest %(sent)d '
                     'bytes are sent; [ops_console] max_bytes = %(bytes)d',
                     {'log': len(log), 'sent': len(sent),
                      'bytes': self._ops_console_max_bytes},
                     instance=instance)
        return sent
