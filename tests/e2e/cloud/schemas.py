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

"""The databases' tables: made once for each set of releases, then loaded.

To make them takes minutes of a processor, and the services would end up with
the very same.
"""

from __future__ import annotations

import concurrent.futures
import hashlib
from importlib import metadata
import os

from tests.e2e.cloud import glance
from tests.e2e.cloud import keystone
from tests.e2e.cloud import mariadb
from tests.e2e.cloud import nova_conf
from tests.e2e.cloud import place
from tests.e2e.cloud import placement

_SERVICES = (keystone, placement, glance, nova_conf)
_RELEASED = ('keystone', 'openstack-placement', 'glance', 'nova')


def make(where: place.Place, database: mariadb.MariaDB) -> None:
    """Fill the databases, which are empty."""
    releases = ' '.join(map(metadata.version, _RELEASED))
    kept = where.root.parent / ('schemas-%s.sql' % hashlib.sha256(
        releases.encode()).hexdigest()[:12])
    if kept.exists():
        database.load(kept.read_text())
        return
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for made in [pool.submit(service.sync, where)
                     for service in _SERVICES]:
            made.result()
    new = kept.with_suffix('.%d' % os.getpid())
    new.write_text(database.dump())
    new.rename(kept)
