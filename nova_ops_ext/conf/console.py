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

"""Options of the guard of console logs in nova-compute."""

from __future__ import annotations

from typing import Any

from oslo_config import cfg
from oslo_config import types


class _Bytes(types.Integer):
    """A number of bytes; says what was found if it is none."""

    def __call__(self, value: Any) -> Any:
        try:
            number = super().__call__(value)
        except ValueError:
            number = None
        # None is also what oslo.config makes of an option without a value.
        if number is None:
            raise ValueError('expected a whole number of bytes, %s or more, '
                             'but found %r' % (self.min, value))
        return number


GROUP = cfg.OptGroup(
    'ops_console', title='Console logs on the message bus',
    help="""
Options of ops_ext.GuardedLibvirtDriver and ops_ext.GuardedDriver, which
bound what a console log takes in the message from nova-compute to nova-api.
""")

OPTIONS = [
    cfg.Opt(
        'max_bytes', default=262144, type=_Bytes(min=1024),
        help="""
How many bytes of the message a console log may take.

The newest that fits goes to nova-api; what is older does not, whatever
length the user asks for.  A character takes 1 byte, but a newline or tab 3,
and a double quote or backslash 4.

Keep it well below the broker's ``max_message_size``, which is 16 MiB in
RabbitMQ 4.  libvirt's driver never reads more than 100 KiB of a log.

Possible values:

* 1024 or more
"""),
]
