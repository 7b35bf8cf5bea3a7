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


"""Every option of the Nova side, one module a feature.

Importing this registers them where Nova keeps its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from oslo_config import cfg

from nova_ops_ext.conf import aggregate_preference
from nova_ops_ext.conf import cascade_breaker
from nova_ops_ext.conf import client_network
from nova_ops_ext.conf import console
from nova_ops_ext.conf import driver
from nova_ops_ext.conf import failure_domain
from nova_ops_ext.conf import image_cache
from nova_ops_ext.conf import new_host
from nova_ops_ext.conf import project_per_host
from nova_ops_ext.conf import readable
from nova_ops_ext.conf import shuffle_shard


def list_opts() -> list[tuple[cfg.OptGroup, Sequence[cfg.Opt]]]:
    """List all options by group, for oslo-config-generator."""
    return [(module.GROUP, module.OPTIONS)
            for module in (aggregate_preference, cascade_breaker,
                           client_network, console, driver, failure_domain,
                           image_cache, new_host, project_per_host,
                           shuffle_shard)]


def register_opts(conf: cfg.ConfigOpts) -> None:
    """Register all options.

    :param conf: the configuration of the service that loads us
    """
    for group, options in list_opts():
        conf.register_group(group)
        conf.register_opts(options, group=group)


def check(conf: cfg.ConfigOpts, group: str) -> None:
    """Check that the options of a group can be read.

    :raises ValueError: naming option, value and what would be right
    """
    for one, options in list_opts():
        if one.name == group:
            readable.check(conf, group, options)


register_opts(cfg.CONF)
