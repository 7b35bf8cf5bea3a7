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

"""Faults on the side of Nova; see :mod:`tools.faults`."""

from __future__ import annotations

from tools import fault

_UNIT = 'tests/unit/nova_ops_ext'
_FILTERS = _UNIT + '/scheduler/filters'
_CONSOLE = _UNIT + '/console'
_VIRT = _UNIT + '/virt'
_API = _UNIT + '/api'

FAULTS = (
    fault.Fault(
        'rebuilds are left alone',
        'nova_ops_ext/scheduler/filters/guarded_filter.py',
        'scheduler_utils.request_is_rebuild(spec)', 'False', _FILTERS,
        'nova'),
    fault.Fault(
        'an exception in the decision does not get out',
        'nova_ops_ext/scheduler/filters/guarded_filter.py',
        '        except Exception:\n            # Nova would',
        '        except KeyError:\n            # Nova would', _FILTERS,
        'nova'),
    fault.Fault(
        'the fail policy is obeyed',
        'nova_ops_ext/scheduler/filters/guarded_filter.py',
        'return hosts if passes else []', 'return hosts', _FILTERS, 'nova'),
    fault.Fault(
        'mode = log passes all',
        'nova_ops_ext/scheduler/filters/guarded_filter.py',
        'return decided.passed if enforced else hosts',
        'return decided.passed', _FILTERS, 'nova'),
    fault.Fault(
        'a client cannot write into the log',
        'nova_ops_ext/scheduler/client_label.py',
        'who = str(parsed)', 'who = address', _FILTERS, 'nova'),
    fault.Fault(
        'moves are not judged by whoever asks',
        'nova_ops_ext/scheduler/client_label.py',
        'moved = operation.is_move(spec)', 'moved = False', _FILTERS, 'nova'),
    fault.Fault(
        'a stamp that is not trusted counts for nothing',
        'nova_ops_ext/scheduler/client_label.py',
        'if not self._trusted:', 'if False:', _FILTERS, 'nova'),
    fault.Fault(
        'what is no label is no stamp',
        'nova_ops_ext/scheduler/client_label.py',
        'and client_network.is_label(value[0])', '',
        _UNIT + '/scheduler', 'nova'),
    fault.Fault(
        'hints of ours are removed from both keys',
        'nova_ops_ext/api/scheduler_hints.py',
        'for key in HINT_KEYS:', 'for key in HINT_KEYS[:1]:', _API, 'nova'),
    fault.Fault(
        'an escaped hint is one of ours',
        'nova_ops_ext/api/scheduler_hints.py',
        '_BACKSLASH in body and _ESCAPE in body)', 'False)', _API, 'nova'),
    fault.Fault(
        'off still removes what users send',
        'nova_ops_ext/api/client_stamp.py',
        "return placed\n", "return placed if mode != 'off' else app\n", _API,
        'nova'),
    fault.Fault(
        'no address is left in X-Forwarded-For',
        'nova_ops_ext/api/client_address.py',
        'env.pop(_X_FORWARDED_FOR, None)', 'pass', _API, 'nova'),
    fault.Fault(
        'no address is left in Forwarded',
        'nova_ops_ext/api/client_address.py',
        'if env.get(_FORWARDED):', 'if False:', _API, 'nova'),
    fault.Fault(
        'a quotation mark of a client hides no proxy',
        'ops_ext_net/forwarded.py',
        '_PAIR.fullmatch(pair)', '_PAIR.match(pair)',
        'tests/unit/ops_ext_net', 'nova'),
    fault.Fault(
        'an empty rule admits no one',
        'nova_ops_ext/scheduler/client_network.py',
        'if not values:', 'if not any(values):',
        _UNIT, 'nova'),
    fault.Fault(
        'a list that cannot be read admits no one',
        'nova_ops_ext/scheduler/filters/client_network.py',
        'if problem is not None:', 'if False:',
        _UNIT, 'nova'),
    fault.Fault(
        'a quote costs four bytes on the bus',
        'nova_ops_ext/console/bus.py', "b'\"': 3", "b'\"': 2", _CONSOLE,
        'nova'),
    fault.Fault(
        'high bytes are not amplified', 'nova_ops_ext/console/bus.py',
        "byte if byte < 0x7f else ord('?')", 'byte', _CONSOLE, 'nova'),
    fault.Fault(
        'only the end of a long console log is looked at',
        'nova_ops_ext/console/bus.py', 'max(end - step, 0)', '0', _CONSOLE,
        'nova'),
    fault.Fault(
        'what is left out does not hide what is older',
        'nova_ops_ext/console/bus.py', 'end = start', 'break', _CONSOLE,
        'nova'),
    fault.Fault(
        'a driver may give text that is not Latin-1',
        'nova_ops_ext/virt/console_guard.py', "'latin-1', 'replace'",
        "'latin-1'", _VIRT, 'nova'),
    fault.Fault(
        'what is no console log is left to Nova',
        'nova_ops_ext/virt/console_guard.py', 'return log\n',
        "return b''\n", _VIRT, 'nova'),
    fault.Fault(
        'a bad bound is not taken for a bad driver',
        'nova_ops_ext/virt/console_guard.py', 'except ValueError',
        'except KeyError', _VIRT, 'nova'),
    fault.Fault(
        'a bound without a value is none', 'nova_ops_ext/conf/console.py',
        'number is None', "number is None and value", _UNIT + '/conf',
        'nova'),
    fault.Fault(
        'the guard stands before the driver',
        'nova_ops_ext/virt/guarded_driver.py',
        '(*_guards(wrapped), wrapped)',
        '(wrapped, *_guards(wrapped))', _VIRT, 'nova'),
    fault.Fault(
        'Ironic is not hidden from Nova',
        'nova_ops_ext/virt/guarded_driver.py', "if 'ironic' in name.lower():",
        'if False:', _VIRT, 'nova'),
    fault.Fault(
        'a directory that was left behind is not our drivers',
        'nova_ops_ext/virt/nova_elsewhere.py', ' and found.origin is not None',
        '', _VIRT, 'nova'),
)
