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

"""Names that are nearly those of rules."""

import pytest

from swift_ops_ext.lint import names


@pytest.mark.parametrize(('key', 'meant'), [
    ('allowed-office', 'Allow-Office'),
    ('allows-office', 'Allow-Office'),
    ('allow_office', 'Allow-Office'),
    ('alow-office', 'Allow-Office'),
    ('allwo-office', 'Allow-Office'),
    ('x-allow-office', 'Allow-Office'),
    ('x-container-meta-allow-office', 'Allow-Office'),
    ('container-meta-deny-office', 'Deny-Office'),
    ('allowed', 'Allow-<label>'),
    ('denied-office', 'Deny-Office'),
    ('dney-office', 'Deny-Office'),
    ('deny_office', 'Deny-Office'),
    ('ip_whitelist_mode', 'IP-Whitelist-Mode'),
    ('ip-whitelist-mod', 'IP-Whitelist-Mode'),
    ('whitelist-mode', 'IP-Whitelist-Mode'),
])
def test_looks_like_a_rule(key, meant):
    found, = names.findings(key)
    assert (found.level.value, found.code) == ('warning', 'no-rule')
    assert found.text.endswith('was %s meant?' % meant)


@pytest.mark.parametrize('key', [
    'allow-office', 'deny-office', 'allow-read-office', 'allow-write-x',
    'ip-whitelist-mode', 'color', 'temp-url-key', 'web-index', 'quota-bytes',
    'access-control-allow-origin', 'mode', 'all', 'owner', 'delay', 'dental',
    'allow-readings', 'deny-readymade', 'allow-read', 'x', '',
])
def test_nothing_to_say(key):
    assert list(names.findings(key)) == []


@pytest.mark.parametrize(('key', 'text'), [
    ('allow-reader-office', 'was Allow-Read-... meant?'),
    ('allow-read_office', 'was Allow-Read-... meant?'),
    ('allow-wirte-office', 'was Allow-Write-... meant?'),
    ('deny-read-office', 'there are no Deny rules for one of them'),
    ('deny-write-office', 'there are no Deny rules for one of them'),
])
def test_rule_for_both_that_looks_like_one_for_one(key, text):
    found, = names.findings(key)
    assert (found.level.value, found.code) == ('warning', 'not-narrowed')
    assert found.text.endswith(text)
