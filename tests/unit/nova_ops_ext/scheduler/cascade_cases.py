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

"""Builds what the databases say of a cascade, in seconds after noon."""

import datetime

from nova_ops_ext.scheduler import cascade_deaths

NOON = datetime.datetime(2026, 2, 14, 12)
SLACK = 20
WINDOW = 3600


def at(seconds):
    return None if seconds is None else NOON + datetime.timedelta(
        seconds=seconds)


def down(name, seen, written=None, **flags):
    return cascade_deaths.DownHost(name, at(seen), at(written), **flags)


def server(host, created, launched=None, *, batch=None, launched_on=None,
           evacuated_from=None, deleted=None):
    """One that began on its host, unless something else is said."""
    return cascade_deaths.Server(
        batch or '%s at %d' % (host, created), at(created), host,
        launched_on or host, evacuated_from,
        at(created + 2 if launched is None else launched), at(deleted))
