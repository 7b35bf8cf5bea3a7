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

"""The log of the services of a test, in a file as oslo.log would write it."""

import logging
import pathlib

import fixtures
from oslo_config import cfg
from oslo_log import formatters
from oslo_log import log as oslo_log


class ServiceLog(fixtures.Fixture):
    """Writes what is logged from now on, at INFO and above.

    :param path: of the file
    """

    def __init__(self, path: pathlib.Path) -> None:
        super().__init__()
        self.path = path

    def _setUp(self) -> None:
        conf = cfg.ConfigOpts()
        oslo_log.register_options(conf)
        conf([], default_config_files=[], default_config_dirs=[])
        handler = logging.FileHandler(self.path)
        handler.setLevel(logging.INFO)
        handler.setFormatter(formatters.ContextFormatter(
            config=conf, datefmt=conf.log_date_format))
        root = logging.getLogger()
        self.addCleanup(handler.close)
        root.addHandler(handler)
        self.addCleanup(root.removeHandler, handler)
