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

"""Mistakes in Nova's configuration, each in a sample or in Nova's own file."""

from tests.unit.ops_ext_status.planting import FAILURE
from tests.unit.ops_ext_status.planting import NOTE
from tests.unit.ops_ext_status.planting import Planted
from tests.unit.ops_ext_status.planting import WARNING

SCHEDULER = 'nova/scheduler.conf'
CLIENTS = 'nova/api-paste-client-network.ini'
LIMIT = 'nova/api-paste-console-limit.ini'
CONSOLE = 'nova/console-compute.conf'
CACHE = 'nova/image-cache.conf'
#: Those that services are given as they stand.
SAMPLES = (
    SCHEDULER, CLIENTS, LIMIT, CONSOLE, CACHE,
    'nova/aggregate-preference.conf', 'nova/cascade-breaker.conf',
    'nova/client-network.conf', 'nova/failure-domain.conf',
    'nova/new-host.conf', 'nova/ops-ext.conf.sample',
    'nova/project-per-host.conf', 'nova/shuffle-shard.conf')
_OURS = 'available_filters = nova_ops_ext.scheduler.filters.all_filters\n'
_NOVA_S = 'available_filters = nova.scheduler.filters.all_filters\n'
_LAST = 'CascadeBreakerFilter,ShuffleShardFilter'
_NETWORKS = {'nova.conf': '[ops_client_network]\ndefault_label = dev\n'}
_WITH_CONF = ('--nova-conf', '{}/nova.conf')


def _planted(sample, title, code, level, *changes, **more):
    return Planted(title, code, level, sample, changes, **more)


def _scheduler(title, code, level, *changes, **more):
    return _planted(SCHEDULER, title, code, level, *changes, **more)


def _option(title, code, level, group, text):
    return _scheduler(title, code, level, (
        '[%s]\n' % group, '[%s]\n%s\n' % (group, text)))


def _clients(title, code, level, *changes, **more):
    return _planted(CLIENTS, title, code, level, *changes, **more)


def _limit(title, code, level, *changes, **more):
    return _planted(LIMIT, title, code, level, *changes, **more)


def _compute(title, code, level, *changes, **more):
    return _planted(CACHE, title, code, level, *changes, **more)


def _cache(title, code, level, group, text):
    return _compute(title, code, level, ('removal = observe',
                                         'removal = trash'),
                    ('[%s]\n' % group, '[%s]\n%s\n' % (group, text)))


OF_SCHEDULER = [
    _scheduler('ours replaced the default', 'available-filters', FAILURE,
               (_NOVA_S, '')),
    _scheduler('without ours', 'available-filters', FAILURE, (_OURS, '')),
    _scheduler('misspelt class', 'unknown-filter', FAILURE,
               ('CascadeBreakerFilter', 'CascadBreakerFilter')),
    _scheduler('misspelt function', 'cannot-load', FAILURE,
               (_OURS, _OURS.replace('all_filters', 'all_filter'))),
    _scheduler('a class twice', 'name-clash', FAILURE, (
        _OURS, _OURS + 'available_filters = tests.unit.ops_ext_status.nova.'
        'clashing.all_filters\n')),
    _scheduler('Nova\'s own are lost', 'nova-filters', WARNING,
               ('ServerGroupAntiAffinityFilter,', '')),
    _scheduler('enabled twice', 'enabled-twice', WARNING,
               (_LAST, _LAST + ',ShuffleShardFilter')),
    _scheduler('before ComputeFilter', 'order', WARNING,
               (',NewHostFilter', ''),
               ('ComputeFilter,Compute', 'NewHostFilter,ComputeFilter,'
                'Compute')),
    _scheduler('Nova\'s weighers are lost', 'weight-classes', WARNING,
               ('nova.scheduler.weights.all_weighers,nova_ops',
                'nova_ops')),
    _scheduler('nothing is used', 'nothing-enabled', WARNING,
               ('enabled_filters =', 'enabled_filter ='),
               ('weight_classes =', 'weight_class =')),
    _scheduler('options of what is not enabled', 'rule-not-enabled', WARNING,
               (',FailureDomainFilter', '')),
    _planted('nova/shuffle-shard.conf', 'only preferred', 'rule-not-enabled',
             WARNING, ('enabled_filters =', '#enabled_filters =')),
    _option('misspelt option', 'unknown-option', WARNING,
            'ops_cascade_breaker', 'incident = 2'),
    _scheduler('misspelt group', 'unknown-option', WARNING,
               ('[ops_new_host]', '[ops_newhost]')),
    _scheduler('in a wrong group', 'unknown-option', WARNING,
               ('[scheduler]\n', '[scheduler]\nburn_in_hours = 3\n')),
    _option('bad number', 'bad-option', FAILURE, 'ops_new_host',
            'burn_in_hours = three'),
    _option('bad choice', 'bad-option', FAILURE, 'ops_failure_domain',
            'fail_policy = close'),
    _option('bad network', 'bad-option', FAILURE, 'ops_client_network',
            'networks = doc: 10.1.0.0/33'),
    _option('a host of no label', 'bad-option', FAILURE,
            'ops_client_network', 'hosts = docs: doc-*'),
    _option('no number at all', 'bad-option', FAILURE,
            'ops_aggregate_preference', 'weight_multiplier = nan'),
    _option('less than service_down_time', 'bad-option', FAILURE,
            'ops_cascade_breaker', 'period = 30'),
    _option('negative', 'negative-multiplier', WARNING,
            'ops_shuffle_shard', 'weight_multiplier = -1'),
    _option('zero', 'multiplier-zero', WARNING,
            'ops_aggregate_preference', 'weight_multiplier = 0'),
    _scheduler('one of many', 'host-subset', WARNING,
               ('[filter_scheduler]\n',
                '[filter_scheduler]\nhost_subset_size = 10\n')),
    _option('a ramp without hours', 'no-ramp', WARNING, 'ops_new_host',
            'ramp_per_hour = 2'),
    _scheduler('few candidates', 'placement-limit', WARNING,
               ('max_placement_results = 10000',
                'max_placement_results = 10')),
    _scheduler('Nova\'s own limit', 'placement-limit', WARNING,
               ('max_placement_results = 10000\n', '')),
    _scheduler('tenants', 'tenant-aggregates', WARNING, (
        '[scheduler]\n', '[scheduler]\nlimit_tenants_to_placement_aggregate '
        '= true\n')),
    _scheduler('no seed', 'seed', NOTE),
    _option('short seed', 'seed', WARNING, 'ops_shuffle_shard',
            'seed = secret'),
    _scheduler('the seed of the sample', 'seed', WARNING,
               ('#seed = <secret>', 'seed = <openssl rand -hex 32>')),
    _option('two seeds', 'seed', WARNING, 'ops_shuffle_shard',
            'seed = 0123456789abcdef0\nseed = 0123456789abcdef1'),
    _scheduler('log', 'log-mode', WARNING,
               ('[ops_shuffle_shard]\nmode = enforce',
                '[ops_shuffle_shard]\nmode = log')),
    _scheduler('off', 'log-mode', WARNING,
               ('[ops_new_host]\nmode = enforce',
                '[ops_new_host]\nmode = off')),
    _option('no rule', 'without-effect', WARNING, 'ops_cascade_breaker',
            'incidents = 0\nevacuations = 0'),
    _scheduler('no network', 'without-effect', WARNING,
               ('networks = doc', '#networks = doc'),
               ('networks = ops', '#networks = ops')),
    _option('closed', 'closes-hosts', WARNING, 'ops_project_per_host',
            'max_instances = 0'),
    _scheduler('believed headers', 'proxy-headers', WARNING, (
        '[scheduler]\n', '[oslo_middleware]\nenable_proxy_headers_parsing = '
        'true\n\n[scheduler]\n')),
    _scheduler('believed stamps', 'stamp', NOTE,
               ('#stamp = trust', 'stamp = trust')),
    _scheduler('believed stamps, and no filter', 'stamp', WARNING,
               ('#stamp = trust', 'stamp = trust'),
               beside={'api-paste.ini': '''
[composite:openstack_compute_api_v21]
use = call:nova.api.auth:pipeline_factory_v21
keystone = cors authtoken keystonecontext osapi_compute_app_v21
'''}),
    _scheduler('nothing is logged', 'not-logged', WARNING, (
        '[scheduler]\n', '[DEFAULT]\ndefault_log_levels = '
        'nova_ops_ext=WARN\n\n[scheduler]\n')),
    _scheduler('nothing of a part of ours is logged', 'not-logged', WARNING, (
        '[scheduler]\n', '[DEFAULT]\ndefault_log_levels = '
        'nova_ops_ext.scheduler=FATAL\n\n[scheduler]\n')),
    _scheduler('the mode of what is not enabled', 'rule-not-enabled', WARNING,
               (',NewHostFilter', '')),
    _scheduler('a line that is none', 'unreadable', FAILURE,
               ('[scheduler]\n', '[scheduler\n')),
    _scheduler('a file that is not there', 'unreadable', FAILURE,
               arguments=('--nova-conf', '{}/nowhere.conf')),
    _scheduler('a directory that is not there', 'unreadable', FAILURE,
               arguments=('--config-dir', '{}/nowhere.d')),
]

OF_API = [
    _clients('the legacy line without', 'missing-in-line', FAILURE,
             ('legacy_v2_compatible client_stamp', 'legacy_v2_compatible')),
    _clients('the new line without', 'missing-in-line', FAILURE,
             ('keystonecontext client_stamp', 'keystonecontext')),
    _limit('one line without a limit', 'missing-in-line', FAILURE,
           ('legacy_v2_compatible console_limit', 'legacy_v2_compatible')),
    _limit('no line', 'not-in-line', FAILURE, (' console_limit osapi',
                                               ' osapi')),
    _limit('no section', 'no-section', FAILURE,
           ('[filter:console_limit]', '[filter:console_limits]')),
    _clients('misspelt word', 'no-section', FAILURE,
             ('keystonecontext client_stamp', 'keystonecontext client_stmap')),
    _clients('misspelt entry point', 'factory', FAILURE,
             ('#client_stamp', '#client_stmp')),
    _clients('misspelt factory', 'factory', FAILURE, (
        'use = egg:openstack-ops-ext#client_stamp', 'paste.filter_factory = '
        'nova_ops_ext.api.client_stamps:filter_factory')),
    _limit('another filter of that name', 'factory', WARNING, (
        'use = egg:openstack-ops-ext#console_limit',
        'paste.filter_factory = other.console:factory')),
    _limit('uWSGI cannot be read', 'unreadable', FAILURE, beside={
        'uwsgi.ini': '[uwsgi]\n= 4\n'},
        arguments=('--config-file', '{}/uwsgi.ini')),
    _limit('a section without use', 'factory', FAILURE, (
        'use = egg:openstack-ops-ext#console_limit\n', '')),
    _clients('before keystonecontext', 'line-order', FAILURE,
             ('authtoken keystonecontext client_stamp',
              'client_stamp authtoken keystonecontext')),
    _clients('after http_proxy_to_wsgi', 'line-order', FAILURE,
             ('client_address http_proxy_to_wsgi',
              'http_proxy_to_wsgi client_address')),
    _clients('without http_proxy_to_wsgi', 'line-order', FAILURE,
             (' http_proxy_to_wsgi', '')),
    _limit('twice', 'twice-in-line', WARNING,
           ('console_limit osapi', 'console_limit console_limit osapi')),
    _limit('no line at all', 'no-api-line', FAILURE,
           ('pipeline_factory_v21', 'pipeline_factory')),
    _clients('everybody is a proxy', 'bad-option', FAILURE,
             ('192.0.2.10, 192.0.2.11', '0.0.0.0/0')),
    _clients('a wide network of proxies', 'proxies-wide', WARNING,
             ('192.0.2.10, 192.0.2.11', '10.0.0.0/8')),
    _clients('a header that is none', 'bad-option', FAILURE,
             ('header = x-forwarded-for', 'header = x-real-ip')),
    _clients('no proxies', 'header-unread', WARNING,
             ('192.0.2.10, 192.0.2.11', '')),
    _clients('unknown option', 'bad-option', FAILURE,
             ('trusted_proxies =', 'trusted_proxy =')),
    _clients('wrong mode', 'bad-option', FAILURE,
             ('mode = enforce', 'mode = log')),
    _clients('stamps off', 'log-mode', WARNING,
             ('mode = enforce', 'mode = off')),
    _clients('no nova.conf', 'not-looked-at', NOTE),
    _clients('no networks', 'stamp-labels', FAILURE, beside={
        'nova.conf': '[DEFAULT]\n'}, arguments=_WITH_CONF),
    _clients('bad networks', 'bad-option', FAILURE, beside={
        'nova.conf': '[ops_client_network]\nnetworks = doc 10.0.0.0/8\n'},
        arguments=_WITH_CONF),
    _clients('an option of old', 'forwarded-for', WARNING, beside={
        'nova.conf': _NETWORKS['nova.conf'] + '[api]\nuse_forwarded_for = '
        'true\n'}, arguments=_WITH_CONF),
    _clients('headers believed in spite of a place', 'proxy-headers', WARNING,
             ('client_address http_proxy_to_wsgi', 'http_proxy_to_wsgi'),
             beside={'nova.conf': _NETWORKS['nova.conf'] +
                     '[oslo_middleware]\nenable_proxy_headers_parsing = on\n'},
             arguments=_WITH_CONF),
    _limit('[DEFAULT] wins', 'default-wins', FAILURE, (
        '[composite:openstack_compute_api_v21]\n',
        '[DEFAULT]\nmode = log\n[composite:openstack_compute_api_v21]\n')),
    _limit('no number', 'bad-option', FAILURE,
           ('max_bytes = 1048576', 'max_bytes = 1M')),
    _limit('no rate', 'bad-option', FAILURE, ('rate = 30/m', 'rate = 30/x')),
    _limit('a burst of nothing', 'bad-option', FAILURE,
           ('rate = 30/m\n', '')),
    _limit('much', 'console-bytes', WARNING,
           ('max_bytes = 1048576', 'max_bytes = 1073741824')),
    _limit('log', 'log-mode', WARNING, ('mode = enforce', 'mode = log')),
    _limit('each worker alone', 'rate-alone', NOTE),
    _limit('four workers of uWSGI', 'rate-alone', WARNING, beside={
        'uwsgi.ini': '[uwsgi]\nmaster\nprocesses = 4\n'},
        arguments=('--config-file', '{}/uwsgi.ini')),
    _limit('four indented workers of uWSGI', 'rate-alone', WARNING, beside={
        'uwsgi.ini': '[uwsgi]\nmaster = true\n  workers = 4\n'},
        arguments=('--config-file', '{}/uwsgi.ini')),
    _limit('the first of two files', 'log-mode', WARNING,
           ('mode = enforce', 'mode = log'), beside={
               'second.ini': '[filter:other]\nuse = egg:nova#other\n'},
           arguments=('--api-paste', '{}/second.ini')),
    _limit('four workers of Nova', 'rate-alone', WARNING, beside={
        'nova.conf': '[DEFAULT]\nosapi_compute_workers = 4\n'},
        arguments=_WITH_CONF),
    _scheduler('no api-paste.ini', 'nothing', FAILURE, (
        '[scheduler]\n', '[wsgi]\napi_paste_config = /nowhere/paste.ini\n'
        '[scheduler]\n'), arguments=('--role', 'api')),
    _limit('nothing of ours', 'nothing', FAILURE,
           ('console_limit osapi', 'osapi'),
           ('[filter:console_limit]', '[filter:other]'),
           ('openstack-ops-ext#console_limit', 'other#other')),
]

OF_COMPUTE = [
    _compute('misspelt driver', 'driver', FAILURE,
             ('ops_ext.GuardedLibvirtDriver', 'ops_ext.GuardedLibvirtDrivr')),
    _compute('misspelt module', 'driver', FAILURE,
             ('ops_ext.Guarded', 'ops_extt.Guarded')),
    _compute('with Nova\'s prefix', 'driver', FAILURE,
             ('ops_ext.Guarded', 'nova.virt.ops_ext.Guarded')),
    _compute('Nova\'s own driver', 'driver-not-ours', FAILURE,
             ('ops_ext.Guarded', 'libvirt.')),
    _planted(CONSOLE, 'no driver', 'driver-not-ours', FAILURE,
             ('compute_driver =', '#compute_driver =')),
    _compute('no driver behind', 'driver-behind', FAILURE,
             ('GuardedLibvirtDriver', 'GuardedDriver')),
    _compute('ours behind ours', 'driver-behind', FAILURE,
             ('GuardedLibvirtDriver', 'GuardedDriver\n[ops_ext]\ndriver = '
              'ops_ext.GuardedLibvirtDriver')),
    _compute('Ironic behind', 'driver-behind', FAILURE,
             ('GuardedLibvirtDriver', 'GuardedDriver\n[ops_ext]\ndriver = '
              'ironic.IronicDriver')),
    _compute('nothing behind', 'driver-behind', FAILURE,
             ('GuardedLibvirtDriver', 'GuardedDriver\n[ops_ext]\ndriver = '
              'fake.FakeDrivers')),
    _compute('no module behind', 'driver-behind', FAILURE,
             ('GuardedLibvirtDriver', 'GuardedDriver\n[ops_ext]\ndriver = '
              'fakes.FakeDriver')),
    _compute('libvirt behind', 'driver-behind', WARNING,
             ('GuardedLibvirtDriver', 'GuardedDriver\n[ops_ext]\ndriver = '
              'libvirt.LibvirtDriver')),
    _compute('a driver that nobody reads', 'driver-unread', WARNING,
             ('GuardedLibvirtDriver', 'GuardedLibvirtDriver\n[ops_ext]\n'
              'driver = libvirt.LibvirtDriver')),
    _compute('upper case', 'bad-option', FAILURE,
             ('[image_cache]\n', '[libvirt]\nvirt_type = KVM\n'
              '[image_cache]\n')),
    _compute('containers', 'virt-type', WARNING,
             ('[image_cache]\n', '[libvirt]\nvirt_type = lxc\n'
              '[image_cache]\n')),
    _compute('no passes', 'no-passes', FAILURE,
             ('[image_cache]\n', '[image_cache]\nmanager_interval = -1\n')),
    _compute('rare passes', 'passes-rare', WARNING,
             ('[image_cache]\n', '[image_cache]\nmanager_interval = 86400\n')),
    _compute('peers remove', 'stock-removal', WARNING,
             ('images = false', 'images = true')),
    _compute('Nova\'s own removes', 'stock-removal', WARNING,
             ('ops_ext.Guarded', 'libvirt.'), ('images = false',
                                               'images = true'),
             arguments=('--role', 'compute')),
    _compute('a short time in the trash', 'trash-short', WARNING,
             ('removal = observe', 'removal = trash'),
             ('trash_retention = 604800', 'trash_retention = 0')),
    _cache('one pass', 'few-passes', WARNING, 'ops_image_cache',
           'minimum_passes = 1'),
    _cache('young files', 'age-short', WARNING, 'image_cache',
           'remove_unused_original_minimum_age_seconds = 60'),
    _cache('all of it', 'breaker-off', WARNING, 'ops_image_cache',
           'breaker_percent = 100'),
    _cache('a record on the share', 'state-shared', FAILURE,
           'ops_image_cache', 'state_dir = $instances_path/record'),
    _cache('a record at no place', 'bad-option', FAILURE,
           'ops_image_cache', 'state_dir = record'),
    _cache('no place for a record', 'bad-option', FAILURE,
           'ops_image_cache', 'state_dir ='),
    _compute('a record in a file', 'state-dir', FAILURE,
             ('[ops_image_cache]\n', '[ops_image_cache]\nstate_dir = '
              '/dev/null/record\n')),
    _cache('metrics nowhere', 'metrics', WARNING, 'ops_image_cache',
           'metrics_file = /nowhere/image_cache.prom'),
    _cache('metrics of another name', 'bad-option', FAILURE,
           'ops_image_cache', 'metrics_file = /tmp/image_cache'),
    _cache('bad number', 'bad-option', FAILURE, 'ops_image_cache',
           'patience = soon'),
    _cache('misspelt option', 'unknown-option', WARNING, 'ops_image_cache',
           'trash_retentions = 3'),
    _planted(CONSOLE, 'bad bytes', 'bad-option', FAILURE,
             ('max_bytes = 262144', 'max_bytes = 256k')),
    _planted(CONSOLE, 'many bytes', 'console-bytes', WARNING,
             ('max_bytes = 262144', 'max_bytes = 33554432')),
    _planted(CONSOLE, 'unbounded logs', 'stdio-handler', WARNING, beside={
        'qemu.conf': 'stdio_handler = "file"\n'},
        arguments=('--config-file', '{}/qemu.conf')),
    _planted(CONSOLE, 'no handler', 'stdio-handler', FAILURE, beside={
        'qemu.conf': 'stdio_handler = "files"\n'},
        arguments=('--qemu-conf', '{}/qemu.conf')),
    _planted('nova/config-generator.conf', 'nothing', 'nothing', FAILURE),
]

PLANTED = [*OF_SCHEDULER, *OF_API, *OF_COMPUTE]
