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

"""Faults in ``nova-ops-console-audit``; see :mod:`tools.faults`."""

from __future__ import annotations

from tools import fault

_AUDIT = 'nova_ops_ext/console_audit'
_TESTS = 'tests/unit/nova_ops_ext/console_audit'

AUDIT_FAULTS = (
    fault.Fault(
        'what could not be seen is more than a warning',
        _AUDIT + '/finding.py',
        '(Level.OK, Level.WARNING, Level.UNKNOWN, Level.CRITICAL)',
        '(Level.OK, Level.UNKNOWN, Level.WARNING, Level.CRITICAL)',
        _TESTS, 'nova'),
    fault.Fault(
        'the bar of a name does not begin the perfdata',
        _AUDIT + '/display.py', "and character not in '|\\\\'",
        "and character != '\\\\'", _TESTS + '/test_display.py', 'nova'),
    fault.Fault(
        'entities are not expanded', _AUDIT + '/domains.py',
        'parser.StartDoctypeDeclHandler = _refuse', 'pass',
        _TESTS + '/test_domains.py', 'nova'),
    fault.Fault(
        'a file is recognised after a rotation', _AUDIT + '/growth.py',
        'elif one.inode in sizes:', 'elif False:',
        _TESTS + '/test_growth.py', 'nova'),
    fault.Fault(
        'who writes a log decides, and not the configuration',
        _AUDIT + '/rotation.py', '    if others:', '    if False:',
        _TESTS + '/test_rotation.py', 'nova'),
    fault.Fault(
        'where a writer may be overlooked, nothing is said to rotate',
        _AUDIT + '/rotation.py', '    if blind:', '    if False:',
        _TESTS + '/test_rotation.py', 'nova'),
    fault.Fault(
        'a path that does not answer is given up', _AUDIT + '/prober.py',
        'deadline, self._heard + patience)', 'deadline, deadline)',
        _TESTS + '/test_prober.py', 'nova'),
    fault.Fault(
        'few children are left behind', _AUDIT + '/prober.py',
        '        self._left -= 1\n', '', _TESTS + '/test_prober.py', 'nova'),
    fault.Fault(
        'a value of which a part is not seen is U', _AUDIT + '/perfdata.py',
        "'largest', None if unseen else max(", "'largest', max(",
        _TESTS, 'nova'),
    fault.Fault(
        'a state file of anything else is refused', _AUDIT + '/history.py',
        "if read['version'] != _VERSION:", 'if False:',
        _TESTS + '/test_history.py', 'nova'),
)
