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


"""The options that every weigher of ours has."""

from __future__ import annotations

from oslo_config import cfg


def options(group: str, *, multiplier: float = 1.0) -> list[cfg.Opt]:
    """Make the options common to all weighers, for the group of one.

    ``mode`` is not among them: a group that a filter has as well gets it from
    there, another one from :func:`conf.guarded_filter.mode`.

    :param group: name of the group
    :param multiplier: default multiplier
    """
    return [
        cfg.FloatOpt(
            'weight_multiplier', default=multiplier, mutable=True,
            help="""
How much the weigher counts beside others.

The weights it gives are between 0 and 1, and are multiplied by this.  A
negative value turns them round.  With 0 the weigher does nothing.

Possible values:

* any number.  An aggregate may have its own, with the key
  ``%s_weight_multiplier``; of several for one host the least counts, as with
  Nova's own weighers.
""" % group),
    ]
