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

"""The mistakes that ``check`` looks for, each module some of a kind."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterator

from nova_ops_ext.scheduler_command.checks import clients
from nova_ops_ext.scheduler_command.checks import domains
from nova_ops_ext.scheduler_command.checks import effects
from nova_ops_ext.scheduler_command.checks import metadata
from nova_ops_ext.scheduler_command.checks import names
from nova_ops_ext.scheduler_command.checks import options
from nova_ops_ext.scheduler_command.checks import owners
from nova_ops_ext.scheduler_command.checks import rules
from nova_ops_ext.scheduler_command.checks import shards
from nova_ops_ext.scheduler_command.checks import subject
from nova_ops_ext.scheduler_command.finding import Finding
from nova_ops_ext.scheduler_command.finding import ranked

_MODULES = (names, options, metadata, owners, rules, effects, clients,
            shards, domains)


def all_findings(checked: subject.Subject, ignored: Collection[str] = ()
                 ) -> list[Finding]:
    """Look for all of them; the worst comes first."""
    return ranked(_found(checked), ignored)


def _found(checked: subject.Subject) -> Iterator[Finding]:
    for module in _MODULES:
        yield from module.findings(checked)
