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

"""Are the options of ours in nova.conf any of ours, and can they be read?

Pure.  What is only of the scheduler is left to ``scheduler_options``.
"""

from __future__ import annotations

from collections.abc import Iterator

from nova_ops_ext.scheduler_command.checks import options
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import warning
from ops_ext_status import nova_conf

_QUIET = ('WARNING', 'WARN', 'ERROR', 'CRITICAL', 'FATAL')
_LOGGERS = ('nova_ops_ext', 'nova')
_OURS = 'nova_ops_ext.'


def findings(configuration: nova_conf.Configuration) -> Iterator[Finding]:
    """Find what oslo.config does not say."""
    for found in options.unknown(configuration):
        yield nova_conf.adopted(found, configuration)
    for line in configuration.get('DEFAULT', 'default_log_levels') or ():
        name, _sign, level = str(line).partition('=')
        name = name.strip()
        ours = name in _LOGGERS or name.startswith(_OURS)
        if ours and level.strip().upper() in _QUIET:
            yield warning(
                'not-logged', nova_conf.at(
                    configuration, 'DEFAULT', 'default_log_levels'), line,
                'decisions are logged at INFO, so nobody can tell afterwards '
                'why one was made', 'leave %s at INFO' % name)


def of_compute(configuration: nova_conf.Configuration) -> Iterator[Finding]:
    """Find values with which nova-compute does not start."""
    wanted = nova_conf.COMPUTE | {'image_cache', 'libvirt'}
    for one in configuration.unreadable:
        if one.group in wanted or one.option in (
                'compute_driver', 'instances_path', 'state_path'):
            yield failure(
                'bad-option', nova_conf.at(configuration, one.group,
                                           one.option),
                '', one.problem, 'nova-compute will not start, or fail at '
                'the first use: mend the value')
