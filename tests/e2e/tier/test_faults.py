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

"""Faults while users work; afterwards what we claim is checked."""

import collections
import os
import time

import pytest

from tests.e2e.tier import claims
from tests.e2e.tier import faults
from tests.e2e.tier import load
from tests.e2e.tier import report
from tests.e2e.tier import tale_clients
from tests.e2e.tier import tale_console

#: How long users work before and after.
_BEFORE, _AFTER = 8, 15
#: Users who wait for what was lost first give that up.
_RECOVERED_WITHIN = 300
_CHOSEN = [word.lower() for word in os.environ.get('FAULTS', '').split()]

if os.environ.get('TALES') and not _CHOSEN:
    pytest.skip('only tales were asked for', allow_module_level=True)


@pytest.fixture(scope='module')
def hosts(cloud):
    """Hosts by the label of the network that may use them."""
    if not cloud.ours:
        cloud.use(ours=True)
    made, hosts = tale_clients.aggregates(cloud)
    yield hosts
    for aggregate in made:
        cloud.admin.remove_aggregate(aggregate)


@pytest.fixture(scope='module')
def users(cloud):
    return {label: cloud.user('user-' + label, 'of-' + label, source=source)
            for label, source in tale_clients.SOURCES.items()}


@pytest.mark.parametrize('fault', [
    pytest.param(fault, id=fault.name) for fault in faults.FAULTS
    if not _CHOSEN or any(word in fault.name.lower() for word in _CHOSEN)])
def test_fault(cloud, tables, hosts, users, fault):
    logs = claims.Logs(cloud)
    bases = claims.bases(cloud)
    working = load.Load(cloud, users)
    working.start()
    try:
        time.sleep(_BEFORE)
        began = time.time()
        fault.plant(cloud)
        try:
            time.sleep(fault.seconds)
        finally:
            fault.mend(cloud)
        mended = time.time()
        recovered = _recovered(working, mended)
        time.sleep(_AFTER)
    finally:
        working.stop()
    errors = logs.ours()
    broken = {
        'bases gone': sorted(bases - claims.bases(cloud)),
        'disks without their base': claims.missing_bases(cloud),
        'misplaced': claims.misplaced(cloud, working.seen, hosts),
        'console beyond its bound': claims.unbounded(
            working.seen, tale_console.MOST_ANSWERED),
        'boots refused by ours': logs.refused_by_ours(working.seen),
        'ours in a log': [line for line in errors if not fault.told
                          or fault.told not in line],
        'not told': [fault.told] if fault.told and not any(
            fault.told in line for line in errors) else [],
    }
    seen = collections.Counter(
        (one.what, one.outcome == 'served') for one in working.seen)
    failed = claims.causes(working.seen)
    tables.setdefault('faults', report.Table('faults', (
        'fault', 'seconds', 'boots served', 'consoles served',
        'failed, by cause', 'serves again after', 'claims broken'))).add(
            fault.name, round(mended - began), seen['boot', True],
            seen['console', True],
            '; '.join('%d x %s' % (count, cause) for cause, count
                      in sorted(failed.items())) or 'nothing',
            '%.0f s' % recovered if recovered is not None else 'never',
            '; '.join(what for what, found in broken.items() if found)
            or 'none')
    assert not any(broken.values()), broken
    assert recovered is not None
    assert working.count('boot', 'served')


def _recovered(working, mended):
    """Seconds from the mending to the first boot that was served."""
    deadline = mended + _RECOVERED_WITHIN
    while time.time() < deadline:
        if working.count('boot', 'served', since=mended):
            return time.time() - mended
        time.sleep(0.5)
    return None
