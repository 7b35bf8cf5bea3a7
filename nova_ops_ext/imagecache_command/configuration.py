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


"""What ``nova.conf`` says, read as nova-compute reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from typing import NamedTuple
import warnings

from nova_ops_ext.imagecache import shapes


class CannotReadError(Exception):
    """It cannot be known what nova-compute would do."""


class Configuration(NamedTuple):
    """What the command needs of it.

    :ivar interval: seconds from pass to pass; negative for none
    :ivar patience: seconds for a path
    :ivar deadline: seconds in all
    """

    settings: shapes.Settings
    interval: float
    patience: float
    deadline: float


def read(files: Sequence[str]) -> Configuration:
    """Read it.

    :param files: of the configuration; where nova-compute looks if there are
        none
    :raises CannotReadError: and why
    """
    try:
        # That libraries of Nova's import what is deprecated is for nobody
        # who reads this command's messages to mend.
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            import nova.conf
            from oslo_config import cfg
    except ImportError as error:
        raise CannotReadError(
            'this belongs into the environment of nova-compute: %s' % error
        ) from None
    from nova_ops_ext import conf as options

    conf = nova.conf.CONF
    try:
        conf([word for file in files for word in ('--config-file', file)],
             project='nova', prog='nova-compute')
        if not conf.config_file and not conf.config_dir:
            raise CannotReadError('there is no nova.conf; name it with '
                                  '--config-file')
        options.register_opts(conf)
        return _of(conf)
    except (cfg.Error, ValueError) as error:
        raise CannotReadError(str(error)) from None


def _of(conf: Any) -> Configuration:
    from nova_ops_ext.imagecache import pass_settings

    ours = conf.ops_image_cache
    return Configuration(
        pass_settings.read(conf), float(conf.image_cache.manager_interval),
        float(ours.patience), float(ours.deadline))
