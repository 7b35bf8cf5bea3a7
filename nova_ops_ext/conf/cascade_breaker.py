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


"""Options of CascadeBreakerFilter."""

from __future__ import annotations

from oslo_config import cfg

from nova_ops_ext.conf import guarded_filter

# In seconds.  A longer time may be before the calendar begins.
_TEN_YEARS = 315360000

GROUP = cfg.OptGroup(
    'ops_cascade_breaker', title='What takes one host after another',
    help="""
Options of CascadeBreakerFilter, which stops what a project starts from an
image, and a server that is evacuated again and again, when it has taken down
one host after another.
""")

OPTIONS = [
    *guarded_filter.options(fail_policy='pass'),
    cfg.IntOpt(
        'incidents', default=2, min=0,
        help="""
In how many separate incidents hosts must have died that had new servers of a
project and an image, to stop that pair of project and image.

Hosts that die together are one incident, and so are all hosts of the servers
that one request created.  Two are separate only if a server of the second
began after the first host had died.

Possible values:

* 2 or more; a single incident may be a power failure, so 1 is refused.  It
  needs the heartbeats in the database, so ``[DEFAULT] servicegroup_driver``
  has to be ``db``
* 0: no pair is stopped, the rule is off

Related options:

* ``[DEFAULT] servicegroup_driver``
* ``period``
* ``window``
* ``bystanders``
* ``survivors_per_death``
"""),
    cfg.IntOpt(
        'period', default=86400, min=1, max=_TEN_YEARS,
        help="""
For so many seconds a host that died, or an evacuation, counts.

A host that has recovered does not count any longer, however short ago it
died.

Possible values:

* more than ``service_down_time``; with less, no host would ever count
"""),
    cfg.IntOpt(
        'window', default=3600, min=1, max=_TEN_YEARS,
        help="""
A server counts for the death of its host only if it began there at most so
many seconds earlier.

One that ran for longer did not kill it, and one that ran for longer on a host
that is up is a survivor.

Possible values:

* 1 or more

Related options:

* ``survivors_per_death``
"""),
    cfg.IntOpt(
        'bystanders', default=2, min=0,
        help="""
How many hosts without new servers of the pair must have died at the same
time as a host that had some, so that this death has another explanation.

They must also be more than half of the hosts that died then.

Possible values:

* 1 or more
* 0: what else died is not looked at
"""),
    cfg.IntOpt(
        'survivors_per_death', default=5, min=0,
        help="""
A pair whose servers live on more than so many hosts for each host that died
is not stopped.

Only servers that began earlier than ``window`` ago, and hosts that are up,
count.

Possible values:

* 1 or more
* 0: survivors are not looked at

Related options:

* ``window``
"""),
    cfg.IntOpt(
        'evacuations', default=3, min=0,
        help="""
From how many different hosts a server must have been evacuated within
``period`` to be stopped.  The evacuation that is asked for counts.

Possible values:

* 2 or more; with 1 no server could be evacuated at all, so it is refused
* 0: no server is stopped, the rule is off

Related options:

* ``period``
"""),
]
