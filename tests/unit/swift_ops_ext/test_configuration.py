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

"""Each option of the section, right and wrong."""

import ipaddress

import hypothesis
from hypothesis import strategies
import pytest

from swift_ops_ext import configuration
from swift_ops_ext import policy
from swift_ops_ext import rules


def parse(**section):
    return configuration.Configuration.parse(
        dict(section, bind_port='8080'), section)


def test_defaults():
    conf = parse()
    assert conf.policy == policy.Policy(
        policy.Default.OPEN, rules.Mode.ENFORCE, conf.policy.always_allow,
        conf.policy.always_deny, policy.ContainerRules.NARROW)
    assert not conf.policy.always_allow and not conf.policy.always_deny
    assert conf.lists == {}
    assert conf.header == 'x-forwarded-for'
    assert str(conf.proxies.client('10.0.0.1', '192.0.2.1')) == '10.0.0.1'
    assert conf.changes is conf.shown_to is policy.Who.ALL
    assert conf.show_address is False
    assert conf.suffixes == ()
    assert conf.written == ()


def test_the_addresses():
    conf = parse(trusted_proxies='10.0.0.0/8 ::1',
                 client_address_header='X-Real-Ip')
    assert conf.header == 'x-real-ip'
    assert str(conf.proxies.client('::1', '192.0.2.1')) == '192.0.2.1'
    assert str(conf.proxies.client('::2', '192.0.2.1')) == '::2'


@pytest.mark.parametrize(('option', 'value', 'found'), [
    ('default', ' Closed ', 'policy.default'),
    ('default', 'open', 'policy.default'),
    ('mode', 'LOG', 'policy.mode'), ('mode', 'enforce', 'policy.mode'),
    ('container_rules', 'replace', 'policy.container_rules'),
    ('container_rules', ' narrow', 'policy.container_rules')])
def test_choices(option, value, found):
    chosen = parse(**{option: value})
    for name in found.split('.'):
        chosen = getattr(chosen, name)
    assert chosen.value == value.strip().lower()


@pytest.mark.parametrize(('option', 'everyone', 'found'), [
    ('rule_changes', 'writers', 'changes'),
    ('show_rules', 'readers', 'shown_to')])
def test_who(option, everyone, found):
    assert getattr(parse(**{option: ' Owners '}), found) is policy.Who.OWNERS
    assert getattr(parse(**{option: everyone}), found) is policy.Who.ALL


@pytest.mark.parametrize(('value', 'shown'), [
    ('true', True), (' Yes ', True), ('on', True), ('1', True),
    ('false', False), ('No', False), ('off', False), ('0', False)])
def test_show_address(value, shown):
    assert parse(show_address=value).show_address is shown


def test_segments_suffixes():
    assert parse(segments_suffixes=' _segments, .parts ').suffixes == (
        '_segments', '.parts')
    assert parse(segments_suffixes='').suffixes == ()


def test_lists():
    conf = parse(list_Office='192.0.2.0/28, 2001:db8::/32',
                 list_b_2='203.0.113.1', always_allow='OFFICE 198.51.100.1',
                 always_deny='b_2')
    assert sorted(conf.lists) == ['b_2', 'office']
    assert list(map(str, conf.lists['office'])) == [
        '192.0.2.0/28', '2001:db8::/32']
    for address in '192.0.2.15', '2001:db8::1', '198.51.100.1':
        assert ipaddress.ip_address(address) in conf.policy.always_allow
    assert ipaddress.ip_address('203.0.113.1') in conf.policy.always_deny
    assert len(conf.policy.always_deny.networks) == 1


def test_a_list_may_stand_in_default():
    conf = configuration.Configuration.parse(
        {'list_x': '::1', 'always_allow': 'x'}, {'always_allow': 'x'})
    assert ipaddress.ip_address('::1') in conf.policy.always_allow


def test_both_places_compare_what_is_written():
    assert parse(mode='log', list_x='::1').written == (
        ('list_x', '::1'), ('mode', 'log'))
    assert parse(log_level='DEBUG').written == ()


def test_what_is_swifts_own_is_allowed():
    parse(log_level='DEBUG', log_name='ipw', __name__='filter:ip_whitelist')


NETWORKS = 'a list of addresses and CIDR networks'
NAMES = 'a list of addresses, CIDR networks and names of lists'


@pytest.mark.parametrize(('option', 'value', 'right'), [
    ('default', 'deny', 'open or closed'),
    ('default', '', 'open or closed'),
    ('mode', 'off', 'enforce or log'),
    ('mode', '', 'enforce or log'),
    ('container_rules', 'widen', 'narrow or replace'),
    ('rule_changes', 'readers', 'writers or owners'),
    ('rule_changes', 'all', 'writers or owners'),
    ('show_rules', 'writers', 'readers or owners'),
    ('show_rules', '', 'readers or owners'),
    ('show_address', 'maybe', 'true or false'),
    ('show_address', '', 'true or false'),
    ('trusted_proxies', '10.0.0.0/33', NETWORKS),
    ('trusted_proxies', 'balancer.example.org', NETWORKS),
    ('trusted_proxies', '10.0.0.1 0.0.0.0/0', 'name his own address'),
    ('trusted_proxies', '::/0', 'name his own address'),
    ('trusted_proxies', '::ffff:0:0/96', 'name his own address'),
    ('client_address_header', '', 'name of one header'),
    ('client_address_header', 'X-Real-Ip, X-Forwarded-For',
     'name of one header'),
    ('client_address_header', 'X_Forwarded_For', 'name of one header'),
    ('client_address_header', 'Forwarded', 'RFC 7239'),
    ('client_address_header', 'Content-Type', 'name of one header'),
    ('always_allow', '10.0.0.1 offices', NAMES),
    ('always_allow', ',', 'names no address'),
    ('always_deny', '10.0.0.1-9', NAMES),
    ('always_deny', 'office', NAMES),
    ('list_x', '', 'at least one address'),
    ('list_x', ' , ', 'at least one address'),
    ('list_x', 'y', NETWORKS),
    ('list_x', '10.0.0.0/255.0.0.0', NETWORKS)])
def test_bad_value_is_named_with_what_would_be_right(option, value, right):
    with pytest.raises(ValueError, match='^ip_whitelist: option ') as error:
        parse(**{option: value})
    assert 'option %s = %r: expected ' % (option, value) in str(error.value)
    assert right in str(error.value)


@pytest.mark.parametrize('name', [
    '', '1', '10.0.0.1', '-x', 'a:b', 'a b', '\xe9', 'a\n'])
def test_name_of_a_list(name):
    with pytest.raises(ValueError, match='begins with a letter'):
        parse(**{'list_' + name: '::1'})


def test_lists_hold_no_lists():
    with pytest.raises(ValueError, match="list_b = 'a': expected"):
        parse(list_a='::1', list_b='a')


def test_two_lists_of_one_name():
    with pytest.raises(ValueError, match='list_a'):
        parse(list_A='::1', list_a='::2')


def test_a_suffix_with_a_slash():
    with pytest.raises(ValueError, match='segments_suffixes'):
        parse(segments_suffixes='_seg/ments')


@pytest.mark.parametrize('option', [
    'defualt', 'Default', 'trusted_proxy', 'lists', 'list', 'allow', ''])
def test_unknown_option_is_named_with_the_known_ones(option):
    with pytest.raises(ValueError, match='unknown option') as error:
        parse(**{option: 'closed'})
    assert repr(option) in str(error.value)
    for known in (*configuration.OPTIONS, 'list_<name>'):
        assert known in str(error.value)


@hypothesis.given(
    strategies.sampled_from([*configuration.OPTIONS, 'list_x']),
    strategies.text())
def test_no_value_raises_anything_else(option, value):
    try:
        parse(**{option: value})
    except ValueError as error:
        assert option in str(error)
        assert 'expected' in str(error)
