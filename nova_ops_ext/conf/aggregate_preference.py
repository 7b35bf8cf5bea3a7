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

"""Options of AggregatePreferenceWeigher."""

from __future__ import annotations

from oslo_config import cfg

from nova_ops_ext.conf import guarded_filter
from nova_ops_ext.conf import guarded_weigher

GROUP = cfg.OptGroup(
    'ops_aggregate_preference', title='Preferred and avoided aggregates',
    help="""
Options of AggregatePreferenceWeigher, which prefers or avoids the hosts of
aggregates by their metadata: ``ops_preference`` from -100 to 100.
""")

OPTIONS = [
    guarded_filter.mode(),
    *guarded_weigher.options(GROUP.name, multiplier=100.0),
]
