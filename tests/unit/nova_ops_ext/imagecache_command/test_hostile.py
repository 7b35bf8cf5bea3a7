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


"""Whatever stands in the record: every rendering ends, and is printable."""

import json

import hypothesis

from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache_command import done
from nova_ops_ext.imagecache_command import listing
from nova_ops_ext.imagecache_command import scan
from nova_ops_ext.imagecache_command import status
from nova_ops_ext.imagecache_command import status_shown
from nova_ops_ext.imagecache_command import why
from tests.unit.nova_ops_ext.imagecache_command import reports

SETTINGS = shapes.Settings('node-1', '/i', '/i/_base', '/var/lib/nova/record')
EXPECTED = status.Expected('trash', 2400, 7 * reports.DAY)


def check(lines, document, *, bars=0):
    for line in lines:
        assert line.isprintable(), line
        assert line.count('|') <= bars
        bars = 0
    read = json.loads(json.dumps(document, allow_nan=False))
    assert read == document
    for text in texts(read):
        assert text.isprintable(), text


def texts(read):
    """Give all texts of a document."""
    if isinstance(read, str):
        yield read
    elif isinstance(read, dict):
        for key, value in read.items():
            yield key
            yield from texts(value)
    elif isinstance(read, list):
        for one in read:
            yield from texts(one)


@hypothesis.given(reports.STATES)
def test_status(state):
    judged = status.judge(state, EXPECTED, reports.NOW)
    assert judged.level is max(
        (one.level for one in judged.findings), default=0,
        key=lambda level: (0, 1, 3, 2).index(level))
    check(status_shown.lines(judged, state, reports.NOW),
          status_shown.document(judged, state, reports.NOW), bars=1)
    assert {one.code for one in judged.findings} <= set(status.CODES)


@hypothesis.given(reports.STATES)
def test_list(state):
    check(listing.lines(state, reports.NOW), listing.document(state))


@hypothesis.given(reports.STATES, reports.HOSTILE)
def test_why(state, name):
    last = state.get('last_pass')
    names = {name, reports.SHA1}
    if isinstance(last, dict):
        names |= {one['name'] for one in last.get('files') or ()
                  if isinstance(one, dict) and 'name' in one
                  and isinstance(one['name'], str)}
    for one in names:
        lines = list(why.lines(state, one, SETTINGS, reports.NOW))
        assert lines
        check(lines, why.document(state, one))


@hypothesis.given(reports.STATES, reports.STATES)
def test_scan(state, other):
    found = other.get('last_pass')
    found = found if isinstance(found, dict) else {}
    known = scan.known(state, reports.NOW)
    assert known.complete is False and known.why
    json.dumps(known._asdict())
    check(scan.lines(found, state, reports.NOW),
          scan.document(found, state, reports.NOW))


@hypothesis.given(reports.STATES, reports.HOSTILE)
def test_done(state, who):
    last = state.get('last_pass')
    answer = {'done': state.get('trash'), 'refused': last}
    check(done.lines('pinned', answer, who),
          done.document('pinned', answer, who))
