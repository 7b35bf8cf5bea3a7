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

"""The guide's tales, told by Nova as it comes and then by ours."""

import os

import pytest

from tests.e2e.cloud import whole
from tests.e2e.tier import report
from tests.e2e.tier import tale_clients
from tests.e2e.tier import tale_console
from tests.e2e.tier import tale_images
from tests.e2e.tier import tale_massacre

STOCK, OURS = 'Nova as it comes', 'with ours'
#: Words by which ``make e2e TALES=...`` chooses.
_CHOSEN = os.environ.get('TALES', '').split()

if os.environ.get('FAULTS') and not _CHOSEN:
    pytest.skip('only faults were asked for', allow_module_level=True)


def _massacre_with_shard(cloud):
    """The breaker off, so that only the shard stands in the way."""
    _set_breaker(cloud, 'off')
    pool = cloud.admin.aggregate('pool', cloud.fakes, {
        'ops_shard_size': str(tale_massacre.SHARD),
        'ops_shard_extend': str(tale_massacre.EXTENSION)})
    try:
        return tale_massacre.tell(
            cloud, tale_massacre.SHARD + tale_massacre.EXTENSION)
    finally:
        cloud.admin.remove_aggregate(pool)
        _set_breaker(cloud, 'enforce')


def _set_breaker(cloud, mode):
    cloud.set('ops-ext-scheduler.conf', 'ops_cascade_breaker', 'mode', mode)
    cloud.restart('nova-scheduler')


def _massacre(cloud):
    # Of the sample: two incidents, and one more while the second is young.
    return tale_massacre.tell(cloud, 3)


def _console_of_libvirt(cloud):
    return tale_console.tell(cloud, whole.REAL)


def _console_of_wordy(cloud):
    return tale_console.tell(cloud, whole.WORDY)


#: Which tale, how it is told in which edition, in order: a change of edition
#: takes a while.
TALES = (
    (tale_images.TITLE, '', STOCK, tale_images.tell),
    (tale_console.TITLE, 'libvirt', STOCK, _console_of_libvirt),
    (tale_console.TITLE, 'a driver that sends all', STOCK,
     _console_of_wordy),
    (tale_clients.TITLE, '', STOCK, tale_clients.tell),
    (tale_massacre.TITLE, '', STOCK, _massacre),
    (tale_images.TITLE, 'removal = observe', OURS, tale_images.tell),
    (tale_images.TITLE, 'removal = trash', OURS,
     lambda cloud: tale_images.tell(cloud, 'trash')),
    (tale_console.TITLE, 'libvirt', OURS, _console_of_libvirt),
    (tale_console.TITLE, 'a driver that sends all', OURS, _console_of_wordy),
    (tale_clients.TITLE, '', OURS, tale_clients.tell),
    (tale_massacre.TITLE, 'CascadeBreakerFilter', OURS, _massacre),
    (tale_massacre.TITLE, 'ShuffleShardFilter', OURS, _massacre_with_shard),
)


def _wanted(title):
    return not _CHOSEN or any(
        word.lower() in title.lower() for word in _CHOSEN)


@pytest.mark.parametrize(
    ('title', 'how', 'edition', 'tell'),
    [pytest.param(*tale, id=', '.join(filter(None, (
        tale[0], tale[2], tale[1])))) for tale in TALES if _wanted(tale[0])])
def test_tale(cloud, tables, title, how, edition, tell):
    if cloud.ours != (edition == OURS):
        cloud.use(ours=edition == OURS)
    told = tell(cloud)
    tables.setdefault('tales', report.Table(
        'tales', ('tale', 'told by', 'outcome', 'it happens'))).add(
            title, ', '.join(filter(None, (edition, how))), told.outcome,
            'yes' if told.harm else 'no')
    assert not told.wrong
    # What does not happen to Nova as it comes, we prevent nothing of.
    assert told.harm == (edition == STOCK)
