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

"""Faults in what bounds console logs in nova-api; see :mod:`tools.faults`."""

from __future__ import annotations

from tools import fault

_API = 'tests/unit/nova_ops_ext/api'
_CONSOLE = 'tests/unit/nova_ops_ext/console'

CONSOLE_FAULTS = (
    fault.Fault(
        'escapes with capital letters are recognised',
        'nova_ops_ext/console/asked.py',
        "b'[%c%c]' % (digit, digit & ~0x20)", "b'%c' % digit",
        _CONSOLE + '/test_asked.py', 'nova'),
    fault.Fault(
        '-1 asks for all lines', 'nova_ops_ext/console/asked.py',
        'return None if number == _ALL_BUT_THE_FIRST else number',
        'return number', _CONSOLE + '/test_asked.py', 'nova'),
    fault.Fault(
        'an action beside another key is left to Nova',
        'nova_ops_ext/console/asked.py', ' or len(asked) != 1', '',
        _CONSOLE + '/test_asked.py', 'nova'),
    fault.Fault(
        'a cut does not halve a surrogate pair',
        'nova_ops_ext/console/tail.py',
        'if _LOW_SURROGATE.match(kept, start):', 'if False:',
        _CONSOLE + '/test_tail.py', 'nova'),
    fault.Fault(
        'an escaped backslash begins no escape',
        'nova_ops_ext/console/tail.py',
        "return (len(before) - len(before.rstrip(b'\\\\'))) % 2 == 0",
        'return True', _CONSOLE + '/test_tail.py', 'nova'),
    fault.Fault(
        'what was dropped before the end is counted',
        'nova_ops_ext/console/tail.py',
        'self._newlines_dropped +=', 'self._newlines_dropped =',
        _CONSOLE + '/test_tail.py', 'nova'),
    fault.Fault(
        'an answer is not kept whole', 'nova_ops_ext/console/tail.py',
        'if len(self._kept) > 2 * self._max_bytes:', 'if False:',
        _CONSOLE + '/test_tail.py', 'nova'),
    fault.Fault(
        'no bucket is forgotten that is not full',
        'nova_ops_ext/console/rate.py', 'if full_at > now}',
        'if full_at > now + self._tolerance + self._interval}',
        _CONSOLE + '/test_rate.py', 'nova'),
    fault.Fault(
        'nothing passes above the burst', 'nova_ops_ext/console/rate.py',
        'self._interval * (burst - 1)', 'self._interval * burst',
        _CONSOLE + '/test_rate.py', 'nova'),
    fault.Fault(
        'a server has one count however its id is spelled',
        'nova_ops_ext/console/server_id.py', "path.lower()", 'path',
        _CONSOLE + '/test_server_id.py', 'nova'),
    fault.Fault(
        'an option of which there is none stops nova-api',
        'nova_ops_ext/console/options.py', '    if unknown:',
        '    if not unknown:', _CONSOLE + '/test_options.py', 'nova'),
    fault.Fault(
        'a body that broke off is not taken for whole',
        'nova_ops_ext/api/request_body.py', 'len(body) == length):', 'True):',
        _API + '/test_request_body.py', 'nova'),
    fault.Fault(
        'a failure while a body is read reaches Nova',
        'nova_ops_ext/api/request_body.py', '        error = raised',
        '        pass',
        _API + '/test_request_body.py', 'nova'),
    fault.Fault(
        'the length of an answer is right after the cut',
        'nova_ops_ext/api/console_answer.py',
        'if name.lower() not in _OF_THE_WHOLE]', 'if name]',
        _API + '/test_console_answer.py', 'nova'),
    fault.Fault(
        'an endless answer is cut', 'nova_ops_ext/api/console_answer.py',
        'kept.total > _MOST_READ_BYTES', 'False',
        _API + '/test_console_answer.py', 'nova'),
    fault.Fault(
        'an answer is closed', 'nova_ops_ext/api/console_answer.py',
        '            if not self._passes:\n', '            if False:\n',
        _API + '/test_console_answer.py', 'nova'),
    fault.Fault(
        'a place before authentication stops nova-api',
        'nova_ops_ext/api/console_limit.py', 'if before is not None:',
        'if False:', _API + '/test_pipeline.py', 'nova'),
    fault.Fault(
        'a pipeline that may be of /v2 is known for it',
        'nova_ops_ext/api/pipeline.py', 'if names & _LEGACY:', 'if False:',
        _API + '/test_pipeline.py', 'nova'),
    fault.Fault(
        'nobody waits for a store longer than the time-out',
        'nova_ops_ext/api/shared_rate.py',
        'question.done.wait(self._timeout)', 'question.done.wait()',
        _API + '/test_shared_rate.py', 'nova'),
    fault.Fault(
        'a store that fails is left alone', 'nova_ops_ext/api/shared_rate.py',
        'if now < self._alone_until:', 'if False:',
        _API + '/test_shared_rate.py', 'nova'),
    fault.Fault(
        'a worker process has a thread of its own',
        'nova_ops_ext/api/shared_rate.py',
        'self._worker_of == os.getpid()', 'self._worker_of is not None',
        _API + '/test_shared_rate.py', 'nova'),
    fault.Fault(
        'console_limit: mode = log changes nothing',
        'nova_ops_ext/api/console_limit.py', 'if not self._enforced:',
        'if False:', _API + '/test_console_limit.py', 'nova'),
    fault.Fault(
        'who asks too often waits', 'nova_ops_ext/api/console_limit.py',
        'return _too_often(env, start_response, wait)', 'pass',
        _API + '/test_console_limit.py', 'nova'),
    fault.Fault(
        'another form of a console log is bounded, too',
        'nova_ops_ext/api/console_answer.py',
        "if _is_ok(self._status or '') and not self._is_no_action():",
        'if False:', _API + '/test_console_answer.py', 'nova'),
)
