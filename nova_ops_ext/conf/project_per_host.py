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

"""Options of ProjectPerHostFilter."""

from __future__ import annotations

from oslo_config import cfg

from nova_ops_ext.conf import guarded_filter

GROUP = cfg.OptGroup(
    'ops_project_per_host', title='Instances of a project on one host',
    help="""
Options of ProjectPerHostFilter, which lets a project have at most so many
instances on one host.
""")

OPTIONS = [
    *guarded_filter.options(fail_policy='pass'),
    cfg.IntOpt(
        'max_instances', min=0, sample_default=4,
        help="""
How many instances of one project may be on a host of which no aggregate says
so.

This is for the hosts whose aggregates do not have the key
``ops_max_instances_per_project``.  Of several keys for one host the least
counts, and this option does not.

Possible values:

* a whole number, 0 or more; 0 closes those hosts for everybody
* not set: any number may be there
"""),
]
