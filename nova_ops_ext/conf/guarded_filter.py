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

"""The options that every scheduler filter of ours has."""

from __future__ import annotations

from oslo_config import cfg


def mode() -> cfg.Opt:
    """Make the option ``mode``, which filters and weighers have."""
    return cfg.StrOpt(
        'mode', default='enforce', mutable=True,
        choices=[
            ('enforce', 'the rules decide'),
            ('log', 'nothing is decided, and the log says what would be'),
            ('off', 'nothing is decided, and nothing is written'),
        ],
        help="""
Whether the rules are enforced, only logged, or not looked at.

Start with ``log``, read the scheduler's log for a while, then ``enforce``.
nova-scheduler takes a changed value over on SIGHUP.  A filter and a weigher
that have this group together have the same mode.
""")


def options(*, fail_policy: str) -> list[cfg.Opt]:
    """Make the options common to all filters, for the group of one.

    :param fail_policy: the filter's default fail policy
    """
    return [
        mode(),
        cfg.StrOpt(
            'fail_policy', default=fail_policy,
            choices=[
                ('pass', 'all hosts pass, as if the filter were off'),
                ('refuse', 'no host passes: the boot ends with NoValidHost'),
            ],
            help="""
What becomes of a request for which this filter fails through a fault of its
own.

The fault is logged with its traceback in either case.  The filter never
raises: an exception would end the request with a server in ERROR and, in a
batch, leave allocations behind in placement.
"""),
    ]
