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

"""Log lines and counters."""

import logging
import socket

import hypothesis
from hypothesis import strategies
import pytest

from ops_ext_net import client_address
from ops_ext_net import networks
from swift_ops_ext import explanations
from swift_ops_ext import verdict
from tests.unit.swift_ops_ext import one_request

CLIENT = client_address.Client(networks.parse_address('192.0.2.1'))
REFUSED = verdict.Verdict(verdict.Kind.REFUSED, verdict.Code.DENY_RULE,
                          'Because.', 'Because.')
TELL = {
    'refusal': lambda told, env, text: told.refusal(
        env, CLIENT, REFUSED._replace(reason=text)),
    'would_refuse': lambda told, env, text: told.would_refuse(
        env, CLIENT, REFUSED._replace(reason=text)),
    'change': lambda told, env, text: told.change(env, CLIENT, text),
    'malformed title': lambda told, env, text: told.malformed(
        'x', [(text, '')]),
    'malformed holder': lambda told, env, text: told.malformed(
        text, [('', '')]),
    'malformed problem': lambda told, env, text: told.malformed(
        'x', [('', text)]),
    'unreadable_queue': lambda told, env, text: told.unreadable_queue(
        ValueError('%r' % text)),
}


@pytest.fixture
def told(caplog):
    caplog.set_level(logging.INFO)
    return one_request.told()


def environ(path='/v1/a/c', **more):
    return one_request.environ(path, **more)


def test_refusal(told, caplog):
    told.refusal(environ('/v1/a/c/o%0Ax'), CLIENT, REFUSED)
    told.refusal(environ(**{'swift.trans_id': 'tx1', 'swift.source': 'SLO'}),
                 client_address.Client(None, 'not known'),
                 REFUSED._replace(kind=verdict.Kind.UNKNOWN))
    assert caplog.messages == [
        'ip_whitelist: refused GET /v1/a/c/o%0Ax for 192.0.2.1: Because. '
        '(source: client, txn: -)',
        'ip_whitelist: put off GET /v1/a/c for not known: Because. '
        '(source: SLO, txn: tx1)']


def test_would_refuse(told, caplog):
    told.would_refuse(environ(), CLIENT, REFUSED)
    assert caplog.messages == [
        'ip_whitelist: mode is log, would have refused GET /v1/a/c for '
        '192.0.2.1: Because. (source: client, txn: -)']


def test_change(told, caplog):
    told.change(environ(), CLIENT, 'rules changed')
    told.not_announced(environ(**{'swift.trans_id': 'tx1'}))
    assert caplog.messages[0] == (
        'ip_whitelist: rules changed: GET /v1/a/c by 192.0.2.1 (txn: -)')
    assert 'change of /v1/a/c; other proxies' in caplog.messages[1]
    assert 'txn: tx1' in caplog.messages[1]


def test_malformed_is_told_once(told, caplog):
    for _time in range(3):
        told.malformed('container a/c', [('Allow-X', 'why')])
    told.malformed('container a/c', [('Allow-X', 'another'),
                                     ('Deny-X', 'why')])
    told.malformed('container a/d', [('Allow-X', 'why')])
    assert caplog.messages == [
        'ip_whitelist: %s cannot be understood and %s: %s' % line
        for line in (
            ('Allow-X of container a/c', 'admits no one', 'why'),
            ('Allow-X of container a/c', 'admits no one', 'another'),
            ('Deny-X of container a/c', 'denies everyone', 'why'),
            ('Allow-X of container a/d', 'admits no one', 'why'))]


def test_a_malformed_mode_admits_as_many_as_before(told, caplog):
    told.malformed('container a/c', [('IP-Whitelist-Mode', 'off is neither')])
    assert 'admits no one' not in caplog.text


def test_what_is_remembered_of_malformed_rules_is_bounded(
        told, caplog, monkeypatch):
    monkeypatch.setattr(explanations, '_REMEMBERED_MALFORMED', 3)
    for number in range(10):
        told.malformed('container a/c%d' % number, [('Allow-X', 'why')])
        assert len(told._malformed_seen) <= 3
    assert len(caplog.messages) == 10


def lines(caplog):
    return [line for message in caplog.messages
            for line in message.splitlines()]


@pytest.mark.parametrize('tell', TELL.values(), ids=TELL)
def test_control_characters_forge_no_line(told, caplog, tell):
    forged = ''.join(map(chr, (*range(0x20), *range(0x7f, 0xa0), 0x2028,
                               0x2029, 0xdcff, 0xd800)))
    tell(told, environ(), 'x\r\nip_whitelist: forged' + forged)
    (line,) = lines(caplog)
    assert 'ip_whitelist: forged' in line
    assert line.isprintable()
    assert line.isascii()


@pytest.mark.parametrize('tell', ['refusal', 'would_refuse', 'change'])
def test_nor_does_the_path(told, caplog, tell):
    env = environ('/v1/a/c%0D%0Aip_whitelist%3A forged%C2%85%1B[2J')
    TELL[tell](told, env, 'x')
    told.not_announced(env)
    assert all(line.isprintable() and line.isascii()
               for line in lines(caplog))
    assert len(lines(caplog)) == 2


@pytest.mark.parametrize('tell', ['refusal', 'would_refuse', 'change'])
def test_nor_does_the_address(told, caplog, tell):
    proxies = client_address.TrustedProxies(
        networks.NetworkSet.parse('10.0.0.1'))
    client = proxies.client('10.0.0.1', 'x\n\x1b[2Jip_whitelist: forged')
    if tell == 'change':
        told.change(environ(), client, 'x')
    else:
        getattr(told, tell)(environ(), client, REFUSED)
    (line,) = lines(caplog)
    assert 'ip_whitelist: forged' in line and line.isprintable()


@pytest.mark.parametrize('tell', ['refusal', 'would_refuse', 'change'])
def test_nor_does_the_method(told, caplog, tell):
    """Eventlet takes any word for a method, with an escape in it too."""
    TELL[tell](told, environ(REQUEST_METHOD='GE\x1b[2JT'), 'x')
    (line,) = lines(caplog)
    assert line.isprintable()


@hypothesis.given(strategies.text(strategies.characters(
    exclude_categories=())), strategies.sampled_from(sorted(TELL)))
def test_whatever_is_told_is_one_line(text, tell):
    written = []

    class Logger:
        def info(self, message, *args):
            written.append(logging.LogRecord(
                'ipw', 0, '', 0, message, args, None).getMessage())
        warning = error = info

    TELL[tell](explanations.Explanations(Logger(), {}), environ(), text)
    (line,) = written
    assert len(line.splitlines()) == 1 and line.isprintable()


def test_blind(told, caplog):
    told.blind()
    assert 'nothing is let through' in caplog.text
    assert caplog.records[0].levelname == 'ERROR'


def test_nobody_counts_without_statsd(told):
    assert told.count is None


def test_counters():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(('127.0.0.1', 0))
        server.settimeout(30)
        told = one_request.told(
            log_statsd_host='127.0.0.1',
            log_statsd_port=str(server.getsockname()[1]))
        told.count(REFUSED)
        assert server.recv(999) == b'ip_whitelist.refused.deny_rule:1|c'
        told.count(verdict.ADMITTED)
        assert server.recv(999) == (
            b'ip_whitelist.admitted.nothing_against:1|c')
        told.would_refuse(environ(), CLIENT, REFUSED)
        assert server.recv(999) == b'ip_whitelist.admitted.deny_rule:1|c'
