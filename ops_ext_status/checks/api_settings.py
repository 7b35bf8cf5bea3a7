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

"""Does anything else in nova-api's files undo our filters?  Pure."""

from __future__ import annotations

from collections.abc import Iterator
import os

from ops_ext_status import api
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import warning
from ops_ext_status import nova_conf


def findings(of: api.Api) -> Iterator[Finding]:
    """Find what is wrong beside the filters."""
    if of.configuration is None:
        return
    yield from _other_file(of, of.configuration)
    given = of.configuration.given
    for group in 'DEFAULT', 'api':
        if 'use_forwarded_for' in given.get(group, ()):
            yield warning(
                'forwarded-for', nova_conf.at(
                    of.configuration, group, 'use_forwarded_for'),
                given[group]['use_forwarded_for'], 'no Nova from 31 on reads '
                'it, so behind a balancer every client has its address',
                'put client_address into api-paste.ini')


def _other_file(of: api.Api, configuration: nova_conf.Configuration
                ) -> Iterator[Finding]:
    if not nova_conf.is_given(configuration, 'wsgi', 'api_paste_config') and (
            not nova_conf.is_given(configuration, 'DEFAULT',
                                   'api_paste_config')):
        return
    written = configuration.get('wsgi', 'api_paste_config') or ''
    # If it is relative, it is looked for beside nova.conf.
    same = (os.path.realpath(written) == os.path.realpath(of.ini.path)
            if os.path.isabs(written) else
            os.path.basename(written) == os.path.basename(of.ini.path))
    if not written or same:
        return
    where = nova_conf.at(configuration, 'wsgi', 'api_paste_config')
    if of.installed.paste_option:
        yield failure(
            'other-paste', where, written, 'nova-api reads this file, and '
            'not %s' % of.ini.path, 'name the one that has our filters')
    else:
        yield warning(
            'other-paste', where, written, 'nova-api under a WSGI server '
            'does not read this option: it reads api-paste.ini in /etc/nova, '
            'or the first file of OS_NOVA_CONFIG_FILES', 'remove it, and '
            'have our filters in the file that nova-api reads')
