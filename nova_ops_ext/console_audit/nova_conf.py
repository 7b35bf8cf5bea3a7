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

"""Where Nova keeps its instances, by its configuration."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
import os

# nova-compute of Debian and Ubuntu is started with this one as well.
_OF_COMPUTE = '/etc/nova/nova-compute.conf'


def instances_path(files: Sequence[str], at: Callable[[str], None]) -> str:
    """Read ``instances_path``.

    :param files: of the configuration; where Nova looks if there are none
    :param at: is told which file is read
    :raises ValueError: if the path cannot be known
    """
    try:
        from oslo_config import cfg
    except ImportError:
        raise ValueError('oslo.config is not installed here; name the '
                         'directory with --instances-path') from None
    chosen = list(files)
    if not chosen:
        at('/etc/nova')
        chosen = cfg.find_config_files('nova', 'nova')
        if os.path.exists(_OF_COMPUTE):
            chosen.append(_OF_COMPUTE)
    if not chosen:
        raise ValueError('there is no nova.conf; name the directory with '
                         '--instances-path, or the file with --config-file')
    conf = cfg.ConfigOpts()
    conf.register_opts([
        cfg.StrOpt('instances_path', default='$state_path/instances'),
        # Nova's own default, beside its code, is what no package leaves.
        cfg.StrOpt('state_path', default='/var/lib/nova'),
        cfg.StrOpt('pybasedir', default='/var/lib/nova')])
    at(chosen[0])
    try:
        conf([], project='nova', prog='nova', default_config_files=chosen,
             default_config_dirs=[])
        path = conf.instances_path
    except (cfg.NoSuchOptError, cfg.TemplateSubstitutionError):
        raise ValueError('instances_path of %s refers to other options than '
                         'state_path; name it with --instances-path' %
                         ', '.join(chosen)) from None
    except (cfg.Error, ValueError) as error:
        raise ValueError('%s cannot be used: %s' % (
            ', '.join(chosen), error)) from None
    if not path or not os.path.isabs(path):
        raise ValueError('instances_path = %s of %s is not an absolute path; '
                         'name it with --instances-path' % (
                             path, ', '.join(chosen)))
    return str(path)
