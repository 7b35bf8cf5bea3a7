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


"""What an act did."""

from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.imagecache.reason import Reason
from nova_ops_ext.imagecache_command import done

ANSWER = {
    'done': [{'what': 'a.1.0a1b2c', 'bytes': 2048}, {'what': 'host:x'}],
    'refused': [{'what': 'b.1.0a1b2c', 'reason': 'name-taken',
                 'why': Reason.NAME_TAKEN.text},
                {'what': '', 'why': 'c is not in the trash'}]}


def test_lines():
    assert list(done.lines('restored', ANSWER, 'root (uid 0)')) == [
        'restored by root (uid 0): a.1.0a1b2c, 2.0 KiB',
        'restored by root (uid 0): host:x',
        'refused: b.1.0a1b2c: %s; %s' % (Reason.NAME_TAKEN.text,
                                         Reason.NAME_TAKEN.remedy),
        'refused: c is not in the trash']
    assert list(done.lines('purged', {'done': [], 'refused': []}, 'x')) == [
        'nothing to be purged']


def test_level():
    assert done.level(ANSWER) is Level.WARNING
    assert done.level({**ANSWER, 'refused': []}) is Level.OK


def test_document():
    read = done.document('restored', ANSWER, 'root')
    assert read['done'] == [{'what': 'a.1.0a1b2c', 'bytes': 2048},
                            {'what': 'host:x', 'bytes': None}]
    assert read['refused'][0] == {
        'what': 'b.1.0a1b2c', 'reason': 'name-taken',
        'why': Reason.NAME_TAKEN.text}
    assert read['refused'][1]['what'] is None
    assert (read['who'], read['act'], read['exit_code']) == (
        'root', 'restored', 1)
