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


"""What a RequestSpec says is asked for."""

from nova import objects
import pytest

from nova_ops_ext.scheduler import operation

objects.register_all()


def asked(destination):
    return objects.RequestSpec(requested_destination=destination)


CELL = objects.CellMapping(uuid='9d1d4c2e-1f0f-4d67-8f18-cf8bb1a5d8a4')


@pytest.mark.parametrize(('destination', 'move', 'host'), [
    (None, False, None),
    (objects.Destination(host='a'), False, 'a'),
    (objects.Destination(), False, None),
    (objects.Destination(cell=CELL), True, None),
    (objects.Destination(cell=CELL, host='a'), True, 'a'),
    (objects.Destination(cell=None), False, None),
    (objects.Destination(cell=None, host='a', allow_cross_cell_move=True),
     True, 'a'),
    (objects.Destination(cell=None, allow_cross_cell_move=False), False,
     None)])
def test_operation(destination, move, host):
    assert operation.is_move(asked(destination)) is move
    assert operation.named_host(asked(destination)) == host
