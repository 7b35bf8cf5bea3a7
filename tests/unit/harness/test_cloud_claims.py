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

"""What a run on the cloud takes for a claim that was broken."""

from tests.e2e.tier import claims
from tests.e2e.tier import load

_HEAD = '2026-12-01 04:37:18.606 24 %s %s [req-1 - - - - - -] '
_THEIRS = '\n'.join((
    _HEAD % ('ERROR', 'nova.compute.manager') + 'Boom: '
    'Traceback (most recent call last):',
    _HEAD % ('ERROR', 'nova.compute.manager')
    + '  File "/x/nova/compute/manager.py", line 1, in spawn',
    _HEAD % ('ERROR', 'nova.compute.manager') + 'ValueError: no'))


def test_traceback_of_nova_is_not_ours():
    assert claims.of_ours(_THEIRS) == []


def test_traceback_with_a_line_of_ours():
    text = _THEIRS.replace('/x/nova/compute/manager.py',
                           '/x/nova_ops_ext/virt/console_guard.py')
    found, = claims.of_ours(text)
    assert found.endswith('ValueError: no')


def test_traceback_without_heads():
    text = ('Traceback (most recent call last):\n'
            '  File "/x/ops_ext_net/networks.py", line 3, in read\n'
            'KeyError: 1\n'
            'and on it goes\n')
    assert len(claims.of_ours(text)) == 1


def test_only_the_traceback_of_ours():
    ours = _THEIRS.replace('/x/nova/compute/manager.py',
                           '/x/nova/virt/ops_ext/__init__.py')
    assert len(claims.of_ours('\n'.join((_THEIRS, ours, _THEIRS)))) == 1


def test_tracebacks_one_after_another():
    text = ('Traceback (most recent call last):\n'
            '  File "/x/ops_ext_net/networks.py", line 3, in read\n'
            'KeyError: 1\n'
            '\n'
            'Traceback (most recent call last):\n'
            '  File "/x/nova_ops_ext/a.py", line 3, in read\n'
            'KeyError: 2\n')
    assert len(claims.of_ours(text)) == 2


def test_error_that_ours_logs():
    line = _HEAD % ('ERROR', 'nova_ops_ext.scheduler.told') + 'what'
    assert claims.of_ours(line) == [line]


def test_warning_that_ours_logs():
    assert claims.of_ours(
        _HEAD % ('WARNING', 'nova_ops_ext.api.shared_rate') + 'it') == []


def _seen(what, outcome, size=0):
    return load.Seen(0.0, what, outcome, 'id', 'doc', '', size)


def test_console_beyond_its_bound():
    seen = [_seen('console', 'served', 100), _seen('console', 'served', 101),
            _seen('boot', 'served', 999)]
    assert claims.unbounded(seen, 100) == 101
    assert claims.unbounded(seen, 101) == 0


def test_what_failed():
    seen = [_seen('boot', 'served'), _seen('console', 'refused'),
            _seen('boot', 'ERROR: x'), _seen('boot', 'ERROR: x')]
    assert claims.causes(seen) == {'boot: ERROR: x': 2}
