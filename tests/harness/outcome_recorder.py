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

"""A pytest plugin that writes down how each test ended.

Load it with ``-p tests.harness.outcome_recorder``; the environment names the
file, a JSON object of test and outcome.
"""

import json
import os
import pathlib

import pytest

#: The environment variable that names the file.
FILE = 'OPS_EXT_OUTCOMES'

_outcomes: dict[str, str] = {}


def pytest_collectreport(report: pytest.CollectReport) -> None:
    # A module that cannot be imported has no tests, which must not look as
    # if it never had any.
    if report.failed:
        _outcomes[report.nodeid] = 'failed'


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    before = _outcomes.get(report.nodeid)
    # A part of a test has a report of its own, and only fails the whole.
    part = hasattr(report, 'context')
    if report.failed:
        _outcomes[report.nodeid] = 'failed'
    elif before == 'failed' or part:
        return
    elif report.skipped:
        _outcomes[report.nodeid] = 'skipped'
    elif report.when == 'call':
        _outcomes[report.nodeid] = 'passed'


def pytest_sessionfinish() -> None:
    pathlib.Path(os.environ[FILE]).write_text(json.dumps(_outcomes))
