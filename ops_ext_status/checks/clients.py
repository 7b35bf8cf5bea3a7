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

"""Can users choose their network?  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from nova_ops_ext.scheduler_command.checks import clients
from nova_ops_ext.scheduler_command.checks import subject
from ops_ext_status.finding import Finding
from ops_ext_status import nova_conf


def findings(checked: subject.Subject, configuration: nova_conf.Configuration
             ) -> Iterator[Finding]:
    """Find what is wrong with addresses and stamps of clients."""
    for found in (*clients.address(checked), *clients.stamp(checked)):
        yield nova_conf.adopted(found, configuration)
