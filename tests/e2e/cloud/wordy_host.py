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

"""A compute host whose driver bounds no console log."""

from __future__ import annotations

import pathlib
import sys

from tests.e2e.cloud import features
from tests.e2e.cloud import nova_services
from tests.e2e.cloud import place
from tests.e2e.cloud import settings
from tests.harness import processes

NAME = 'wordy'
DRIVER = 'wordy.WordyDriver'
_LAUNCHER = pathlib.Path(__file__).with_name('wordy_compute.py')


def prepare(where: place.Place) -> None:
    state = where.data / NAME
    (state / 'instances').mkdir(parents=True, exist_ok=True)
    settings.write(nova_services.compute_conf(where, NAME), {
        'DEFAULT': {'host': NAME, 'compute_driver': DRIVER,
                    'state_path': str(state)}})


def configure(where: place.Place, *, ours: bool) -> None:
    features.write_other(where, NAME, DRIVER, ours=ours)


def process(where: place.Place) -> processes.Process:
    # -I: files beside it have the names of real packages.
    return nova_services.compute(where, NAME, launcher=[
        sys.executable, '-I', str(_LAUNCHER)])


def console_log(where: place.Place, server_id: str) -> pathlib.Path:
    return where.data / NAME / 'instances' / server_id / 'console.log'
