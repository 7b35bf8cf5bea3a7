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

"""What Tempest loads by the entry point ``tempest.test_plugins``."""

from __future__ import annotations

import pathlib

from oslo_config import cfg
from tempest.test_discover import plugins

from ops_ext_tempest import config

_PACKAGE = pathlib.Path(__file__).resolve().parent


class OpsExtPlugin(plugins.TempestPlugin):
    """Tells Tempest where the tests are, and their options."""

    def load_tests(self) -> tuple[str, str]:
        """Give the directory of the tests and that of the package."""
        return str(_PACKAGE / 'tests'), str(_PACKAGE.parent)

    def register_opts(self, conf: cfg.ConfigOpts) -> None:
        """Make the options known."""
        for group, options in config.list_opts():
            conf.register_group(group)
            conf.register_opts(options, group=group)

    def get_opt_lists(self) -> list[tuple[str, list[cfg.Opt]]]:
        """List the options, for the sample of tempest.conf."""
        return [(group.name, options)
                for group, options in config.list_opts()]
