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

"""Can the options of a group be read at all?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from oslo_config import cfg


def check(conf: cfg.ConfigOpts, group: str, options: Iterable[cfg.Opt]
          ) -> None:
    """Read them all, whoever needs which.

    :param conf: the configuration of a service
    :param options: of the group
    :raises ValueError: naming option, value and what would be right
    """
    for option in options:
        try:
            value = conf[group][option.dest]
        except (cfg.Error, ValueError) as error:
            # What is beyond a limit oslo.config does not name.
            raise ValueError('option %s = %s: %s' % (
                option.dest, _written(conf, group, option), error)
            ) from None
        check_given(option, value)


def check_given(option: cfg.Opt, value: Any) -> None:
    """Check that a value is there, where there has to be one.

    Of an option that stands in a file without one oslo.config makes None.

    :raises ValueError: naming the option
    """
    if value is None and option.default is not None:
        raise ValueError('option %s is empty: expected a value, or no line '
                         'of that name' % option.dest)


def _written(conf: cfg.ConfigOpts, group: str, option: cfg.Opt) -> str:
    if option.secret:
        return '***'
    again = cfg.ConfigOpts()
    try:
        again([], default_config_files=conf.config_file or [],
              default_config_dirs=conf.config_dir or [])
        again.register_opt(cfg.MultiStrOpt(option.dest), group=group)
        # The last line counts.
        return str((again[group][option.dest] or ['?'])[-1])
    except cfg.Error:
        return '?'
