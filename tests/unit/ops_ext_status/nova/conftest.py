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

"""Neither imports nor storage are looked at in a process of their own."""

import pytest

from ops_ext_status import importable
from ops_ext_status import path_probe
from ops_ext_status import storage


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    monkeypatch.setattr(importable, 'broken', lambda roles: {})

    def ask(module, words, patience=0):
        assert module == 'ops_ext_status.path_probe'
        return path_probe.look(words)

    monkeypatch.setattr(storage.bounded_child, 'ask', ask)
