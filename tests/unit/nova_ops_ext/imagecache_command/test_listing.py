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


"""The list."""

from nova_ops_ext.imagecache_command import listing
from tests.unit.nova_ops_ext.imagecache_command import reports

NOW = reports.NOW + 60


def test_files_and_trash():
    state = reports.state(
        reports.report(files=[
            reports.file('small', 1024, 'keep', 'referenced'),
            reports.file('large', 1 << 30, 'refuse', 'other-host',
                         would=['trash', 'unused'], passes=4),
            reports.file('taken', 4096, 'trash', 'unused'),
            reports.file('kept', 2048, 'keep', 'referenced')]),
        trash=[reports.trashed('new', reports.NOW - 3600),
               reports.trashed('old', reports.NOW - reports.DAY)],
        pins={'kept': 'root', 'elsewhere': 'root'})
    assert list(listing.lines(state, NOW)) == [
        'As of the last pass, 2023-11-14 22:13:20 UTC, 60 s ago',
        '      SIZE  ACTION   REASON             UNUSED   FILE',
        '   1.0 GiB  refuse   other-host         24 h     large (if nothing '
        'stood against it: trash, unused)',
        '   2.0 KiB  keep     referenced         -        kept (pinned)',
        '   1.0 KiB  keep     referenced         -        small',
        'In the trash, 1.0 KiB:',
        '      SIZE  FOR      ENTRY',
        '     512 B  24 h     old.1699913600.0a1b2c',
        '     512 B  61 min   new.1699996400.0a1b2c',
        'pinned, but not in the cache: elsewhere']
    document = listing.document(state)
    assert [one['name'] for one in document['files']] == [
        'large', 'kept', 'small']
    assert document['files'][0] == {
        'name': 'large', 'bytes': 1 << 30, 'action': 'refuse',
        'reason': 'other-host', 'detail': None,
        'would': {'action': 'trash', 'reason': 'unused'},
        'unused_since': reports.NOW - reports.DAY, 'unused_passes': 4,
        'pinned': None}
    assert document['files'][1]['pinned'] == 'root'
    assert document['files'][1]['unused_since'] is None
    assert [one['name'] for one in document['trash']] == ['new', 'old']


def test_no_pass_yet():
    state = {**reports.state(), 'last_pass': None}
    assert list(listing.lines(state, NOW)) == [
        'No pass has been reported yet; nova-ops-image-cache scan --dry-run '
        'looks now']
    assert listing.document(state)['last_pass'] is None
