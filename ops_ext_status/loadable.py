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

"""Is what a section loads of others installed here?  Pure.

What is ours has checks of its own.
"""

from __future__ import annotations

from ops_ext_status import entry_points
from ops_ext_status import node
from ops_ext_status import paste_section
from ops_ext_status.resolved import Resolved


def problem(loaded: Resolved, kinds: tuple[str, ...], installed: node.Node
            ) -> str:
    """Say why PasteDeploy would not load it; empty if it may.

    Whether a module has what is named is not known: to import it runs code of
    others.

    :param kinds: of the section
    """
    for distribution in loaded.required:
        if installed.entries(distribution) is None:
            return 'there is no %s here' % distribution
    if loaded.problem or entry_points.of(loaded) is not None or (
            entry_points.misspelt(loaded) is not None):
        return ''
    if loaded.distribution:
        known = installed.entries(loaded.distribution)
        if known is None:
            return 'there is no %s here' % loaded.distribution
        if not any((protocol, loaded.name) in known
                   for protocol in paste_section.FACTORIES[kinds]):
            return '%s has no %s' % (loaded.distribution, loaded.name)
        return ''
    package = loaded.name.partition(':')[0].partition('.')[0]
    if loaded.protocol != 'pipeline' and not (
            package.isidentifier() and installed.finds(package)):
        return 'there is no Python package %s here' % package
    return ''
