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

"""The cloud of a run, and its tables at the end."""

import os
import pathlib
import shutil

import pytest

from tests.e2e.cloud import whole
from tests.harness import installed

_ROOT = pathlib.Path(__file__).resolve().parents[3]
_WORKDIR = pathlib.Path(os.environ.get(
    'OPS_EXT_E2E_CLOUD', _ROOT / '.work' / 'cloud'))
_TABLES = {}


@pytest.fixture(scope='session')
def cloud():
    """As Nova comes at first; the tests have ours put in."""
    installed.check()
    shutil.rmtree(_WORKDIR, ignore_errors=True)
    with whole.Cloud(_WORKDIR, ours=False) as started:
        yield started


@pytest.fixture(scope='session')
def tables():
    """Tables by name, shown when all tests are done."""
    return _TABLES


def pytest_terminal_summary(terminalreporter):
    for name, table in _TABLES.items():
        terminalreporter.section(name)
        terminalreporter.write_line(table.text())
