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

"""Both runs, and their table: see the package."""

from __future__ import annotations

import os
import pathlib
import shutil
import sys

from tests.e2e.cloud import whole
from tests.e2e.storage import storage
from tests.e2e.tempest_run import site
from tests.e2e.tempest_run import tempest
from tests.e2e.tempest_run import tempest_conf
from tests.e2e.tier import report
from tests.harness import installed

_ROOT = pathlib.Path(__file__).resolve().parents[3]
_WORKDIR = pathlib.Path(os.environ.get(
    'OPS_EXT_TEMPEST', _ROOT / '.work' / 'tempest-run'))
_PYTHON = pathlib.Path(os.environ.get(
    'OPS_EXT_TEMPEST_PYTHON',
    _ROOT / '.work' / 'tempest' / 'bin' / 'python'))


def main(regex: str) -> int:
    installed.check()
    shutil.rmtree(_WORKDIR, ignore_errors=True)
    table = report.Table('tempest', ('features', *tempest.Count._fields))
    failed = 0
    workspace = tempest.Workspace(_WORKDIR / 'tempest', _PYTHON)
    with whole.Cloud(_WORKDIR / 'cloud', libvirt=1) as cloud, \
            storage.Storage(cloud, _WORKDIR / 'swift') as swift:
        facts = site.furnish(cloud, swift)
        for on, name in ((True, 'on'), (False, 'off')):
            if cloud.ours != on:
                cloud.use(ours=on)
            conf = tempest_conf.text(facts[on], workspace.directory,
                                     features_on=on)
            count = workspace.run(name, conf, regex)
            table.add(name, *count)
            failed += count.failed + (not count.passed)
    print(table.text())
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1] if sys.argv[1:] else tempest.OURS))
