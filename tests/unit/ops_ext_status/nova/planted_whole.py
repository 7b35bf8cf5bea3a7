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

"""Mistakes in the whole of an api-paste.ini, and what only looks like one."""

from typing import NamedTuple

from tests.harness import api_paste
from tests.unit.ops_ext_status import planted_nova
from tests.unit.ops_ext_status import planting

_LIMIT = planted_nova.LIMIT
_CLIENTS = planted_nova.CLIENTS
_USE = 'use = egg:openstack-ops-ext#console_limit\n'
_COMPOSITE = 'use = call:nova.api.auth:pipeline_factory_v21'
_ROUTE = '/v2.1/+: openstack_compute_api_v21\n'
_OPEN = ('\n[composite:more]\nuse = call:nova.api.auth:pipeline_factory_v21\n'
         'keystone = cors authtoken keystonecontext osapi_compute_app_v21\n')


class Whole(NamedTuple):
    """A file.

    :ivar sample: of ours, which is laid over Nova's own
    :ivar code: that has to be found; empty: all is as it should be
    :ivar changes: what is replaced by what; nothing: what is added
    :ivar beside: further files, by name
    """

    title: str
    sample: str
    code: str
    changes: tuple = ()
    beside: dict = {}

    def text(self):
        """Give what is in it."""
        text = api_paste.laid_over(planting.ETC / self.sample)
        for old, new in self.changes:
            assert old in text, old
            text = text.replace(old, new) if old else text + new
        return text


def _renamed(old, new):
    """Call a filter otherwise, in the lines and in its section."""
    return ((' %s ' % old, ' %s ' % new),
            ('[filter:%s]' % old, '[filter:%s]' % new))


def _pipelines(text):
    return (('[composite:openstack', '[pipeline:openstack'),
            (_COMPOSITE + '\nkeystone =', 'pipeline =' + text))


WHOLE = (
    Whole('a limit', _LIMIT, ''),
    Whole('clients', _CLIENTS, ''),
    Whole('one per cent sign in what nobody needs', _LIMIT, '',
          (('', '[filter:unused]\nx = 5%\n'),)),
    Whole('one per cent sign in what is needed', _LIMIT, 'no-section',
          (('[filter:cors]\n', '[filter:cors]\nx = 5%\n'),)),
    Whole('one per cent sign in [DEFAULT]', _LIMIT, 'unreadable',
          (('', '[DEFAULT]\nx = 5%\n'),)),
    Whole('http_proxy_to_wsgi by another name', _CLIENTS, '',
          _renamed('http_proxy_to_wsgi', 'proxies')),
    Whole('client_address behind it', _CLIENTS, 'line-order', (
        ('client_address http_proxy', 'http_proxy'),
        ('to_wsgi compute', 'to_wsgi client_address compute'),
        *_renamed('http_proxy_to_wsgi', 'proxies'))),
    Whole('keystonecontext by another name', _CLIENTS, '',
          _renamed('keystonecontext', 'users')),
    Whole('client_stamp before it', _CLIENTS, 'line-order', (
        (' client_stamp ', ' '),
        ('authtoken keystonecontext', 'authtoken client_stamp '
         'keystonecontext'), *_renamed('keystonecontext', 'users'))),
    Whole('client_stamp before authtoken', _CLIENTS, 'line-order', (
        ('authtoken keystonecontext', 'keystonecontext'),
        ('client_stamp osapi', 'client_stamp authtoken osapi'))),
    Whole('lines by another name', _LIMIT, '',
          (('openstack_compute_api_v21', 'servers'),)),
    Whole('lines as pipelines', _LIMIT, '', _pipelines('')),
    Whole('lines by their factory', _LIMIT, '', ((
        _COMPOSITE, 'paste.composite_factory = '
        'nova.api.auth:pipeline_factory_v21'),)),
    Whole('a line in a map of a map', _LIMIT, 'missing-in-line', (
        (_ROUTE, '/v2.1/+: maps\n'),
        ('', '\n[composite:maps]\nuse = egg:Paste#urlmap\n/: more\n' +
         _OPEN))),
    Whole('all lines in a map of a map', _LIMIT, '', (
        (_ROUTE, '/v2.1/+: maps\n'),
        ('', '\n[composite:maps]\nuse = egg:Paste#urlmap\n'
         '/: openstack_compute_api_v21\n'))),
    Whole('a line of a domain', _LIMIT, 'missing-in-line', (
        (_ROUTE, _ROUTE + 'domain a.example.org /v2.1/+: more\n'),
        ('', _OPEN))),
    Whole('a line that nothing leads to', _LIMIT, '', (('', _OPEN),)),
    Whole('no filter at all', _LIMIT, 'missing-in-line',
          ((_ROUTE, '/v2.1/+: osapi_compute_app_v21\n'),)),
    Whole('a line that is only in [DEFAULT]', _LIMIT, 'no-api-line', ((
        '', '[DEFAULT]\nkeystone = cors osapi_compute_app_v21\n'),)),
    Whole('a map that is an application', _LIMIT, 'no-api-line',
          (('[composite:osapi_compute]', '[app:osapi_compute]'),)),
    Whole('two lines of one name', _LIMIT, 'no-api-line', ((
        '', _OPEN.replace(':more', ': openstack_compute_api_v21')),)),
    Whole('two sections of one name', _LIMIT, 'factory',
          (('', '\n[filter: console_limit]\n' + _USE),)),
    Whole('a blank before the distribution', _LIMIT, 'factory',
          (('egg:openstack', 'egg: openstack'),)),
    Whole('ours in Nova', _LIMIT, 'factory',
          (('egg:openstack-ops-ext', 'egg:nova'),)),
    Whole('a factory of another kind', _LIMIT, 'factory', ((
        _USE, 'paste.filter_app_factory = '
        'nova_ops_ext.api.console_limit:filter_factory\n'),)),
    Whole('a misspelt section that nobody needs', _LIMIT, 'factory', ((
        '', '\n[filter:more]\nuse = egg:openstack-ops-ext#consol_limit\n'),)),
    Whole('in another file', _LIMIT, '',
          ((_USE, 'use = config:other.ini#a\n'),),
          {'other.ini': '[filter:a]\n' + _USE}),
    Whole('in another file that is not there', _LIMIT, 'factory',
          ((_USE, 'use = config:other.ini#a\n'),)),
    Whole('in another section', _LIMIT, '',
          ((_USE, 'use = base\n'), ('', '\n[filter:base]\n' + _USE))),
    Whole('around the application', _LIMIT, '', (
        (' console_limit osapi', ' osapi'),
        ('[app:osapi_compute_app_v21]\n', '[app:osapi_compute_app_v21]\n'
         'filter-with = console_limit\n'))),
    Whole('what is required is not there', _LIMIT, 'factory',
          ((_USE, _USE + 'require = nowhere-at-all\n'),)),
    Whole('no such package', _LIMIT, 'factory', ((
        'nova.api.openstack.requestlog', 'nowhere_at_all.requestlog'),)),
    Whole('no such distribution', _LIMIT, 'factory', ((
        'paste.filter_factory = nova.api.openstack.requestlog:RequestLog.'
        'factory', 'use = egg:nowhere-at-all#log'),)),
    Whole('a word without a section', _LIMIT, 'no-section',
          ((' console_limit osapi', ' console_limit more osapi'),)),
)
