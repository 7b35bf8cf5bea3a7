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

"""A nova-compute whose guests are imagined: any number of hosts, cheaply."""

from __future__ import annotations

from tests.e2e.cloud import features
from tests.e2e.cloud import nova_services
from tests.e2e.cloud import place
from tests.e2e.cloud import settings
from tests.harness import processes

#: Of Nova's fake drivers, the one whose node is the same after a restart.
DRIVER = 'fake.FakeDriverWithoutFakeNodes'


def prepare(where: place.Place, host: str) -> None:
    state = where.data / host
    (state / 'instances').mkdir(parents=True, exist_ok=True)
    settings.write(nova_services.compute_conf(where, host), {
        'DEFAULT': {'host': host, 'compute_driver': DRIVER,
                    'state_path': str(state)}})


def configure(where: place.Place, host: str, *, ours: bool) -> None:
    features.write_other(where, host, DRIVER, ours=ours)


def process(where: place.Place, host: str) -> processes.Process:
    return nova_services.compute(where, host)
