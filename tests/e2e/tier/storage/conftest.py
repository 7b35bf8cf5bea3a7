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

"""Swift of the cloud, and who uses it."""

import os
import pathlib
import shutil
import tempfile

import pytest

from tests.e2e.storage import cast as casts
from tests.e2e.storage import ground as grounds
from tests.e2e.storage import storage
from tests.harness import object_storage

_CHOSEN = os.environ.get('TALES', '') + os.environ.get('FAULTS', '')


def pytest_collection_modifyitems(items):
    """Leave these out where tales or faults of Nova alone were asked for."""
    if not _CHOSEN or 'storage' in _CHOSEN:
        return
    for item in items:
        if pathlib.Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip('others were asked for'))


@pytest.fixture(scope='session')
def swift(cloud):
    workdir = pathlib.Path(tempfile.mkdtemp(dir=object_storage.place()))
    try:
        with storage.Storage(cloud, workdir) as started:
            yield started
    finally:
        shutil.rmtree(workdir, ignore_errors=True)


@pytest.fixture(scope='session')
def cast(cloud, swift):
    return casts.Cast(cloud)


@pytest.fixture(scope='session')
def ground(swift, cast):
    return grounds.Ground(swift, cast)
