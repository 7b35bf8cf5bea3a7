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

"""The changelog, made of what reno reports."""

from tools import changelog

_REPORT = '''=============
Release Notes
=============

.. _Release Notes_%(version)s:

%(version)s
%(line)s

.. _Release Notes_%(version)s_Fixes:

Bug Fixes
---------

- One.


- Two.
'''


def test_what_a_tag_has_keeps_its_name():
    made = changelog.changelog(_REPORT % {'version': '1.2.0', 'line': '====='})
    assert made.endswith('\n1.2.0\n=====\n\nBug Fixes\n---------\n\n'
                         '- One.\n\n- Two.\n')


def test_what_no_tag_has():
    for version in ('0.0.0', '1.2.0-45'):
        made = changelog.changelog(_REPORT % {
            'version': version, 'line': '=' * len(version)})
        assert '\nNot released yet\n================\n\nBug' in made
        assert version not in made
