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


"""Reads the options of a pass, for nova-compute and the command."""

from __future__ import annotations

import os
from typing import Any
from typing import NamedTuple

from nova_ops_ext.conf import image_cache as options
from nova_ops_ext.imagecache import host_names
from nova_ops_ext.imagecache import shapes

# For a lock of Nova, in seconds.
_LOCK_WAIT = 10.0


class Bounds(NamedTuple):
    """In seconds; see ``[ops_image_cache]``."""

    patience: int
    deadline: int


def bounds(conf: Any) -> Bounds:
    """Read how long a pass may take.

    :raises ValueError: if an option is wrong, and which
    """
    ours = conf[options.GROUP.name]
    return Bounds(ours.patience, ours.deadline)


def read(conf: Any) -> shapes.Settings:
    """Read the options.

    :param conf: with Nova's options, and ours
    :raises ValueError: if one is wrong, and which
    """
    ours, nova = conf[options.GROUP.name], conf.image_cache
    original = nova.remove_unused_original_minimum_age_seconds
    resized = nova.remove_unused_resized_minimum_age_seconds
    instances_path = os.path.abspath(conf.instances_path)
    metrics_file = ours.metrics_file
    if metrics_file and not (os.path.isabs(metrics_file)
                             and metrics_file.endswith('.prom')):
        raise ValueError('metrics_file: expected an absolute path that ends '
                         'in .prom, but found %r' % metrics_file)
    if not os.path.isabs(ours.state_dir):
        raise ValueError('state_dir: expected an absolute path, but found %r'
                         % ours.state_dir)
    return shapes.Settings(
        host=conf.host, instances_path=instances_path,
        cache_dir=os.path.join(instances_path, nova.subdirectory_name),
        state_dir=os.path.join(ours.state_dir, host_names.quoted(conf.host)),
        removal=ours.removal, minimum_age=original,
        minimum_age_resized=max(original, resized),
        minimum_passes=ours.minimum_passes, retention=ours.trash_retention,
        breaker_files=ours.breaker_files,
        breaker_percent=ours.breaker_percent,
        breaker_floor=ours.breaker_floor, low_watermark=ours.low_watermark,
        # Who waits for a lock does not move, and must not seem to hang.
        lock_wait=min(_LOCK_WAIT, bounds(conf).patience / 2),
        metrics_file=metrics_file)
