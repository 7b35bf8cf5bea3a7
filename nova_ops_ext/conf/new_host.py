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

"""Options of NewHostFilter."""

from __future__ import annotations

from oslo_config import cfg

from nova_ops_ext.conf import guarded_filter

GROUP = cfg.OptGroup(
    'ops_new_host', title='Burn-in and ramp of new hosts',
    help="""
Options of NewHostFilter, which keeps new hosts for those who want them, and
then fills them slowly.

The age of a host is that of its record of nova-compute.  To delete the record
(``openstack compute service delete``) and to start nova-compute again makes
the host new.
""")

OPTIONS = [
    *guarded_filter.options(fail_policy='pass'),
    cfg.FloatOpt(
        'burn_in_hours', default=0.0, min=0,
        help="""
How long a host of which no aggregate says so is in burn-in.

This is for the hosts whose aggregates do not have the key ``ops_burn_in``,
which is a number of hours, too.  Of several keys for one host the greatest
counts, and this option does not.

Possible values:

* a number of hours such as ``72`` or ``0.5``; 0 is no burn-in

Related options:

* ``burn_in_projects``
"""),
    cfg.ListOpt(
        'burn_in_projects', default=[],
        sample_default=['3f1a5c0e7b8d4f2a9c6e1d0b2a4c8e6f'],
        help="""
The projects that may use hosts of any age.

A flavor whose extra spec ``ops_ext:burn_in`` is ``true`` may, too, and so may
a request that names its host.

Possible values:

* ids of projects, separated by commas
"""),
    cfg.IntOpt(
        'ramp_initial', default=0, min=0,
        help="""
How many instances a host may have when its burn-in ends.

Related options:

* ``ramp_hours``
"""),
    cfg.FloatOpt(
        'ramp_per_hour', default=0.0, min=0, max=1000000,
        help="""
How many instances more a host may have each hour after its burn-in.

Related options:

* ``ramp_hours``
"""),
    cfg.FloatOpt(
        'ramp_hours', default=0.0, min=0,
        help="""
How long after its burn-in the number of a host's instances is bounded by the
ramp.

A host may then have ``ramp_initial`` instances and ``ramp_per_hour`` more
for each hour.  All instances of the host count, whoever has them.

Possible values:

* a number of hours; 0 is no ramp.  A ramp needs ``ramp_initial`` or
  ``ramp_per_hour``.
"""),
]
