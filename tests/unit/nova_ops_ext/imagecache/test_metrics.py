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


"""Metrics, read by the parser of Prometheus."""

import math

import hypothesis
from hypothesis import strategies
from prometheus_client import parser
import pytest

from nova_ops_ext.imagecache import metrics
from nova_ops_ext.imagecache import reason
from tests.unit.nova_ops_ext.imagecache_command import reports

P = 'nova_ops_image_cache_'


def read(text):
    """Give the value of each sample by name and labels, and the host."""
    found = {}
    for family in parser.text_string_to_metric_families(text):
        assert family.type == 'gauge' and family.documentation, family
        for sample in family.samples:
            assert sample.name == family.name, sample
            labels = dict(sample.labels)
            host = labels.pop('host')
            key = (sample.name[len(P):], tuple(sorted(labels.items())))
            assert key not in found, key
            found[key] = (sample.value, host)
    return found


def value(text, name, **labels):
    return read(text)[name, tuple(sorted(labels.items()))][0]


def test_a_pass():
    text = metrics.text(reports.report(
        refusals=[reports.refusal(reason.Reason.OTHER_HOST)],
        counts={'keep/referenced': 2, 'refuse/other-host': 3},
        touch_failed=[{'path': '/p', 'why': 'EACCES'}],
        missing=[{'path': '/q', 'why': 'gone'}] * 2,
        files=[reports.file('a', size=5, would=['trash', 'unused']),
               reports.file('b', size=7, would=['keep', 'referenced']),
               reports.file('c', size=9)],
        acted=[reports.act('trash', 'd', error='EIO'),
               reports.act('trash', 'e')]))
    assert text.endswith('\n')
    assert value(text, 'info', removal='trash') == 1
    assert value(text, 'last_pass_timestamp_seconds') == reports.NOW
    assert value(text, 'pass_seconds') == 1.5
    assert value(text, 'scan_seconds') == 0.25
    assert value(text, 'files', action='keep', reason='referenced') == 2
    assert value(text, 'files', action='refuse', reason='other-host') == 3
    assert value(text, 'refused', reason='other-host') == 1
    assert value(text, 'refused', reason='clock') == 0
    assert value(text, 'refused', reason='worker-hung') == 0
    assert value(text, 'kept_bytes') == 4096
    assert value(text, 'trash_bytes') == 512
    assert value(text, 'freed_bytes') == 256
    assert value(text, 'removable_bytes') == 5
    assert value(text, 'touch_failures') == 1
    assert value(text, 'missing') == 2
    assert value(text, 'problems') == 0
    assert value(text, 'failed_acts') == 1
    assert value(text, 'disks') == 3
    assert value(text, 'touched') == 2
    assert {host for _value, host in read(text).values()} == {'node-1'}


def test_no_reason_that_keeps_a_file_is_a_refusal():
    text = metrics.text(reports.report())
    words = {dict(labels)['reason'] for name, labels in read(text)
             if name == 'refused'}
    assert 'observe' not in words and 'referenced' not in words
    assert 'storage-not-local' in words and 'worker-died' in words


@pytest.mark.parametrize('key', sorted(
    set(reports.report()) - {'host', 'removal'}))
def test_what_is_not_known_is_absent(key):
    report = reports.report()
    del report[key]
    whole = set(read(metrics.text(reports.report())))
    assert set(read(metrics.text(report))) <= whole
    report[key] = None
    assert set(read(metrics.text(report))) <= whole


def test_nothing_known():
    assert metrics.text({}) == ''


def test_a_pass_that_was_given_up_has_done_nothing():
    text = metrics.text(reports.report(
        gave_up=True, complete=True, seconds=9.0, touched=5,
        refusals=[reports.refusal(reason.Reason.WORKER_HUNG)],
        missing=[{'path': '/q', 'why': 'gone'}]))
    names = {name for name, _labels in read(text)}
    assert not names & {'pass_seconds', 'scan_seconds', 'disks', 'touched',
                        'touch_failures', 'freed_bytes', 'problems'}
    assert value(text, 'complete') == 0
    assert value(text, 'refused', reason='worker-hung') == 1
    # What the pass before it knew is still the matter.
    assert value(text, 'missing') == 1
    assert value(text, 'kept_bytes') == 4096


@hypothesis.given(
    host=reports.HOSTILE,
    action=reports.HOSTILE, why=reports.HOSTILE,
    number=strategies.integers(0, 1 << 60) | strategies.floats())
def test_hostile_text_stays_in_its_label(host, action, why, number):
    action = action.replace('/', '')
    text = metrics.text(reports.report(
        host=host, counts={action + '/' + why: number}))
    found = read(text)
    (labels, (seen, _host)), = (
        (dict(labels), more) for (name, labels), more in found.items()
        if name == 'files')
    plain = {word: one.encode('utf-8', 'backslashreplace').decode()
             for word, one in (('action', action), ('reason', why))}
    assert labels == plain
    assert seen == number or math.isnan(seen)
    assert {one for _value, one in found.values()} == {
        host.encode('utf-8', 'backslashreplace').decode()}
    text.encode('utf-8')
