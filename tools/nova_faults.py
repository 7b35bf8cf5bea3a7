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
        'nova_ops_ext/scheduler/filters/client_network.py',
        'who = str(address)', 'who = text', _FILTERS, 'nova'),
    fault.Fault(
        'moves are not judged by whoever asks',
        'nova_ops_ext/scheduler/filters/client_network.py',
        'if _is_move(spec):', 'if False:', _FILTERS, 'nova'),
    fault.Fault(
        'an empty rule admits no one',
        'nova_ops_ext/scheduler/client_network.py',
        'if not values:', 'if not any(values):',
        _UNIT, 'nova'),
)
