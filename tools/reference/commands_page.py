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

"""``reference_commands.rst``: the commands, which any environment can show."""

from __future__ import annotations

from nova_ops_ext.cmd import console_audit
from nova_ops_ext.cmd import image_cache
from nova_ops_ext.cmd import scheduler
from ops_ext_status import main as status
from swift_ops_ext.cmd import main as ip_whitelist
from tools.reference import command_lines
from tools.reference import entry_points
from tools.reference import markup

_INTRODUCTION = """
The commands with their arguments and exit codes.  What stands in parentheses
at the end of an option is its default.  Options directly below a
command may stand before or after the name of a subcommand.
"""
_PAGES = {'nova-ops-console-audit': (console_audit, 'console_audit'),
          'nova-ops-image-cache': (image_cache, 'image_cache'),
          'nova-ops-scheduler': (scheduler, 'scheduler_command'),
          'ops-ext-status': (status, 'status'),
          'swift-ops-ip-whitelist': (ip_whitelist, 'ip_whitelist_commands')}


def page() -> str:
    """Give the page as it has to be.

    :raises LookupError: there is another command in setup.cfg
    """
    commands = entry_points.groups()['console_scripts']
    if commands != {name: module.__name__ + ':main'
                    for name, (module, _page) in _PAGES.items()}:
        raise LookupError('other commands in setup.cfg: %s' % commands)
    return markup.page('Reference: commands', _INTRODUCTION, [
        command_lines.section(module._parser(), manual)
        for module, manual in _PAGES.values()])
