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

from ops_ext_status.resolved import Resolved

DISTRIBUTION = 'openstack-ops-ext'
#: By entry point; as in setup.cfg.
FACTORIES = {
    'client_address': 'nova_ops_ext.api.client_address:filter_factory',
    'client_stamp': 'nova_ops_ext.api.client_stamp:filter_factory',
    'console_limit': 'nova_ops_ext.api.console_limit:filter_factory',
    'ip_whitelist': 'swift_ops_ext.ip_whitelist:filter_factory',
}
_PACKAGES = re.compile(r'(nova|swift)[-_]?ops[-_]?ext')
_NEARLY = 0.75
_PROTOCOL = 'paste.filter_factory'
# Of pip, and not of PasteDeploy: extras and versions.
_NOT_A_NAME = re.compile(r'[\[<>=!~; ].*')


def of(resolved: Resolved) -> str | None:
    """Give the entry point of ours that a section loads; None if another."""
    if resolved.distribution == DISTRIBUTION:
        return resolved.name if resolved.name in FACTORIES else None
    for name, factory in FACTORIES.items():
        if (resolved.protocol, resolved.name) == (_PROTOCOL, factory):
            return name
    return None


def misspelt(resolved: Resolved) -> str | None:
    """Tell what a section ought to have said, if it means one of ours."""
    if of(resolved) is not None or resolved.problem:
        return None
    if resolved.distribution:
        return _of_egg(resolved.distribution, resolved.name)
    module, _colon, attribute = resolved.name.partition(':')
    near = difflib.get_close_matches(resolved.name, FACTORIES.values(), 1,
                                     _NEARLY)
    if near and near[0] == resolved.name:
        return '%s = %s' % (_PROTOCOL, near[0])
    if near and (_PACKAGES.search(module) or attribute.startswith('filter')):
        return near[0]
    if _PACKAGES.search(module):
        return '<one of %s>' % ', '.join(FACTORIES.values())
    return None


def _of_egg(distribution: str, name: str) -> str | None:
    same = distribution == DISTRIBUTION
    named = _NOT_A_NAME.sub('', distribution.strip())
    nearly = (named in ('swift', 'nova') or _PACKAGES.search(named)
              or difflib.get_close_matches(named, [DISTRIBUTION], 1, _NEARLY))
    near = difflib.get_close_matches(name.strip(), FACTORIES, 1)
    if named in ('swift', 'nova') and name not in FACTORIES:
        # It is theirs, and may be there.
        return None
    if not same and not (nearly and near):
        return None
    return 'egg:%s#%s' % (DISTRIBUTION, near[0] if near else '<one of %s>'
                          % ', '.join(FACTORIES))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Guess what was meant."""
    near = difflib.get_close_matches(word, list(known), 1, _NEARLY)
    return near[0] if near else None
