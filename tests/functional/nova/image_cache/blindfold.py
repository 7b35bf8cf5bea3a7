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

"""Takes from ours what told it of other hosts, to see what is left of it.

Each protection has to do without the others: where removals were refused, the
disks that are there must be enough.
"""

from __future__ import annotations

import os
import pathlib
import shutil

from nova import conf

from nova_ops_ext.imagecache import markers
from nova_ops_ext.imagecache import operator_acts
from nova_ops_ext.imagecache import pass_settings
from nova_ops_ext.imagecache import progress
from nova_ops_ext.imagecache.reason import Reason
from nova_ops_ext.imagecache import references
from nova_ops_ext.imagecache import registry
from tests.functional.nova.image_cache import host as hosts
from tests.functional.nova.image_cache import reported
from tests.functional.nova.image_cache import world as worlds

_TOLD = {Reason.OTHER_HOST.value, Reason.TWO_MACHINES.value,
         Reason.UNKNOWN_DIRECTORY.value}


def matters(world: worlds.World) -> bool:
    """Whether ours was told of other hosts, or not let have a look."""
    return any(_TOLD.intersection(reported.refusals(host)) or host.failed
               for host in world.last if host.ours)


def put_on(host: hosts.Host) -> None:
    """Remove all traces of others, and say that all directories are known."""
    host.world.configure(host)
    settings = pass_settings.read(conf.CONF)
    operator = operator_acts.OperatorActs(settings, progress.Silent())
    for name in references.scan(
            settings.instances_path, settings.cache_dir, settings.trash_dir,
            progress.Silent()).directories:
        operator.ack(what='directory:' + name, now=host.world.clock.now(),
                     who='a test')
    pathlib.Path(host.instances, registry.NAME).unlink(missing_ok=True)
    for above in (host.instances, settings.cache_dir):
        shutil.rmtree(os.path.join(above, markers.DIRECTORY),
                      ignore_errors=True)
    for record in pathlib.Path(settings.state_dir).glob('*/hosts'):
        shutil.rmtree(record)
