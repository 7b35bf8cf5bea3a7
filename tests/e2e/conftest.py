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

"""The environments that have one service and the wheel, and nothing else."""

import os
import pathlib
import subprocess

import pytest


class Environment:
    """One of them.

    :param python: its interpreter
    """

    def __init__(self, python):
        self.python = python

    def run(self, *arguments, **kwargs):
        return subprocess.run([self.python, *arguments], text=True,
                              capture_output=True, timeout=120, **kwargs)

    def site_packages(self):
        return pathlib.Path(self.run(
            '-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'
        ).stdout.strip())

    def installed(self):
        """Names of the installed distributions."""
        listed = self.run('-m', 'pip', 'list', '--format=freeze')
        return {line.partition('==')[0].lower()
                for line in listed.stdout.splitlines()}


def _environment(variable):
    python = os.environ.get(variable)
    assert python, '%s is not set; "make test" sets it' % variable
    return Environment(python)


@pytest.fixture(scope='session')
def only_swift():
    return _environment('OPS_EXT_ONLY_SWIFT')


@pytest.fixture(scope='session')
def only_nova():
    return _environment('OPS_EXT_ONLY_NOVA')


@pytest.fixture(scope='session')
def tools():
    return _environment('OPS_EXT_TOOLS')
