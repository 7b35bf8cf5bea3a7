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

"""Entries that mean something else than they seem to."""

import pytest

from swift_ops_ext.lint import entries


def found(value, deny=False):
    return [(one.level.value, one.code, one.text)
            for one in entries.findings('Allow-X', deny, value)]


@pytest.mark.parametrize('value', [
    '192.0.2.1', '192.0.2.0/24', '2001:db8::/32, 2001:db8::1', '1.2.3.4/32',
    'office', '192.0.2.0/33', '', '64:ff9b::/96',
])
def test_nothing_to_say(value):
    assert found(value) == []


def test_host_bits():
    assert found('192.0.2.7/24, 2001:db8::1/64') == [
        ('warning', 'host-bits', '192.0.2.7/24 is the network 192.0.2.0/24'),
        ('warning', 'host-bits',
         '2001:db8::1/64 is the network 2001:db8::/64')]


def test_mapped():
    assert found('::ffff:192.0.2.0/120') == [
        ('note', 'mapped', '::ffff:192.0.2.0/120 is read as 192.0.2.0/24')]


def test_network_around_the_mapped_ones():
    (level, code, text), = found('::/64')
    assert (level, code) == ('warning', 'mapped')
    assert text.startswith('::/64 is about no IPv4 client')


@pytest.mark.parametrize(('value', 'text'), [
    ('0.0.0.0/0', 'names every IPv4 address, and no IPv6 address'),
    ('::/0', 'names every IPv6 address, and no IPv4 address'),
])
def test_every_address(value, text):
    assert found(value) == [('note', 'every-address', text)]
    assert found(value, deny=True) == [
        ('warning', 'every-address', text.replace('names', 'denies'))]


def test_unreadable():
    assert entries.unreadable('192.0.2.1, Office home 1.2.3', frozenset(
        {'office'})) == ['home', '1.2.3']
    assert entries.is_list_name('home')
    assert not entries.is_list_name('1.2.3')
