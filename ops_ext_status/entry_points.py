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

"""What paste can load of this distribution.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
import difflib
import re

from ops_ext_status import paste_section

DISTRIBUTION = 'openstack-ops-ext'
#: By entry point; as in setup.cfg.
FACTORIES = {
    'client_address': 'nova_ops_ext.api.client_address:filter_factory',
    'client_stamp': 'nova_ops_ext.api.client_stamp:filter_factory',
    'console_limit': 'nova_ops_ext.api.console_limit:filter_factory',
    'ip_whitelist': 'swift_ops_ext.ip_whitelist:filter_factory',
}
_PACKAGES = re.compile(r'(nova|swift)_?ops_?ext')
_NEARLY = 0.75


def of(resolved: paste_section.Resolved) -> str | None:
    """Give the entry point of ours that a section loads; None if another."""
    if resolved.distribution == DISTRIBUTION:
        return resolved.name if resolved.name in FACTORIES else None
    for name, factory in FACTORIES.items():
        if not resolved.distribution and resolved.name == factory:
            return name
    return None


def misspelt(resolved: paste_section.Resolved) -> str | None:
    """Tell what a section ought to have said, if it means one of ours."""
    if of(resolved) is not None or resolved.problem:
        return None
    if resolved.distribution:
        same = resolved.distribution == DISTRIBUTION
        if not same and not difflib.get_close_matches(
                resolved.distribution, [DISTRIBUTION], 1, _NEARLY):
            return None
        near = difflib.get_close_matches(resolved.name, FACTORIES, 1)
        if not near and not same:
            return None
        return 'egg:%s#%s' % (DISTRIBUTION, near[0] if near else '<one of %s>'
                              % ', '.join(FACTORIES))
    module, _colon, attribute = resolved.name.partition(':')
    near = difflib.get_close_matches(resolved.name, FACTORIES.values(), 1,
                                     _NEARLY)
    if near and (_PACKAGES.search(module) or attribute.startswith('filter')):
        return near[0]
    if _PACKAGES.search(module):
        return '<one of %s>' % ', '.join(FACTORIES.values())
    return None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Guess what was meant."""
    near = difflib.get_close_matches(word, list(known), 1, _NEARLY)
    return near[0] if near else None
