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

"""Mistakes in a proxy's configuration, each in the sample."""

from tests.unit.ops_ext_status.planting import FAILURE
from tests.unit.ops_ext_status.planting import NOTE
from tests.unit.ops_ext_status.planting import Planted
from tests.unit.ops_ext_status.planting import WARNING

SAMPLE = 'swift/proxy-server.conf-sample'
_FIRST = '    catch_errors gatekeeper healthcheck proxy-logging cache\n'
_MIDDLE = '    ratelimit s3api tempauth staticweb copy'
_USE = 'use = egg:openstack-ops-ext#ip_whitelist\n'


def _planted(title, code, level, *changes, **more):
    return Planted(title, code, level, SAMPLE, changes, **more)


def _option(title, code, level, text, **more):
    return _planted(title, code, level, (_USE, _USE + text + '\n'), **more)


PLANTED = [
    _planted('no pipeline', 'no-pipeline', FAILURE,
             ('[pipeline:main]', '[pipeline:other]')),
    _planted('only the section', 'not-in-pipeline', FAILURE,
             ('    ip_whitelist\n', '')),
    _planted('neither section nor word', 'not-in-pipeline', FAILURE,
             ('    ip_whitelist\n', ''), ('[filter:ip_whitelist]\n' + _USE,
                                          '[filter:other]\n'
                                          'use = egg:swift#crossdomain\n')),
    _planted('no section', 'no-section', FAILURE,
             ('[filter:ip_whitelist]', '[filter:ip_whitelists]')),
    _planted('a word of Swift\'s without a section', 'no-section', FAILURE,
             ('[filter:bulk]', '[filter:bulks]')),
    _planted('misspelt entry point', 'factory', FAILURE,
             ('#ip_whitelist\n', '#ip_whitlist\n')),
    _planted('misspelt distribution', 'factory', FAILURE,
             ('openstack-ops-ext#', 'openstack-ops-exts#')),
    _planted('misspelt factory', 'factory', FAILURE, (
        _USE, 'paste.filter_factory = '
        'swift_ops_ext.ip_whitelists:filter_factory\n')),
    _planted('the first place alone', 'place', FAILURE,
             ('# (2)\n    ip_whitelist\n', '')),
    _planted('the second place alone', 'place', FAILURE,
             ('# (1)\n    ip_whitelist\n', '')),
    _planted('three places', 'place', FAILURE,
             (_MIDDLE, _MIDDLE + ' ip_whitelist')),
    _planted('bulk left of the first', 'place', FAILURE,
             ('container_sync bulk', 'container_sync'),
             (' cache\n', ' cache bulk\n')),
    _planted('cache right of the first', 'place', FAILURE,
             (' cache\n', '\n'), ('    domain_remap', '    cache '
                                  'domain_remap')),
    _planted('slo right of the second', 'place', FAILURE,
             ('    slo dlo', '    dlo'), ('    proxy-logging proxy-server',
                                          '    slo proxy-logging '
                                          'proxy-server')),
    _planted('tempauth right of the second', 'place', FAILURE,
             ('s3api tempauth', 's3api'), ('    proxy-logging proxy-server',
                                           '    tempauth proxy-logging '
                                           'proxy-server')),
    _planted('copy right of the second', 'place', FAILURE,
             ('staticweb copy', 'staticweb'),
             ('    proxy-logging proxy-server',
              '    copy proxy-logging proxy-server')),
    _planted('two sections that differ', 'places-differ', FAILURE,
             ('# (2)\n    ip_whitelist\n', '# (2)\n    second\n'),
             ('[app:proxy-server]', '[filter:second]\n' + _USE
              + 'default = closed\n\n[app:proxy-server]')),
    _planted('no cache', 'no-cache', WARNING, (' cache\n', '\n')),
    _planted('gatekeeper late', 'gatekeeper', WARNING,
             ('catch_errors gatekeeper', 'catch_errors'),
             ('    domain_remap', '    gatekeeper domain_remap')),
    _planted('no access log', 'no-access-log', WARNING,
             ('healthcheck proxy-logging cache', 'healthcheck cache')),
    _planted('no authorization', 'no-auth', WARNING,
             ('s3api tempauth', '')),
    _planted('s3api behind tempauth', 'auth-order', FAILURE,
             ('s3api tempauth', 'tempauth s3api')),
    _planted('tempurl behind tempauth', 'auth-order', WARNING,
             ('bulk tempurl', 'bulk'), ('s3api tempauth',
                                        's3api tempauth tempurl')),
    _planted('keystoneauth without authtoken', 'auth-order', FAILURE,
             ('s3api tempauth', 'keystoneauth'),
             ('[filter:tempauth]\nuse = egg:swift#tempauth',
              '[filter:keystoneauth]\nuse = egg:swift#keystoneauth')),
    _option('misspelt option', 'bad-option', FAILURE, 'defualt = closed'),
    _option('wrong default', 'bad-option', FAILURE, 'default = close'),
    _option('wrong mode', 'bad-option', FAILURE, 'mode = enforced'),
    _option('bad network', 'bad-option', FAILURE,
            'always_allow = 192.0.2.0/33'),
    _option('a list that is not there', 'bad-option', FAILURE,
            'always_deny = campus'),
    _option('Forwarded', 'bad-option', FAILURE,
            'client_address_header = Forwarded'),
    _option('everybody is a proxy', 'bad-option', FAILURE,
            'trusted_proxies = 0.0.0.0/0'),
    _option('everybody is a proxy, in halves', 'proxies-wide', FAILURE,
            'trusted_proxies = 0.0.0.0/1, 128.0.0.0/1'),
    _option('a whole network of proxies', 'proxies-wide', WARNING,
            'trusted_proxies = 10.0.0.0/8'),
    _option('log mode', 'log-mode', WARNING, 'mode = log'),
    _planted('log mode in [DEFAULT]', 'log-mode', WARNING,
             ('[DEFAULT]\n', '[DEFAULT]\nmode = log\n')),
    _option('[DEFAULT] wins', 'default-wins', FAILURE, 'mode = enforce',
            beside={}),
    _option('closed', 'closed', NOTE, 'default = closed'),
    _option('everybody is let in', 'everybody', FAILURE,
            'always_allow = 0.0.0.0/0'),
    _option('nobody is let in', 'everybody', FAILURE,
            'list_all = ::/1, 8000::/1\nalways_deny = all'),
    _option('a balancer is let in', 'proxy-allowed', WARNING,
            'trusted_proxies = 192.0.2.10\nalways_allow = 192.0.2.0/24'),
    _option('a header of nobody', 'header-unread', WARNING,
            'client_address_header = X-Real-IP'),
    _planted('rules that come back', 'recheck', FAILURE,
             ('account_autocreate = true',
              'recheck_container_existence = 86400')),
    _planted('rules that stay', 'recheck', WARNING,
             ('account_autocreate = true',
              'recheck_account_existence = 7200')),
    _planted('no number', 'recheck', FAILURE,
             ('account_autocreate = true',
              'recheck_account_existence = 1m')),
    _planted('nothing is logged', 'not-logged', WARNING,
             ('[DEFAULT]\n', '[DEFAULT]\nlog_level = WARNING\n')),
    _planted('PROXY protocol', 'proxy-protocol', WARNING,
             ('[DEFAULT]\n', '[DEFAULT]\nrequire_proxy_protocol = yes\n')),
    _planted('a daemon with the filter', 'internal-client', FAILURE, beside={
        'internal-client.conf': '[pipeline:main]\npipeline = ip_whitelist '
        'proxy-server\n[filter:ip_whitelist]\n' + _USE +
        '[app:proxy-server]\nuse = egg:swift#proxy\n'}),
    _planted('a file without .conf', 'unread-file', WARNING, beside={
        'proxy-server.conf.d/10.conf': '[pipeline:main]\npipeline = '
        'proxy-server\n[app:proxy-server]\nuse = egg:swift#proxy\n',
        'proxy-server.conf.d/20.ini': '[filter:ip_whitelist]\n' + _USE},
        arguments=('--config-file', '{}/proxy-server.conf.d')),
    _planted('a file that is not there', 'unreadable', FAILURE,
             arguments=('--proxy-conf', '{}/nowhere.conf')),
    _planted('a line that is none', 'unreadable', FAILURE,
             ('[DEFAULT]\n', '[DEFAULT]\nthis is no option\n')),
    _planted('an option twice', 'unreadable', FAILURE,
             (_USE, _USE + 'mode = log\nmode = enforce\n')),
    _planted('a reference to nothing', 'unreadable', FAILURE,
             (_USE, _USE + 'segments_suffixes = %(nowhere)s\n')),
    _planted('a file of another service', 'unreadable', FAILURE, beside={
        'object-server.conf': '[pipeline:main]\npipeline = object-server\n'
        '[app:object-server]\nuse = egg:swift#object\n'},
        arguments=('--config-file', '{}/object-server.conf')),
]
# Both in one file.
PLANTED = [one._replace(changes=(*one.changes, (
    '[DEFAULT]\n', '[DEFAULT]\nmode = log\n')))
    if one.code == 'default-wins' else one for one in PLANTED]
