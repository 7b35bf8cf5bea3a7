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

"""Faults in ``ops-ext-status``; see :mod:`tools.faults`."""

from __future__ import annotations

from tools import fault

_STATUS = 'ops_ext_status'
_TESTS = 'tests/unit/ops_ext_status'
_PROXY = _TESTS + '/test_proxy.py'
_NOVA = _TESTS + '/nova/test_planted.py'
_WHOLE = _TESTS + '/nova/test_whole.py'
_LOOK_UP = _TESTS + '/nova/test_look_up.py'

STATUS_FAULTS = (
    fault.Fault(
        'a node with nothing to check is no success',
        _STATUS + '/inspection.py', '        if not self._checks:\n',
        '        if False:\n', _NOVA, 'nova'),
    fault.Fault(
        'the worst of all is the exit code', _STATUS + '/report.py',
        'return max((one.level', 'return min((one.level', _PROXY, 'swift'),
    fault.Fault(
        'what Swift puts in is put in', _STATUS + '/proxy_completed.py',
        '        pipeline.insert(place,', '        pipeline.insert(0,', _PROXY,
        'swift'),
    fault.Fault(
        'an option of [DEFAULT] is none of a section',
        _STATUS + '/paste_section.py', 'and (option not in ini.defaults)}',
        'and True}', _TESTS + '/test_reading.py', 'swift'),
    fault.Fault(
        'both halves of the world are the world', _STATUS + '/breadth.py',
        'merged = ipaddress.collapse_addresses(family)', 'merged = family',
        _PROXY, 'swift'),
    fault.Fault(
        'each line of the API is looked at', _STATUS + '/checks/api_lines.py',
        '        if not places:\n', '        if False:\n', _NOVA, 'nova'),
    fault.Fault(
        'a directory that is not there is told', _STATUS + '/nova_conf.py',
        'if not os.path.isdir(directory):', 'if False:', _NOVA, 'nova'),
    fault.Fault(
        'who does not answer is given up', _STATUS + '/bounded_child.py',
        'timeout=patience,', 'timeout=None,',
        _TESTS + '/test_bounded_child.py', 'swift'),
    fault.Fault(
        'what a pipeline sets counts for its filters',
        _STATUS + '/paste_section.py', '{**ini.defaults, **given, **added}',
        '{**ini.defaults, **added}', _PROXY, 'swift'),
    fault.Fault(
        'two sections of one name are none', _STATUS + '/paste_section.py',
        '    if len(sections) != 1:\n', '    if not sections:\n', _PROXY,
        'swift'),
    fault.Fault(
        'Swift reads its file once more, without what PasteDeploy adds',
        _STATUS + '/proxy.py', '    ini_file.check_proxy(path)\n', '', _PROXY,
        'swift'),
    fault.Fault(
        'an entry point that is not there is told', _STATUS + '/loadable.py',
        "            return '%s has no %s' % (loaded.distribution, "
        "loaded.name)\n", "            return ''\n", _PROXY, 'swift'),
    fault.Fault(
        'what Swift runs besides is looked at', _STATUS + '/files.py',
        'if path not in ours) if ours else ()', 'if False) if ours else ()',
        _PROXY, 'swift'),
    fault.Fault(
        'a filter of Nova is known by what it loads',
        _STATUS + '/api_word.py', 'or _known(word, loaded)',
        "or (word if word in _KNOWN else '')", _WHOLE, 'nova'),
    fault.Fault(
        'a map within a map is followed', _STATUS + '/api_line.py',
        'or depth > _DEEPEST', 'or depth > 0', _WHOLE, 'nova'),
    fault.Fault(
        'the file of nova-compute is read', _STATUS + '/nova_files.py',
        "Role.COMPUTE: 'nova-compute'", "Role.COMPUTE: 'nova'", _LOOK_UP,
        'nova'),
    fault.Fault(
        'a file that nova-api does not read does not count',
        _STATUS + '/paste_file.py', 'if node.paste_option() else',
        'if True else', _LOOK_UP, 'nova'),
)
