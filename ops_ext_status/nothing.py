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

"""What is said where there is nothing to check.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ops_ext_status import files
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding


def of_ours(looked: Sequence[str]) -> Finding:
    """Say that no file has anything of ours.

    :param looked: the files; none: where the services look
    """
    return failure(
        'nothing', ', '.join(looked or (files.NOVA_CONF, *files.PROXY_CONFS)),
        '', 'nothing of openstack-ops-ext is configured there, so nothing '
        'was checked', 'name the files of the services with --config-file, '
        'or the services with --role')


def of_service(where: str, option: str) -> Finding:
    """Say that a service that is to be checked has no file."""
    return failure('nothing', where, '', 'there is no such file with '
                   'anything of ours, so the service was not checked',
                   'name the file with ' + option)
