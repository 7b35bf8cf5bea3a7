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


"""The manual of the image cache."""

import json
import os
import re
import time

import pytest

from nova_ops_ext.imagecache import decision
from nova_ops_ext.imagecache import metrics
from nova_ops_ext.imagecache import reason
from nova_ops_ext.imagecache_command import acting
from nova_ops_ext.imagecache_command import status
from tests.harness import quotations
from tests.unit.nova_ops_ext.imagecache_command import caches
from tests.unit.nova_ops_ext.imagecache_command import reports

PAGE = (quotations._PAGES / 'image_cache.rst').read_text()
_STATE = re.compile(r'(OK|[WCU])( or OK)?')
_WORD = re.compile(r'``(\S+)``$')


def tables():
    """Give the simple tables of the page: rows of cells."""
    found, lines = [], iter(PAGE.splitlines())
    for line in lines:
        if not re.fullmatch(r'=+(  =+)+', line):
            continue
        starts = [one.start() for one in re.finditer('=+', line)]
        ends = [*starts[1:], None]
        assert list(iter(lambda: next(lines), line)), 'no header'
        rows = []
        for row in iter(lambda: next(lines), line):
            cells = [row[start:end].strip()
                     for start, end in zip(starts, ends, strict=True)]
            if cells[0]:
                rows.append(cells)
            else:
                rows[-1] = [' '.join(filter(None, both)) for both in zip(
                    rows[-1], cells, strict=True)]
        found.append(rows)
    return found


def words(*, of_status):
    """Give the rows of a word and two cells, by the word.

    :param of_status: those with a state, or those without
    """
    rows = {}
    for table in tables():
        for row in table:
            match = _WORD.match(row[0])
            if match and len(row) == 3 and (
                    bool(_STATE.fullmatch(row[1])) is of_status):
                assert match[1] not in rows, row
                rows[match[1]] = row[1:]
    return rows


def plain(text):
    return text.replace('``', '')


@pytest.mark.parametrize('one', list(reason.Reason))
def test_each_reason_has_its_row(one):
    rows = words(of_status=False)
    assert one.value in rows, '``%s``  %s  %s' % (one.value, one.text,
                                                  one.remedy)
    assert [plain(cell) for cell in rows[one.value]] == [
        one.text, one.remedy or '--']


def test_no_other_row():
    assert set(words(of_status=False)) == {
        one.value for one in reason.Reason}


def test_refusals_stand_in_the_order_in_which_they_count():
    order = [one.value for one in decision.refusals(decision.Pass())]
    rows = [word for word in words(of_status=False) if word in order]
    assert rows == order


def test_each_code_of_status_has_its_row():
    assert sorted(words(of_status=True)) == sorted(status.CODES)


def test_each_metric_has_its_row():
    text = metrics.text({**reports.report(), 'complete': True})
    names = set(re.findall(r'(?m)^# TYPE nova_ops_image_cache_(\S+)', text))
    rows = {match[1] for table in tables() for row in table
            for match in [re.match(r'``\.\.\.([a-z_]+)(?:\{[a-z, ]*\})?``',
                                   row[0])] if match}
    assert rows == names


def test_each_option_is_named():
    from nova_ops_ext.conf import image_cache
    for option in image_cache.OPTIONS:
        assert '``%s' % option.name in PAGE, option.name


def shown(node, run, *arguments):
    """Give what a terminal shows, without what differs from node to node."""
    code, out = run(*arguments)
    text = '# nova-ops-image-cache %s\n%s(exit code %d)' % (
        ' '.join(arguments), out, code)
    for pattern, instead in (
            (re.escape(str(node.instances)), '/var/lib/nova/instances'),
            (re.escape(str(node.state)), '/var/lib/nova/ops_ext_image_cache'),
            (r'[0-9-]{10} [0-9:]{8} UTC, [0-9]+ s ago',
             '2026-11-21 20:52:02 UTC, 5 s ago'),
            (r'[0-9-]{10} [0-9:]{8} UTC, in 6 d',
             '2026-11-28 20:52:02 UTC, in 6 d'),
            (r'\.[0-9]{10}\.[0-9a-f]{6}', '.1795294322.40a5e4'),
            (r'[0-9.]+ KiB', '8.0 KiB'), (r'size=[0-9]+B', 'size=8192B'),
            (r'age=[0-9.]+s', 'age=5s'), (r'seconds=[0-9.]+s', 'seconds=0.1s'),
            (r' [0-9]+ s  ', ' 5 s  '),
            (r'in [0-9.]+ s;', 'in 0.01 s;')):
        text = re.sub(pattern, instead, text)
    return text


@pytest.fixture
def node(tmp_path):
    return caches.Node(tmp_path)


@pytest.fixture
def run(node, monkeypatch, capsys):
    monkeypatch.setattr(acting, 'who', lambda: 'alice (uid 1000) as root '
                        '(uid 0)')
    return node.command(monkeypatch, capsys)


def check(name, text):
    assert text == quotations.read('image_cache')[name]


def test_the_tale(node, run):
    (node.instances / 'compute_nodes').write_text(json.dumps(
        {'node-1': time.time(), 'node-2': time.time() - 30 * 86400}))
    os.utime(node.base / caches.USED, (0, 0))
    node.run_pass(time.time())
    assert (node.base / caches.USED).stat().st_mtime > time.time() - 600
    check('tale', shown(node, run, 'why', caches.USED))


def test_local_storage(node, run):
    node.run_pass(time.time())
    check('status', shown(node, run, 'status'))
    check('list', shown(node, run, 'list'))
    check('why', shown(node, run, 'why', caches.UNUSED))
    check('restore', shown(node, run, 'restore', caches.UNUSED))


def test_scan(node, run):
    check('scan', shown(node, run, 'scan', '--dry-run'))
