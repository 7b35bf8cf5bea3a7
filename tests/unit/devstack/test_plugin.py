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

import pathlib
import re
import subprocess

import pytest

SCRIPT = pathlib.Path(__file__).with_suffix('.sh')


@pytest.mark.parametrize('name', re.findall(
    r'^function (test_\w+)', SCRIPT.read_text(), re.MULTILINE))
def test_phase(name):
    done = subprocess.run(
        ['bash', SCRIPT, name], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=300,
        # The variables of this run are none of the plugin's.
        env={'PATH': '/usr/local/bin:/usr/bin:/bin'})
    assert done.returncode == 0, done.stdout
    assert done.stdout == 'ok %s\n' % name
