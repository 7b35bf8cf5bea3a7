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


"""What is learnt of Nova's servers, and what if it cannot be asked.

Nova's database is a stand-in here; see tests/functional/nova for a real one.
"""

import types
from unittest import mock

from nova import context
from nova import objects
from nova.objects import block_device as bdm_objects
import pytest

from nova_ops_ext.imagecache import cache_names
from nova_ops_ext.imagecache import servers
from tests.harness import cache_host

objects.register_all()

UUIDS = ['%08x-0000-4000-8000-000000000000' % number for number in range(9)]
SWAP, EPHEMERAL = 'swap_512', 'ephemeral_20_default'


def server(number=0, **fields):
    return types.SimpleNamespace(**{
        'uuid': UUIDS[number], 'host': 'host-1', 'image_ref': 'a',
        'kernel_id': None, 'ramdisk_id': '', 'name': 'instance-0000000a',
        'task_state': None, 'vm_state': 'active', 'flavor': None,
        'old_flavor': None, 'new_flavor': None, **fields})


@pytest.fixture
def database(monkeypatch):
    """Knows the servers that a test lets it know."""
    rows = []

    def get(context, filters, expected_attrs):
        assert context.read_deleted == 'yes'
        assert context.is_admin
        assert len(filters['uuid']) <= 500
        return [one for one in rows if one.uuid in filters['uuid']
                and bool(one.hidden) == filters.get('hidden', False)]

    found = mock.Mock(side_effect=get)
    monkeypatch.setattr(objects.InstanceList, 'get_by_filters', found)
    found.rows = rows
    return found


def known(listed=(), directories=(), files=()):
    return servers.known(context.get_admin_context(), listed, directories,
                         files)


def test_images_kernels_and_ramdisks(database):
    found = known([server(kernel_id='k'), server(1, ramdisk_id='r')])
    assert found.names == {
        cache_names.image('a'): 'server ' + UUIDS[0],
        cache_names.image('k'): 'server ' + UUIDS[0],
        cache_names.image('r'): 'server ' + UUIDS[1]}
    assert found.hosts == ('host-1',)
    assert found.complete
    database.assert_not_called()


def test_a_server_without_an_image_or_a_host(database):
    found = known([server(image_ref=None, host=None)])
    assert (found.names, found.hosts) == ({}, ())


def test_directories_of_listed_servers_need_no_query(database):
    found = known([server()], [UUIDS[0], UUIDS[0] + '_resize'])
    assert found.stems == (UUIDS[0],)
    database.assert_not_called()


def test_directories_of_other_servers_are_asked_for(database):
    database.rows += [server(1, hidden=False), server(2, hidden=True)]
    found = known([server()], [UUIDS[1] + '_resize', UUIDS[2], UUIDS[3]])
    # The last one is of nobody.
    assert found.stems == tuple(UUIDS[1:3])


def test_directories_of_old_names(database):
    found = known([server()], ['instance-0000000a', 'instance-0000000b'])
    assert found.stems == ('instance-0000000a',)
    database.assert_not_called()


def test_many_directories_are_asked_for_in_parts(database):
    uuids = ['%08x-1111-4000-8000-000000000000' % number
             for number in range(1200)]
    database.rows += [server(uuid=uuid, hidden=False) for uuid in uuids]
    assert len(known([], uuids).stems) == 1200
    assert database.call_count == 3


def test_if_the_database_fails_nothing_is_known_for_sure(database):
    database.side_effect = RuntimeError('gone away')
    found = known([server()], [UUIDS[5]])
    assert not found.complete
    assert found.why == 'RuntimeError: gone away'
    # What is known still protects.
    assert found.names
    assert found.stems == (UUIDS[0],)


@pytest.fixture
def bdms(monkeypatch):
    def bdm(**fields):
        return bdm_objects.BlockDeviceMapping(
            context.get_admin_context(), **{
                'no_device': False, 'snapshot_id': None, 'volume_id': None,
                'connection_info': None, 'tag': None, 'id': 1,
                'source_type': 'blank', 'destination_type': 'local',
                'device_type': 'disk', 'guest_format': None,
                'volume_size': 1, 'image_id': None, 'device_name': '/dev/vdb',
                'boot_index': -1, 'delete_on_termination': True,
                'disk_bus': None, 'encrypted': False,
                'encryption_secret_uuid': None, 'encryption_format': None,
                'encryption_options': None, **fields})

    found = {UUIDS[0]: [
        bdm(guest_format='swap', volume_size=512), bdm(volume_size=20),
        bdm(volume_size=40), bdm(source_type='image', image_id='other')]}
    asked = mock.Mock(side_effect=lambda _context, uuids: found)
    monkeypatch.setattr(objects.BlockDeviceMappingList,
                        'bdms_by_instance_uuid', asked)
    return asked


def test_every_disk_counts(database, bdms):
    found = known([server()], files=[SWAP])
    assert set(found.names) == {
        cache_names.image('a'), cache_names.image('other'), 'swap_512',
        'ephemeral_20', 'ephemeral_40'}


def test_disks_are_asked_for_only_if_the_cache_has_such_files(database, bdms):
    known([server()], files=[cache_host.base_name('a'), 'other'])
    bdms.assert_not_called()
    known([server()], files=[EPHEMERAL])
    bdms.assert_called_once()


@pytest.mark.parametrize('fields', [
    {'vm_state': 'resized'}, {'task_state': 'resize_migrating'},
    {'task_state': 'resize_reverting'}])
def test_both_sizes_count_in_a_move(database, bdms, fields):
    def flavor(swap):
        return types.SimpleNamespace(swap=swap, ephemeral_gb=swap // 64)

    found = known([server(3, **fields, flavor=flavor(1024),
                          old_flavor=flavor(2048), new_flavor=flavor(0))],
                  files=[SWAP])
    assert {'swap_1024', 'swap_2048', 'ephemeral_16', 'ephemeral_32'} <= set(
        found.names)
    assert 'swap_0' not in found.names


def test_if_disks_cannot_be_asked_for(database, bdms):
    bdms.side_effect = RuntimeError('gone away')
    assert not known([server()], files=[SWAP]).complete
