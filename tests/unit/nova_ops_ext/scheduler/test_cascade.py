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


import dataclasses
import datetime
import itertools

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.scheduler import cascade
from nova_ops_ext.scheduler import cascade_deaths
from nova_ops_ext.scheduler import cascade_words
from tests.unit.nova_ops_ext.scheduler import cascade_cases as cases
from tests.unit.nova_ops_ext.scheduler import test_cascade_incidents

at, down, server = cases.at, cases.down, cases.server
LIMITS = cascade.Limits(
    incidents=2, bystanders=2, survivors_per_death=5,
    window=datetime.timedelta(seconds=cases.WINDOW),
    slack=datetime.timedelta(seconds=cases.SLACK))


def judge(hosts, servers, survivors=0, limits=LIMITS):
    return cascade.verdict(
        limits, {host.name: host for host in hosts}, servers, survivors)


def changed(**values):
    return cascade.Limits(**{
        **{name: getattr(LIMITS, name) for name in (
            'incidents', 'window', 'bystanders', 'survivors_per_death',
            'slack')}, **values})


def massacre(count, pace=600):
    """Each boots 60 s after the last died, and kills 60 s later."""
    hosts = [down('host-%d' % number, number * pace + 60)
             for number in range(count)]
    return hosts, [server(host.name, number * pace)
                   for number, host in enumerate(hosts)]


@pytest.mark.parametrize(('count', 'stopped'), [
    (0, False), (1, False), (2, True), (3, True), (100, True)])
def test_massacre(count, stopped):
    found = judge(*massacre(count))
    assert found.stopped is stopped
    assert len(found.incidents) == count


@pytest.mark.parametrize(('incidents', 'stopped'), [
    (0, False), (3, True), (4, False)])
def test_threshold(incidents, stopped):
    found = judge(*massacre(3), limits=changed(incidents=incidents))
    assert found.stopped is stopped


@hypothesis.given(strategies.lists(
    strategies.tuples(strategies.integers(-3600, 0),
                      strategies.integers(0, 600)), max_size=12))
def test_a_rack_is_one_incident_however_its_heartbeats_jitter(pairs):
    # Every server began before the first host's last heartbeat.
    hosts = [down('host-%d' % number, seen)
             for number, (_began, seen) in enumerate(pairs)]
    found = judge(hosts, [server(host.name, began - 1, began)
                          for host, (began, _seen) in zip(
                              hosts, pairs, strict=True)])
    assert not found.stopped
    assert len(found.incidents) <= 1


def test_a_host_that_is_down_died_once():
    """It had come back after the first time, and then died again.

    The heartbeat before the first of them is the last that was written.
    """
    hosts = [down('a', 100, 5000, forced=True)]
    servers = [server('a', 50), server('a', 4000)]
    found = judge(hosts, servers)
    assert not found.stopped
    assert [one.hosts for one in found.incidents] == [('a',)]


def beating(name, *forced_by):
    """It was forced down, and its heartbeats go on, at noon and 900 s."""
    host = down(name, 900, 900, forced=True)
    return dataclasses.replace(host, forced_by=tuple(map(at, forced_by)))


def test_who_asked_nothing_while_a_host_was_free_knows_when_it_died():
    """Seen forced down for something else, and again for this."""
    servers = [server('a', 10), server('b', 100)]
    hosts = [beating('a', 5, 50, 900), beating('b', 900)]
    assert len(judge(hosts, servers).incidents) == 2
    # Only what was seen before: it is as if nothing had been.
    assert len(judge([beating('a', 5), beating('b')], servers).incidents) == 1


def test_hosts_that_send_heartbeats_though_they_are_forced_down():
    servers = [server('a', 10, deleted=60), server('b', 100)]
    assert len(judge([beating('a'), beating('b')], servers).incidents) == 1
    # To who has seen them one after another they are two.
    hosts = [beating('a', 50), beating('b', 900)]
    found = judge(hosts, servers)
    assert found.stopped
    assert [one.dead for one in found.incidents] == [at(50), at(900)]
    # What a rack lost at once is still one.
    assert not judge([beating('a', 200), beating('b', 200)],
                     servers).stopped
    # What began on it since then proves that it came back.
    again = server('a', 500)
    assert [one.dead for one in judge(
        hosts[:1], [again]).incidents] == [at(900)]
    # By their heartbeats all would have died together.
    rack = [beating('rack-%d' % number, 900) for number in range(2)]
    assert judge([*hosts, *rack], servers).together == 1


def test_a_batch_is_one_incident():
    hosts, servers = massacre(4)
    batch = [server(host.name, 0, 5, batch='r-1') for host in hosts]
    found = judge(hosts, batch)
    (incident,) = found.incidents
    assert incident.hosts == tuple(host.name for host in hosts)
    assert incident.dead == at(60 + cases.SLACK)
    assert judge(hosts, batch[:2] + servers[2:]).stopped


def test_a_batch_began_with_its_first_server():
    hosts = [down('a', 60), down('b', 1580), down('c', 1980)]
    first = server('a', 0)
    early, late = (server('c', 10, batch='r'), server('b', 1499, batch='r'))
    assert judge(hosts, [first, late]).stopped
    assert not judge(hosts, [first, early, late]).stopped


def test_what_was_unshelved_later_is_no_batch():
    # Asked for at once, put away, and brought to a host one after another.
    hosts, servers = massacre(4)
    same = [cascade_deaths.Server(
        'r', at(-7200), one.host, one.host, launched=one.launched)
        for one in servers]
    assert len(judge(hosts, same).incidents) == 4
    # As long as it may have been built so late, it is one.
    same = [cascade_deaths.Server(
        'r', at(-1200), one.host, one.host, launched=one.launched)
        for one in servers]
    assert len(judge(hosts, same).incidents) == 1


@pytest.mark.parametrize(('others', 'option', 'stopped'), [
    (1, 2, True), (2, 2, False), (2, 3, True), (2, 0, True), (5, 3, False)])
def test_what_took_others_as_well_proves_nothing(others, option, stopped):
    hosts, servers = massacre(2)
    rack = [down('rack-%d' % number, hosts[1].seen.minute * 60 + number)
            for number in range(others)]
    found = judge(hosts + rack, servers, limits=changed(bystanders=option))
    assert found.stopped is stopped
    assert found.together == (not stopped)


def test_bystanders_have_to_be_more_than_half():
    hosts = [down('host-%d' % number, 60) for number in range(4)]
    last, = (down('last', 600),)
    servers = [server(host.name, 0) for host in hosts[:2]]
    servers.append(server('last', 500))
    assert judge([*hosts, last], servers).stopped
    more = down('host-4', 79)
    assert not judge([*hosts, more, last], servers).stopped
    apart = down('host-4', 81)
    assert judge([*hosts, apart, last], servers).stopped


@pytest.mark.parametrize(('survivors', 'stopped'), [
    (0, True), (10, True), (11, False)])
def test_survivors(survivors, stopped):
    found = judge(*massacre(2), survivors=survivors)
    assert found.stopped is stopped
    assert found.innocent is not stopped


def test_survivors_do_not_have_to_outweigh_what_proves_nothing():
    hosts, servers = massacre(3)
    rack = [down('rack-%d' % number, 60) for number in range(2)]
    assert judge(hosts + rack, servers, survivors=11).innocent
    assert judge(hosts + rack, servers, survivors=10).stopped


def test_survivors_may_be_left_out():
    limits = changed(survivors_per_death=0)
    assert judge(*massacre(2), survivors=1000, limits=limits).stopped


_HOSTS = ('a', 'b', 'c', 'd', 'e')
_DOWN = strategies.lists(
    strategies.builds(down, strategies.sampled_from(_HOSTS),
                      strategies.integers(0, 300),
                      strategies.none() | strategies.integers(0, 400),
                      forced=strategies.booleans()),
    max_size=5, unique_by=lambda host: host.name)
_SERVERS = strategies.lists(
    strategies.builds(
        server, strategies.sampled_from(_HOSTS), strategies.integers(0, 300),
        batch=strategies.sampled_from('1234'),
        deleted=strategies.none() | strategies.integers(0, 400)), max_size=6)


def naive(hosts, servers, survivors, limits):
    """The rules, said as they are in the manual."""
    slack = limits.slack
    deaths = []
    for host, one in itertools.product(hosts, servers):
        if one.host != host.name or (
                one.deleted and host.seen - one.deleted > slack):
            continue
        began = one.created + datetime.timedelta(seconds=1)
        heartbeat, said = host.seen + slack, host.written
        if said is not None and said < began:
            said = None
        if heartbeat < began:
            dead = said
        else:
            dead = min(heartbeat, said) if said and host.forced else heartbeat
        if dead and dead - began <= limits.window:
            deaths.append((host, one.batch, began, dead))
    guilty = {host.name for host, *_rest in deaths}
    for name in sorted(guilty):
        seen = next(host.seen for host in hosts if host.name == name)
        same = [host for host in hosts if abs(host.seen - seen) <= slack]
        others = [host for host in same if host.name not in guilty]
        if len(others) >= limits.bystanders and (
                len(others) > len(same) - len(others)):
            deaths = [death for death in deaths if death[0].name != name]
    # A host that is down died once, and after all that began on it.
    deaths = [(host, batch, began, max(
        other[3] for other in deaths if other[0] is host))
        for host, batch, began, _dead in deaths]
    batches = [
        cascade_deaths.Death(
            ('h',), min(d[2] for d in deaths if d[1] == batch),
            min(d[3] for d in deaths if d[1] == batch))
        for batch in {death[1] for death in deaths}]
    dead_hosts = len({death[0].name for death in deaths})
    return (test_cascade_incidents.longest_row(batches) >= limits.incidents
            and survivors <= limits.survivors_per_death * dead_hosts)


@hypothesis.settings(max_examples=300, deadline=None)
@hypothesis.example([down('a', 0, 21)], [server('a', 0, batch='2'),
                                         server('a', 20, batch='1')], 0, 2, 1)
@hypothesis.given(_DOWN, _SERVERS, strategies.integers(0, 12),
                  strategies.integers(1, 3), strategies.integers(1, 4))
def test_verdict_is_the_naive_one(hosts, servers, survivors, incidents,
                                  bystanders):
    limits = changed(incidents=incidents, bystanders=bystanders,
                     survivors_per_death=3,
                     window=datetime.timedelta(seconds=90))
    found = judge(hosts, servers, survivors, limits)
    assert found.stopped == naive(hosts, servers, survivors, limits)
    assert not (found.stopped and found.innocent)


@hypothesis.given(_DOWN, _SERVERS, strategies.randoms())
def test_order_does_not_matter(hosts, servers, random):
    before = judge(hosts, servers)
    random.shuffle(hosts)
    random.shuffle(servers)
    after = judge(hosts, servers)
    assert (after.stopped, after.together, len(after.incidents)) == (
        before.stopped, before.together, len(before.incidents))


@pytest.mark.parametrize(('value', 'is_one'), [
    ('true', True), ('YES', True), ('false', False), ('0', False)])
def test_quarantine(value, is_one):
    metadata = {'ops_quarantine': value}
    assert cascade.quarantine(metadata) is is_one
    assert cascade.problems(metadata) == []


def test_what_cannot_be_read_is_no_quarantine():
    metadata = {'ops_quarantine': 'maybe'}
    wrong = "ops_quarantine = 'maybe': expected true or false"
    assert cascade.quarantine(metadata) == wrong
    assert cascade.problems(metadata) == [wrong]
    assert cascade.quarantine({'ops': 'x'}) is False


@hypothesis.given(_DOWN, _SERVERS, strategies.integers(0, 12))
def test_words_do_not_break_the_line(hosts, servers, survivors):
    words = cascade_words.of_pair(judge(hosts, servers, survivors), LIMITS)
    assert ': ' not in words
    assert '; ' not in words


def test_words_are_bounded():
    words = cascade_words.of_pair(judge(*massacre(100)), LIMITS)
    assert 'host-4 dead by ' in words
    assert 'host-5' not in words
    assert ', 95 more)' in words
    words = cascade_words.of_evacuations(list('abcdefgh'), 3)
    assert words == ('evacuated from 8 hosts (a, b, c, d, e, 3 more), '
                     'stopped by option evacuations = 3')


def test_words_of_what_is_not_stopped():
    hosts, servers = massacre(2)
    assert cascade_words.of_pair(judge(hosts, servers, 11), LIMITS).endswith(
        'not stopped since its servers live on many other hosts (option '
        'survivors_per_death = 5)')
    rack = [down('rack-%d' % number, 60) for number in range(2)]
    assert cascade_words.of_pair(
        judge(hosts[:1] + rack, servers), LIMITS) == (
            '1 host died together with as many without its servers (option '
            'bystanders = 2), not stopped by option incidents = 2')
