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

"""Are console logs bounded on this node?  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from nova_ops_ext.console_audit import libvirt_conf
from ops_ext_status import compute
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import warning

_GROUP = 'ops_console'
#: max_message_size of RabbitMQ 4, and of 3.
_BROKERS = ((128 * 1024 * 1024, 'every RabbitMQ'),
            (16 * 1024 * 1024, 'RabbitMQ 4'))
_CLOSE = 0.9


def findings(of: compute.Compute) -> Iterator[Finding]:
    """Find what is wrong with console logs."""
    bound = of.configuration.get(_GROUP, 'max_bytes')
    if of.driver in compute.OURS and bound is not None:
        for size, broker in _BROKERS:
            if bound > size * _CLOSE:
                yield warning(
                    'console-bytes', of.at(_GROUP, 'max_bytes'), bound,
                    '%s takes no message of more than %d bytes: the answer '
                    'would be lost, and nova-api wait for a minute' % (
                        broker, size), 'leave it at 262144')
                break
    if of.qemu_conf is not None:
        yield from _handler(*of.qemu_conf)


def _handler(path: str, text: str) -> Iterator[Finding]:
    try:
        handler = libvirt_conf.stdio_handler(text)
    except ValueError as error:
        yield failure('stdio-handler', path, '', 'libvirt does not start '
                      'with it: %s' % error, 'mend it')
        return
    if handler == 'file':
        yield warning(
            'stdio-handler', path + ' stdio_handler', handler, 'a guest that '
            'prints fills the disk of this node: no console log is rotated',
            'remove the line, so that virtlogd rotates; '
            'nova-ops-console-audit tells which logs grow')
