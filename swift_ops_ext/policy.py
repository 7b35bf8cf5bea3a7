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

"""What the operator decides for all containers.  Pure."""

from __future__ import annotations

import enum
from typing import NamedTuple

from ops_ext_net import networks
from swift_ops_ext import rules


class Default(enum.Enum):
    """What becomes of containers that no Allow rule is about."""

    OPEN = 'open'
    CLOSED = 'closed'


class ContainerRules(enum.Enum):
    """How a container's Allow rules stand to its account's."""

    NARROW = 'narrow'
    REPLACE = 'replace'


class Who(enum.Enum):
    """To whom rules are shown, and who may change them."""

    #: Those who may read, or write, the container.
    ALL = 'all'
    #: Those whom Swift takes for owners of the account.
    OWNERS = 'owners'


class Policy(NamedTuple):
    """The part of the configuration that verdicts depend on.

    :ivar default: what becomes of containers that no Allow rule is about
    :ivar mode: what becomes of requests that are refused
    :ivar always_allow: networks that need no Allow rule
    :ivar always_deny: networks that get nowhere
    :ivar container_rules: how a container's rules stand to its account's
    """

    default: Default = Default.OPEN
    mode: rules.Mode = rules.Mode.ENFORCE
    always_allow: networks.NetworkSet = networks.NetworkSet()
    always_deny: networks.NetworkSet = networks.NetworkSet()
    container_rules: ContainerRules = ContainerRules.NARROW
