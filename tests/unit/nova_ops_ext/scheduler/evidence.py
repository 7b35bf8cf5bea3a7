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

"""Evidence for CascadeBreakerFilter, without a database.

Every odd project has an image that took down two hosts.
"""

import datetime

from oslo_utils import timeutils

from nova_ops_ext.scheduler import cascade_deaths
from nova_ops_ext.scheduler import cascade_evidence

# The same each time, for the line to be the same.
_NOW = timeutils.utcnow()
_MINUTE = datetime.timedelta(minutes=1)


def guilty(project):
    """Tell whether a project's image took down hosts."""
    return int(project, 16) % 2 == 1


def down_hosts(down):
    return cascade_evidence.Answers([[
        cascade_deaths.DownHost('dead-%d' % number,
                                _NOW - 10 * number * _MINUTE)
        for number in (1, 2)]], 1)


def servers(down, project, image, alive_since, started_since):
    found = [cascade_deaths.Server(
        'batch-%d' % number, _NOW - (10 * number + 5) * _MINUTE,
        'dead-%d' % number, 'dead-%d' % number,
        launched=_NOW - (10 * number + 4) * _MINUTE)
        for number in (1, 2)] if guilty(project) else []
    return cascade_evidence.Answers([(found, 0)], 1)


def moves(cell, server, since):
    return cascade_evidence.Moves(False, frozenset())


FUNCTIONS = (down_hosts, servers, moves)


def install(monkeypatch, wrap=lambda function: function):
    """Put them in place of those that ask the database."""
    for function in FUNCTIONS:
        monkeypatch.setattr(cascade_evidence, function.__name__,
                            wrap(function))
