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

"""A log and its backups."""

import random

import pytest

from nova_ops_ext.console_audit import logs

UUID = '01234567-89ab-cdef-0123-456789abcdef'


def file(name, size=1, disk=0, inode=0, kind='file'):
    return logs.LogFile(name, size, disk, 1, inode, kind)


def test_order():
    names = ['console.log', 'console.log.0', 'console.log.2',
             'console.log.10', 'console.log-2026', 'console.log.1.gz']
    mixed = names[:]
    random.shuffle(mixed)
    found = logs.log('/i/%s/console.log' % UUID, map(file, mixed))
    assert [one.name for one in found.files] == names
    assert found.current == file('console.log')
    assert found.instance == (UUID, '')
    assert [logs.in_chain('console.log', name) for name in names] == [
        True] * 4 + [False] * 2


def test_sums_are_of_files_only():
    found = logs.log('/d/console.log', [
        file('console.log', 3, 7), file('console.log.0', 4, 8),
        file('console.log.1', 100, 100, kind='directory')])
    assert (found.size, found.disk) == (7, 15)


def test_no_current_file():
    assert logs.log('/d/console.log', [
        file('console.log.0'), file('console.log', kind='FIFO')
    ]).current is None


@pytest.mark.parametrize(('directory', 'instance'), [
    (UUID, (UUID, '')), (UUID + '_resize', (UUID, '_resize')),
    (UUID + '_del', (UUID, '_del')), (UUID.upper(), ('', '')),
    ('_base', ('', '')), ('locks', ('', '')), (UUID + '.bak', ('', '')),
    (UUID[:-1], ('', '')), ('x' + UUID, ('', '')), (UUID + '\n', ('', '')),
    (UUID + '_', ('', '')),
])
def test_instance(directory, instance):
    assert logs.Log('/i/%s/console.log' % directory, ()).instance == instance
