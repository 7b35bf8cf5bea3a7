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

"""The operator's command says what the real proxy does."""

import itertools
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

import pytest

from tests.harness import quotations
from tests.harness import swift_client
from tests.harness import swift_conf

MANUAL = quotations.read('ip_whitelist_commands')

OPTIONS = {
    'list_office': '127.0.0.2, 192.0.2.0/24',
    'always_allow': '127.0.0.9',
    'always_deny': '127.0.0.8',
    'segments_suffixes': '_segments',
    'trusted_proxies': '10.0.0.1',
}
PROXIES = {
    'judging': OPTIONS,
    'judging-closed': dict(OPTIONS, default='closed',
                           container_rules='replace'),
    'judging-log': dict(OPTIONS, mode='log'),
}

#: Rules of containers, by their names.
CONTAINERS = {
    'none': {},
    'one': {'Allow-Office': '127.0.0.2'},
    'one+segments': {},
    'one_segments': {'Allow-All': '127.0.0.0/8'},
    'listed': {'Allow-Office': 'office'},
    'narrowed': {'Allow-Read-All': '127.0.0.0/8',
                 'Allow-Write-Office': '127.0.0.2'},
    'drop-box': {'Allow-Write-All': '127.0.0.0/8'},
    'denied': {'Allow-All': '127.0.0.0/8', 'Deny-One': '127.0.0.3'},
    'broken': {'Allow-Office': '127.0.0.0/33'},
    'half-broken': {'Allow-Office': '127.0.0.0/33', 'Allow-B': '127.0.0.3'},
    'broken-deny': {'Allow-All': '127.0.0.0/8', 'Deny-One': 'nobody'},
    'logged': {'Allow-Office': '127.0.0.2', 'IP-Whitelist-Mode': 'log'},
    'of nobody ä': {'Allow-X': '192.0.2.1'},
}
#: Rules of their account.
ACCOUNTS = [
    {},
    {'Allow-Site': '127.0.0.2, 127.0.0.4', 'Deny-Guest': '127.0.0.5'},
    {'Allow-Read-Site': '127.0.0.3'},
]
ADDRESSES = ['127.0.0.%d' % number for number in (2, 3, 4, 5, 8, 9)]

_MANY = '''
import json, sys
from swift_ops_ext.cmd import main
for line in sys.stdin:
    print(json.dumps(main.main(json.loads(line))))
    print('-' * 79, flush=True)
'''


def conf_of(cluster, name):
    return str(cluster.workdir / 'etc' / (name + '.conf.d'))


def command(*arguments):
    return subprocess.run(
        [sys.executable, '-m', 'swift_ops_ext.cmd.main', *arguments],
        capture_output=True, text=True, timeout=60)


def many(requests):
    """Run the command often in one process; give its codes and results."""
    done = subprocess.run(
        [sys.executable, '-c', _MANY], text=True, timeout=300, check=True,
        stdout=subprocess.PIPE, input=''.join(
            json.dumps([*request, '--json']) + '\n' for request in requests))
    for answer in done.stdout.split('-' * 79 + '\n')[:-1]:
        result, code = answer.rstrip('\n').rsplit('\n', 1)
        yield int(code), json.loads(result)


@pytest.fixture(scope='module')
def judging(cluster):
    return {name: cluster.add_proxy(name, overlay={
        'filter:ip_whitelist': options}) for name, options in PROXIES.items()}


@pytest.fixture(scope='module')
def account(cluster):
    """Another account than that of the other tests, which has rules."""
    client = swift_client.Client(cluster.plain, user='test2:tester2',
                                 key='testing2')
    for name, rules in CONTAINERS.items():
        assert client.put('/' + name, headers={
            'X-Container-Meta-' + title: value
            for title, value in rules.items()}).status == 201
        assert client.put('/%s/o' % name, b'x').status == 201
    yield client
    set_account(client, {})


def set_account(client, rules):
    headers = {'X-Account-Meta-' + title: rules.get(title, '')
               for known in ACCOUNTS for title in known}
    assert client.post('', headers=headers).status == 204


def answered(proxy, login, address, method, path):
    """Give the reason if the proxy refuses a request, or None."""
    client = swift_client.Client(proxy, address, 'test2:tester2', 'testing2')
    client._login = login
    answer = client.request(method, path)
    if answer.status == 403:
        return answer.headers['X-IP-Whitelist-Reason']
    assert 200 <= answer.status < 300, (path, answer)
    return None


@pytest.mark.parametrize(('name', 'account_rules'), [
    *(('judging', rules) for rules in ACCOUNTS),
    ('judging-closed', ACCOUNTS[0]), ('judging-closed', ACCOUNTS[1]),
    ('judging-log', ACCOUNTS[1])])
def test_check_agrees_with_the_proxy(cluster, judging, account, name,
                                     account_rules):
    proxy = judging[name]
    set_account(account, account_rules)
    login = swift_client.Client(proxy, user='test2:tester2',
                                key='testing2')._logged_in()
    cases = list(itertools.product(['', *CONTAINERS], ADDRESSES))
    expected = []
    for container, address in cases:
        path = container and '/' + container
        expected.append((
            answered(proxy, login, address, 'GET', path),
            answered(proxy, login, address, 'PUT', path + '/new')
            if path else answered(proxy, login, address, 'POST', '')))
    given = []
    for code, result in many(
            ('check', '/'.join(filter(None, ['AUTH_test2', container])),
             '--from', address, '--proxy-conf', conf_of(cluster, name))
            for container, address in cases):
        reasons = tuple(one['reason'] if one['verdict'] == 'refused' else None
                        for one in result['verdicts'])
        assert code == (1 if any(reasons) else 0)
        given.append(reasons)
    assert dict(zip(cases, given, strict=True)) == dict(
        zip(cases, expected, strict=True))
    # The table is worth something only if it has both.
    assert (None, None) in expected
    assert name == 'judging-log' or set(expected) - {(None, None)}


@pytest.mark.parametrize(('method', 'word', 'code'), [
    ('GET', 'read  admitted: ', 0), ('head', 'read  admitted: ', 0),
    ('PUT', 'write refused: ', 1), ('POST', 'write refused: ', 1),
    ('DELETE', 'write refused: ', 1), ('OPTIONS', 'either admitted: ', 0)])
def test_check_of_a_method(cluster, judging, account, method, word, code):
    set_account(account, {})
    done = command('check', 'http://h/v1/AUTH_test2/narrowed/o', '--from',
                   '127.0.0.3', '--method', method, '--proxy-conf',
                   conf_of(cluster, 'judging'))
    assert (done.returncode, done.stderr) == (code, '')
    assert done.stdout.startswith(
        'AUTH_test2/narrowed from 127.0.0.3\n  %s' % word)


def test_check_of_what_is_not_there(cluster, judging, account):
    set_account(account, {})
    conf = conf_of(cluster, 'judging')
    done = command('check', 'AUTH_test2/nope', '--from', '127.0.0.3',
                   '--proxy-conf', conf)
    assert (done.returncode, done.stderr) == (
        2, 'swift-ops-ip-whitelist: there is no container AUTH_test2/nope\n')
    done = command('list', 'AUTH_nope', '--proxy-conf', conf)
    assert (done.returncode, done.stdout, done.stderr) == (
        2, '', 'swift-ops-ip-whitelist: there is no account AUTH_nope\n')


def test_check_from_a_trusted_proxy(cluster, judging, account):
    (_, trusted), (_, other) = many(
        ('check', 'AUTH_test2/one', '--from', address, '--proxy-conf',
         conf_of(cluster, 'judging')) for address in ('10.0.0.1', '10.0.0.2'))
    assert trusted['is_trusted_proxy'] and not other['is_trusted_proxy']


@pytest.mark.parametrize(('kind', 'missing'), [
    ('container', 'container AUTH_test2/broken'),
    ('account', 'account AUTH_test2')])
def test_servers_that_do_not_answer(cluster, judging, account, kind, missing):
    conf = conf_of(cluster, 'judging')
    server = cluster.servers[kind]
    server.kill()
    try:
        checked = command('check', 'AUTH_test2/one', '--from', '127.0.0.2',
                          '--proxy-conf', conf)
        listed = command('list', 'AUTH_test2', '--proxy-conf', conf)
        linted = command('lint', 'AUTH_test2', '--proxy-conf', conf)
    finally:
        server.start()
    assert checked.returncode == listed.returncode == linted.returncode == 2
    assert checked.stderr.endswith(
        'the rules of AUTH_test2/one cannot be read at the moment\n')
    for done in listed, linted:
        assert 'no %s server says anything of %s' % (
            kind, missing) in done.stderr
        assert 'Traceback' not in done.stderr


def test_list(cluster, judging, account):
    set_account(account, ACCOUNTS[1])
    (code, result), = many([('list', 'AUTH_test2', '--proxy-conf',
                             conf_of(cluster, 'judging'))])
    assert code == 0 and result['complete']
    assert {holder['container']: {rule['name']: rule['value']
                                  for rule in holder['rules']}
            for holder in result['holders']} == {
        '': ACCOUNTS[1],
        **{name: {title: value for title, value in rules.items()
                  if title != 'IP-Whitelist-Mode'}
           for name, rules in CONTAINERS.items() if rules}}
    assert {holder['container'] for holder in result['holders']
            if holder['own_mode']} == {'logged'}


def found(result, account='AUTH_test2'):
    return {(one['container'], one['code'], one['rule'])
            for one in result['findings'] if one['account'] == account}


def test_lint_finds_the_same_in_the_databases(cluster, judging, account):
    set_account(account, ACCOUNTS[1])
    conf = ('--proxy-conf', conf_of(cluster, 'judging'))
    devices = str(cluster.workdir / 'srv')
    (code, asked), = many([('lint', 'AUTH_test2', *conf)])
    # What Swift itself has not yet written into the database stays so.
    assert account.put('/one/pending', b'x').status == 201
    before = snapshot(devices)
    assert any(size for path, (_time, size) in before.items()
               if path.suffix == '.pending')
    (other_code, read), = many([('lint', '--devices', devices, *conf)])
    assert snapshot(devices) == before
    assert code == other_code == 1
    assert found(asked) == found(read)
    assert found(asked) >= {
        ('broken', 'malformed', 'Allow-Office'),
        ('broken', 'nobody', ''),
        ('broken-deny', 'unknown-list', 'Deny-One'),
        ('drop-box', 'nobody-reads', ''),
        ('logged', 'mode-log', 'IP-Whitelist-Mode'),
        ('of nobody ä', 'outside-account', 'Allow-X'),
    }
    assert not {name for name, _code, _rule in found(asked)} & {
        'none', 'one', 'listed', 'narrowed', ''}
    # Other tests have had containers in this account.
    assert asked['containers'] >= len(CONTAINERS)
    assert read['containers'] >= len(CONTAINERS)


def snapshot(devices):
    return {path: (path.stat().st_mtime_ns, path.stat().st_size)
            for path in pathlib.Path(devices).rglob('*.db*')
            if path.is_file()}


def test_lint_leaves_a_broken_database_alone(tmp_path, cluster, account):
    devices = cluster.workdir / 'srv'
    database = next(devices.rglob('containers/*/*/*/*.db'))
    copy = tmp_path / database.relative_to(devices)
    copy.parent.mkdir(parents=True)
    copy.write_bytes(b'no database at all' * 1000)
    done = command('lint', '--devices', str(tmp_path))
    assert done.returncode == 2
    assert str(copy) in done.stderr and done.stderr.count('\n') == 1
    assert [path for path in tmp_path.rglob('*') if path.is_file()] == [copy]


MISPLACED = {
    'twice': 'catch_errors gatekeeper healthcheck proxy-logging cache '
             'ip_whitelist bulk tempauth symlink proxy-logging proxy-server',
    'left': 'catch_errors gatekeeper healthcheck proxy-logging cache bulk '
            'ip_whitelist tempauth symlink ip_whitelist proxy-logging '
            'proxy-server',
    'right': 'catch_errors gatekeeper healthcheck proxy-logging cache '
             'ip_whitelist tempauth ip_whitelist symlink proxy-logging '
             'proxy-server',
}


@pytest.mark.parametrize('overlay', [
    *({'pipeline:main': {'pipeline': words}} for words in MISPLACED.values()),
    {'filter:ip_whitelist': {'default': 'deny'}},
    {'filter:ip_whitelist': {'trusted_proxy': '10.0.0.1'}},
], ids=[*MISPLACED, 'bad-default', 'bad-option'])
def test_pipeline_says_why_the_proxy_does_not_start(cluster, overlay):
    _code, output = cluster.start_proxy_expecting_failure(overlay)
    name = list(cluster.proxies)[-1]
    done = command('pipeline', conf_of(cluster, name))
    assert (done.returncode, done.stderr) == (1, '')
    assert done.stdout == output.splitlines()[-1] + '\n'


def pipeline(cluster, name):
    (code, result), = many([('pipeline', conf_of(cluster, name))])
    return code, result


def test_pipeline_of_proxies_that_run(cluster, judging):
    code, result = pipeline(cluster, 'judging')
    assert (code, result['enforces'], result['reasons'],
            result['warnings']) == (0, True, [], [])
    assert [result['pipeline'][place - 1] for place in result['places']] == [
        'MemcacheMiddleware', 'SymlinkMiddleware']
    assert len(result['notes']) == 1
    assert pipeline(cluster, 'judging-closed')[1]['notes'] == []
    code, result = pipeline(cluster, 'judging-log')
    assert (code, result['enforces']) == (1, False)
    assert result['reasons'] == ['mode = log: nothing is refused, only logged']
    code, result = pipeline(cluster, 'plain')
    assert (code, result['reasons']) == (
        1, ['ip_whitelist is not in the pipeline'])


@pytest.fixture
def varied(cluster, tmp_path):
    """Writes configurations that no proxy runs."""
    def write(overlay, name='varied', without=frozenset()):
        conf = tmp_path / (name + '.conf.d')
        swift_conf.write_proxy(
            conf, pathlib.Path(conf_of(cluster, 'filtered')) /
            '10-sample.conf', swift_conf.merge({
                'DEFAULT': {'swift_dir': str(cluster.workdir / 'etc'),
                            'log_udp_host': '127.0.0.1',
                            'log_udp_port': '9'}}, overlay),
            without=without)
        return str(conf)
    return write


def warnings(conf):
    (code, result), = many([('pipeline', conf)])
    assert (code, result['enforces']) == (0, True)
    return [warning.split(': ')[0] for warning in result['warnings']]


def test_pipeline_warns(cluster, varied):
    conf = varied({
        'DEFAULT': {'require_proxy_protocol': 'true'},
        'filter:ip_whitelist': {'always_allow': '::/0'},
    }, without=frozenset({'cache'}))
    varied({'pipeline:main': {
        'pipeline': 'catch_errors ip_whitelist proxy-server'}},
        name='internal-client')
    assert warnings(conf) == [
        'there is no cache filter', 'require_proxy_protocol is on',
        'always_allow names every IPv6 address',
        '%s has ip_whitelist in its pipeline' % conf.replace(
            'varied', 'internal-client')]
    assert warnings(varied({}, 'plain')) == [
        '%s has ip_whitelist in its pipeline' % conf.replace(
            'varied', 'internal-client')]


def test_pipeline_in_a_pipeline(varied):
    conf = varied({
        'pipeline:inner': {'pipeline': 'proxy-logging ip_whitelist '
                                       'proxy-logging proxy-server'},
        'pipeline:main': {'pipeline': 'catch_errors inner'}})
    (code, result), = many([('pipeline', conf)])
    assert (code, result['enforces']) == (1, False)
    assert result['reasons'][0].endswith('does not count: [pipeline:inner]')


def test_without_rings(cluster, varied, tmp_path):
    etc = tmp_path / 'etc'
    etc.mkdir()
    (etc / 'swift.conf').write_text(
        (cluster.workdir / 'etc' / 'swift.conf').read_text())
    conf = varied({'DEFAULT': {'swift_dir': str(etc)}})
    for arguments in (('pipeline', conf),
                      ('list', 'A', '--proxy-conf', conf)):
        done = command(*arguments)
        assert (done.returncode, done.stdout) == (2, '')
        assert re.search(r'without /\S+\.ring\.gz \(No such file or directory'
                         r'\); run this on a proxy node\n$', done.stderr)


def test_reader_who_has_enough(cluster, judging, account):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, '-m', 'swift_ops_ext.cmd.main', 'list', 'AUTH_test2',
         '--proxy-conf', conf_of(cluster, 'judging')], stdout=writing,
        stderr=subprocess.PIPE, text=True, timeout=60)
    os.close(writing)
    assert (done.returncode, done.stderr) == (2, '')


@pytest.fixture(scope='module')
def manual(cluster):
    """The account of the manual."""
    cluster.add_proxy('manual', overlay={'filter:ip_whitelist': {
        'list_office': '192.0.2.0/24'}})
    client = swift_client.Client(cluster.plain, user='admin:admin',
                                 key='admin')
    for path, kind, rules in (
            ('', 'Account', {'Deny-Guests': '192.0.2.128/25'}),
            ('/private', 'Container', {'Allow-Office': 'office'}),
            ('/public', 'Container', {}),
            ('/reports', 'Container', {
                'Allow-Read-All': '0.0.0.0/0', 'Allowed-Me': '198.51.100.7',
                'Allow-Home': '198.51.100.0/255.255.255.0',
                'IP-Whitelist-Mode': 'log'})):
        answer = client.request(
            'PUT', '/v1/AUTH_shop' + path, raw_path=True, headers={
                'X-%s-Meta-%s' % (kind, title): value
                for title, value in rules.items()})
        assert answer.status in (201, 202)


@pytest.mark.parametrize('name', [
    'check-refused', 'check-admitted', 'check-log', 'list', 'lint',
    'pipeline', 'pipeline-bad'])
def test_manual(cluster, manual, tmp_path, name):
    conf = conf_of(cluster, 'manual')
    if name == 'pipeline-bad':
        cluster.start_proxy_expecting_failure({'pipeline:main': {
            'pipeline': MISPLACED['left']}})
        conf = conf_of(cluster, list(cluster.proxies)[-1])
    typed, *printed, code = MANUAL[name].splitlines()
    arguments = shlex.split(typed)
    assert arguments[:2] == ['$', 'swift-ops-ip-whitelist']
    arguments = [conf if argument == '/etc/swift/proxy-server.conf'
                 else argument for argument in arguments[2:]]
    if arguments[0] != 'pipeline':
        arguments += ['--proxy-conf', conf]
    done = command(*arguments)
    assert done.stderr == ''
    assert (done.stdout.replace(conf, '/etc/swift/proxy-server.conf')
            .splitlines() == printed)
    assert code == '(exit code %d)' % done.returncode


def test_every_quotation_is_tested():
    source = pathlib.Path(__file__).read_text()
    assert [name for name in MANUAL if "'%s'" % name not in source] == []
