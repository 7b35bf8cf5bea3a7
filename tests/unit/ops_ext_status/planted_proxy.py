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
_APP = '[app:proxy-server]\n'
_LINE = '[pipeline:main]\n'
_USE = 'use = egg:openstack-ops-ext#ip_whitelist\n'


_KEYSTONE = ('[filter:tempauth]\nuse = egg:swift#tempauth',
             '[filter:keystoneauth]\nuse = egg:swift#keystoneauth')


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
    _planted('two sections of one name', 'no-section', FAILURE,
             (_APP, '[filter: ip_whitelist]\n' + _USE + _APP)),
    _planted('an application beside the pipeline', 'no-pipeline', FAILURE,
             (_APP, '[app:main]\nuse = egg:swift#proxy\n' + _APP)),
    _planted('an option beside the pipeline', 'no-pipeline', FAILURE,
             (_LINE, _LINE + 'mode = enforce\n')),
    _planted('no pipeline but in [DEFAULT]', 'no-pipeline', FAILURE,
             ('[DEFAULT]\n', '[DEFAULT]\npipeline = proxy-server\n')),
    _planted('a filter around the pipeline', 'no-pipeline', FAILURE,
             (_LINE, _LINE + 'filter-with = healthcheck\n')),
    _planted('a filter around the application', 'place', FAILURE,
             (_APP, _APP + 'filter-with = bulk\n')),
    _planted('a filter around ours', 'not-in-pipeline', FAILURE,
             (_USE, _USE + 'filter-with = healthcheck\n')),
    _planted('log mode of the pipeline', 'log-mode', WARNING,
             (_LINE, _LINE + 'set mode = log\n')),
    _planted('rules that come back, of the pipeline', 'recheck', FAILURE,
             (_LINE, _LINE + 'set recheck_account_existence = 90000\n')),
    _planted('"set" in [DEFAULT]', 'not-logged', WARNING,
             ('[DEFAULT]\n', '[DEFAULT]\nset log_level = ERROR\n')),
    _planted('an application of another name', 'no-section', FAILURE,
             (_APP, '[app:proxy]\n'),
             ('proxy-logging proxy-server', 'proxy-logging proxy')),
    _planted('the application twice', 'no-section', FAILURE,
             ('    slo dlo', '    slo proxy-server dlo')),
    _planted('a blank before the distribution', 'factory', FAILURE,
             ('egg:openstack', 'egg: openstack')),
    _planted('ours in Swift', 'factory', FAILURE,
             ('egg:openstack-ops-ext#', 'egg:swift#')),
    _planted('ours by the name of the package', 'factory', FAILURE,
             ('egg:openstack-ops-ext#', 'egg:swift-ops-ext#')),
    _planted('an extra', 'factory', FAILURE,
             ('openstack-ops-ext#', 'openstack-ops-ext[shared-rate]#')),
    _planted('a factory of another kind', 'factory', FAILURE, (
        _USE, 'paste.filter_app_factory = '
        'swift_ops_ext.ip_whitelist:filter_factory\n')),
    _planted('a factory of an application', 'no-section', FAILURE, (
        _USE, 'paste.app_factory = '
        'swift_ops_ext.ip_whitelist:filter_factory\n')),
    _planted('a call in the pipeline', 'no-section', FAILURE, (
        '    ip_whitelist\n',
        '    call:swift_ops_ext.ip_whitelist:filter_factory\n')),
    _planted('no such filter of Swift', 'factory', FAILURE,
             ('egg:swift#ratelimit', 'egg:swift#rate_limit')),
    _planted('no such application of Swift', 'factory', FAILURE,
             ('egg:swift#proxy\n', 'egg:swift#proxies\n')),
    _planted('no such distribution', 'factory', FAILURE,
             ('egg:swift#ratelimit', 'egg:nowhere-at-all#ratelimit')),
    _planted('no such package', 'factory', FAILURE, (
        'use = egg:swift#ratelimit', 'paste.filter_factory = '
        'nowhere_at_all.ratelimit:filter_factory')),
    _option('a distribution that is required', 'factory', FAILURE,
            'require = nowhere-at-all'),
    _option('"get" of nothing', 'no-section', FAILURE, 'get mode = nowhere'),
    _planted('a directory for a file', 'no-section', FAILURE,
             (_USE, 'use = config:sub#a\n'), beside={
                 'sub/a.conf': '[filter:a]\n' + _USE}),
    _planted('another file, and log mode in [DEFAULT]', 'log-mode', WARNING,
             (_USE, 'use = config:other.conf#a\n'),
             ('[DEFAULT]\n', '[DEFAULT]\nmode = log\n'), beside={
                 'other.conf': '[filter:a]\n' + _USE + 'mode = enforce\n'}),
    _planted('the directory of the file', 'unreadable', FAILURE,
             ('[DEFAULT]\n', '[DEFAULT]\ntree = %(here)s/swift\n')),
    _planted('a reference to nothing that nobody needs', 'unreadable',
             FAILURE, (_APP, '[filter:unused]\nx = %(nowhere)s\n' + _APP)),
    _planted('keystone without s3token', 'auth-order', FAILURE,
             ('s3api tempauth', 's3api keystoneauth'), _KEYSTONE),
    _planted('s3api by another name', 'auth-order', FAILURE,
             ('s3api tempauth', 's3 tempauth'),
             ('[filter:s3api]', '[filter:s3]')),
    _planted('a number with an exponent', 'recheck', FAILURE,
             ('account_autocreate = true',
              'recheck_account_existence = 6e1')),
    _planted('no number at all', 'recheck', FAILURE,
             ('account_autocreate = true',
              'recheck_account_existence = nan')),
]
# Both in one file.
PLANTED = [one._replace(changes=(*one.changes, (
    '[DEFAULT]\n', '[DEFAULT]\nmode = log\n')))
    if one.code == 'default-wins' else one for one in PLANTED]
#: With which all is as it should be, though it may not look so.
RIGHT = [one._replace(code='', level=0) for one in (
    _planted('negative seconds', '', 0, (
        'account_autocreate = true', 'recheck_account_existence = -5')),
    _planted('encryption by its factories', '', 0, (
        '# (2)\n    ip_whitelist\n',
        '# (2)\n    ip_whitelist\n    keymaster encryption\n'), (
            _APP, '[filter:keymaster]\npaste.filter_factory = swift.common.'
            'middleware.crypto.keymaster:filter_factory\n'
            'encryption_root_secret = %s\n[filter:encryption]\n'
            'paste.filter_factory = swift.common.middleware.crypto:'
            'filter_factory\n' % ('a' * 44) + _APP)),
    _planted('what is required is there', '', 0, (
        _USE, _USE + 'require = swift\n')),
    _planted('a factory with extras', '', 0, (
        _USE, 'paste.filter_factory = '
        'swift_ops_ext.ip_whitelist:filter_factory [shared-rate]\n')),
    _planted('another file, with options of [DEFAULT]', '', 0, (
        _USE, 'use = config:other.conf#a\n'), (
            '[DEFAULT]\n', '[DEFAULT]\nhow = enforce\n'), beside={
                'other.conf': '[filter:a]\n' + _USE + 'mode = %(how)s\n'}),
    _planted('another file, a part of which cannot be read', '', 0, (
        _USE, 'use = config:other.conf#a\n'), beside={
            'other.conf': '[filter:a]\n' + _USE + '[filter:b]\n'
            'x = %(nowhere)s\n'}),
    _planted('a filter around one of Swift', '', 0, (
        '[filter:symlink]\n', '[filter:symlink]\nfilter-with = other\n'), (
            _APP, '[filter:other]\nuse = egg:swift#crossdomain\n' + _APP)),
    _planted('s3api does not look at the pipeline', '', 0, (
        'use = egg:swift#s3api', 'use = egg:swift#s3api\n'
        'auth_pipeline_check = no')),
    _planted('an application by another word', '', 0, (
        _APP, '[application: proxy-server ]\n')),
)]
