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


"""Options of the image-cache manager that cannot lose a base file."""

from __future__ import annotations

from typing import Any

from oslo_config import cfg
from oslo_config import types


class _Whole(types.Integer):
    """A whole number; says what was found if it is none.

    :param unit: of what
    """

    def __init__(self, unit: str, least: int, most: int | None = None
                 ) -> None:
        super().__init__(min=least, max=most)
        self._unit = unit

    def __call__(self, value: Any) -> Any:
        try:
            number = super().__call__(value)
        except ValueError:
            number = None
        if number is None:
            raise ValueError(
                'expected a whole number of %s, %s, but found %r' % (
                    self._unit, '%s or more' % self.min if self.max is None
                    else 'from %s to %s' % (self.min, self.max), value))
        return number


GROUP = cfg.OptGroup(
    'ops_image_cache', title='Image cache that cannot lose a base file',
    help="""
Options of the image-cache manager of ops_ext.GuardedLibvirtDriver.

It takes the place of Nova's own, and does not look at ``[image_cache]
remove_unused_base_images``.  How long a file must have been unused is said by
``[image_cache] remove_unused_original_minimum_age_seconds``, and for resized
images by the larger of that and
``remove_unused_resized_minimum_age_seconds``.
""")

OPTIONS = [
    cfg.StrOpt(
        'removal', default='observe',
        choices=[
            ('observe', 'touch what is in use, report, remove nothing'),
            ('trash', 'on local storage, move what is unused into a trash, '
             'and purge it from there'),
        ],
        help="""
Whether unused files leave the cache.

On storage that is shared, or of which it cannot be told that it is not,
nothing is removed in either case.  No option changes that.

Related options:

* ``trash_retention``, ``minimum_passes``
"""),
    cfg.StrOpt(
        'state_dir', default='$state_path/ops_ext_image_cache',
        help="""
Directory for the record of earlier passes.

It must not be on storage that other hosts use, and must outlive a restart.

Possible values:

* an absolute path, which nova-compute may write to
"""),
    cfg.Opt(
        'minimum_passes', default=3, type=_Whole('passes', 1),
        help="""
In how many complete passes a file must have been seen unused to be removed.

They count beside the minimum age, because a clock may jump.

Possible values:

* 1 or more

Related options:

* ``[image_cache] manager_interval``: seconds from pass to pass
* ``[image_cache] remove_unused_original_minimum_age_seconds``
"""),
    cfg.Opt(
        'trash_retention', default=604800, type=_Whole('seconds', 0),
        help="""
Seconds for which a file stays in the trash before it is purged.

Until then its space is not free, and it can be given back; it comes back by
itself when a disk or a server needs it.

Possible values:

* 0 or more
"""),
    cfg.Opt(
        'breaker_files', default=50, type=_Whole('files', 0),
        help="""
How many files may be removed in one pass.

If more would go, none does, until an operator says
``nova-ops-image-cache ack removals``.

Possible values:

* 0 or more

Related options:

* ``breaker_percent``, ``breaker_floor``
"""),
    cfg.Opt(
        'breaker_percent', default=50, type=_Whole('percent', 0, 100),
        help="""
How many percent of the files of the cache may be removed in one pass.

Possible values:

* 0 to 100

Related options:

* ``breaker_files``, ``breaker_floor``
"""),
    cfg.Opt(
        'breaker_floor', default=10, type=_Whole('files', 0),
        help="""
So few files may always be removed in one pass.

Without it, the only unused file of a small cache could never go.

Possible values:

* 0 or more

Related options:

* ``breaker_files``, ``breaker_percent``
"""),
    cfg.Opt(
        'low_watermark', default=0, type=_Whole('percent', 0, 100),
        help="""
No more is removed than brings the use of the file system down to this.

The files that were unused for longest go first.  What is in the trash counts
as free.

Possible values:

* 0: all unused files go
* 1 to 100: percent of the file system
"""),
    cfg.Opt(
        'patience', default=30, type=_Whole('seconds', 1),
        help="""
Seconds for which a pass may stand still before it is given up.

A path on storage that hangs holds whoever touches it.  A pass runs in a
process of its own, so nova-compute goes on.

Possible values:

* 1 or more

Related options:

* ``deadline``
"""),
    cfg.Opt(
        'deadline', default=1800, type=_Whole('seconds', 1),
        help="""
Seconds that a pass may take in all.

Possible values:

* 1 or more

Related options:

* ``patience``
"""),
    cfg.StrOpt(
        'metrics_file', default='',
        help="""
File for metrics, in the form that node_exporter's textfile collector reads.

Possible values:

* empty: ``image_cache.prom`` in the record of this storage, below
  ``state_dir``
* an absolute path whose name ends in ``.prom``, in a directory that
  nova-compute may write to
"""),
]
