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

"""``check`` finds each of many mistakes, and none where there is none."""

import pathlib
import re
import sys
import types

from nova.scheduler import filters as nova_filters
import pytest

from nova_ops_ext.console_audit.finding import Level
from nova_ops_ext.scheduler_command import check
from nova_ops_ext.scheduler_command import cloud
from nova_ops_ext.scheduler_command import configuration
from nova_ops_ext.scheduler_command import features
from nova_ops_ext.scheduler_command import finding
from nova_ops_ext.scheduler_command import loaded
from tests.unit.nova_ops_ext.scheduler_command import clouds

ETC = pathlib.Path(__file__).resolve().parents[4] / 'etc' / 'nova'
OK, WARNING, CRITICAL = Level.OK, Level.WARNING, Level.CRITICAL
NOVA_LINE = 'available_filters = nova.scheduler.filters.all_filters\n'
OUR_LINE = 'available_filters = nova_ops_ext.scheduler.filters.all_filters\n'
ENABLED = 'enabled_filters = ComputeFilter,'
PASTE = '''
[composite:openstack_compute_api_v21]
use = call:nova.api.auth:pipeline_factory_v21
keystone = %s http_proxy_to_wsgi authtoken keystonecontext %s app

[filter:http_proxy_to_wsgi]
paste.filter_factory = oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGI.factory
[filter:address]
use = egg:openstack-ops-ext#client_address
[filter:stamp]
use = egg:openstack-ops-ext#client_stamp
'''  # noqa: E501


class ForeignFilter(nova_filters.BaseHostFilter):
    """Of somebody else."""


class ComputeFilter(nova_filters.BaseHostFilter):
    """Of somebody else, with the name of one of Nova's."""


@pytest.fixture
def look(tmp_path):
    """Check; give what was found, by code."""
    def run(text=clouds.CONF, made=None, paste=None, ignored=()):
        files = clouds.Files(tmp_path)
        files.write(text)
        made = clouds.document() if made is None else made
        shown = check.check(configuration.read([str(files.conf)]),
                            cloud.read(made), paste, ignored)
        found = {}
        for one in shown.values['findings']:
            found.setdefault(one['code'], []).append(one)
        assert set(found) <= set(finding.CODES)
        run.shown = shown
        return found
    return run


def test_no_mistake(look):
    assert look() == {}
    assert look.shown.level is OK


def conf(*replaced):
    """Replace texts of the configuration."""
    text = clouds.CONF
    for old, new in zip(replaced[::2], replaced[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    return text


def option(group, line):
    """Add an option to a group."""
    return clouds.CONF + '\n[%s]\n%s\n' % (group, line)


def key(name, value, aggregate=1):
    """Set metadata of an aggregate."""
    made = clouds.document()
    clouds.set_key(made, name, value, aggregate)
    return made


def aggregate(number, **fields):
    """Change an aggregate."""
    made = clouds.document()
    made['aggregates'][number - 1].update(fields)
    return made


def with_host():
    made = clouds.document()
    made['services'].append({'binary': 'nova-compute', 'host': 'new'})
    return made


def with_group(members):
    made = clouds.document()
    made['server_groups'] = [{
        'name': 'db', 'project_id': 'p', 'policy': 'anti-affinity',
        'members': ['x'] * members}]
    return made


def of_projects(name):
    made = key(name, '4')
    made['projects'] = [{'id': 'p', 'name': 'demo'}]
    return made


def second_pool(**fields):
    made = clouds.document()
    made['aggregates'].append({
        'id': 9, 'name': 'second', 'availability_zone': None,
        'hosts': clouds.HOSTS[:10], 'metadata': {'ops_shard_size': '2'},
        **fields})
    return made


HERE = __name__
IN_CONF = [
    ('available-filters', CRITICAL, conf(NOVA_LINE, '')),
    ('available-filters', CRITICAL, conf(OUR_LINE, '')),
    ('unknown-filter', CRITICAL, conf('ShuffleShardFilter',
                                      'ShufleShardFilter')),
    ('cannot-load', CRITICAL, conf(
        OUR_LINE, OUR_LINE + 'available_filters = no.such.Filter\n')),
    ('cannot-load', CRITICAL, conf(
        OUR_LINE, OUR_LINE + 'available_filters = nova.NoSuch\n')),
    ('cannot-load', CRITICAL, conf(
        OUR_LINE, OUR_LINE + 'available_filters = %s\n' %
        features.OUR_WEIGHERS_LINE)),
    ('cannot-load', CRITICAL, conf(
        features.OUR_WEIGHERS_LINE, features.OUR_FILTERS_LINE)),
    ('cannot-load', CRITICAL, conf(
        OUR_LINE, OUR_LINE + 'available_filters = pathlib.Path\n')),
    ('enabled-twice', WARNING, conf(
        features.OUR_WEIGHERS_LINE, features.OUR_WEIGHERS_LINE + ',' +
        'nova_ops_ext.scheduler.weights.client_network.ClientNetworkWeigher'
    )),
    ('name-clash', CRITICAL, conf(
        OUR_LINE, OUR_LINE + 'available_filters = %s.ComputeFilter\n' %
        HERE)),
    ('nova-filters', OK, conf('ImagePropertiesFilter,', '')),
    ('nova-filters', WARNING, conf('ServerGroupAntiAffinityFilter,', '')),
    ('enabled-twice', WARNING, conf(
        ENABLED, ENABLED + 'ShuffleShardFilter,')),
    ('order', WARNING, conf(
        ENABLED, ENABLED.replace('=', '= ShuffleShardFilter,'),
        ',FailureDomainFilter,ShuffleShardFilter', ',FailureDomainFilter')),
    ('order', WARNING, conf(
        ',FailureDomainFilter,ShuffleShardFilter',
        ',ShuffleShardFilter,FailureDomainFilter')),
    ('order', WARNING, conf('ComputeFilter,', '')),
    ('weight-classes', WARNING, conf(
        'nova.scheduler.weights.all_weighers,', '')),
    ('weight-classes', WARNING, conf(
        ',nova_ops_ext.scheduler.weights.all_weighers', '') +
     'weight_multiplier = 5\n'),
    ('placement-limit', WARNING, option(
        'scheduler', 'max_placement_results = 39')),
    ('bad-option', CRITICAL, option(
        'ops_client_network', 'networks = ops: 10.2.0.0/33')),
    ('bad-option', CRITICAL, option('ops_client_network', 'hosts = x: y')),
    ('bad-option', CRITICAL, option('ops_shuffle_shard', 'mode = enforced')),
    ('bad-option', CRITICAL, option('ops_new_host', 'ramp_hours = 3')),
    ('bad-option', CRITICAL, option('ops_new_host', 'burn_in_hours =')),
    ('bad-option', CRITICAL, option('ops_failure_domain', 'max_skew =')),
    ('bad-option', CRITICAL, option('ops_cascade_breaker', 'period =')),
    ('bad-option', CRITICAL, option(
        'ops_failure_domain', 'weight_multiplier =')),
    ('bad-option', CRITICAL, '[DEFAULT]\nservice_down_time = long\n' +
     clouds.CONF),
    ('bad-option', CRITICAL, option('ops_new_host', 'burn_in_hours = nan')),
    ('bad-option', CRITICAL, option('ops_cascade_breaker', 'incidents = 1')),
    ('bad-option', CRITICAL, option('ops_cascade_breaker', 'period = 60')),
    ('bad-option', CRITICAL, '[DEFAULT]\nservicegroup_driver = mc\n' +
     clouds.CONF),
    ('bad-option', CRITICAL, option('ops_failure_domain', 'max_skew = 0')),
    ('bad-option', CRITICAL, option(
        'ops_aggregate_preference', 'weight_multiplier = inf')),
    ('bad-option', CRITICAL, option(
        'scheduler', 'max_placement_results = many')),
    ('unknown-option', WARNING, option('ops_shuffle_shard', 'sead = x')),
    ('unknown-option', WARNING, option('ops_shufle_shard', 'seed = x')),
    # A group that begins as ours, and is none.
    ('unknown-option', WARNING, option('ops_burn_in', 'hours = 72')),
    # Ours where nobody looks for them, and Nova's.
    ('unknown-option', WARNING, '[DEFAULT]\nburn_in_hours = 72\n' +
     clouds.CONF),
    ('unknown-option', WARNING, conf(ENABLED, 'max_skew = 2\n' + ENABLED)),
    ('unknown-option', WARNING, option(
        'scheduler', 'enabled_filters = ComputeFilter')),
    ('negative-multiplier', WARNING, option(
        'ops_failure_domain', 'weight_multiplier = -100')),
    ('no-ramp', WARNING, option('ops_new_host', 'ramp_initial = 4')),
    ('seed', WARNING, conf('seed = %s' % clouds.SEED, '')),
    ('seed', WARNING, conf(clouds.SEED, 'short')),
    ('mode', OK, option('ops_shuffle_shard', 'mode = log')),
    ('mode', WARNING, option('ops_shuffle_shard', 'mode = off')),
    ('rule-not-enabled', WARNING, conf('NewHostFilter,', '')),
    ('rule-not-enabled', WARNING, conf(
        ',nova_ops_ext.scheduler.weights.all_weighers', '')),
    # The weigher alone bounds nothing.
    ('rule-not-enabled', WARNING, conf(',ShuffleShardFilter', '')),
    ('rule-not-enabled', WARNING, conf(',ShuffleShardFilter', '') +
     'unpooled_hosts = refuse\nweight_multiplier = 10\n'),
    ('rule-not-enabled', OK, conf(',ShuffleShardFilter', '') +
     'weight_multiplier = 10\n'),
    ('unknown-label', WARNING, conf('default_label = dev', '')),
    ('unused-label', WARNING, option(
        'ops_client_network', 'networks = ops: 10.2.0.0/16')),
    ('quarantine', WARNING, conf('CascadeBreakerFilter,', '')),
    ('quarantine', WARNING, option(
        'ops_cascade_breaker', 'incidents = 0\nevacuations = 0')),
    ('isolation-namespace', WARNING, conf(
        ENABLED, ENABLED + 'AggregateImagePropertiesIsolation,')),
    ('proxy-headers', WARNING, option(
        'oslo_middleware', 'enable_proxy_headers_parsing = true')),
    ('stamp', OK, option('ops_client_network', 'stamp = trust')),
]
IN_CLOUD = [
    ('bad-value', CRITICAL, key('ops_shard_size', 'four')),
    ('bad-value', CRITICAL, key('ops_shard_size:p', '-1')),
    ('bad-value', CRITICAL, key('ops_shard_size:', '3')),
    ('bad-value', CRITICAL, key('ops_shard_extend', '1.5')),
    ('bad-value', CRITICAL, key('ops_burn_in', 'a day')),
    ('bad-value', CRITICAL, key('ops_max_instances_per_project', '')),
    ('bad-value', CRITICAL, key('ops_quarantine', 'maybe', 4)),
    ('bad-value', CRITICAL, key('ops_preference', 'high', 2)),
    ('bad-value', CRITICAL, key('ops_failure_domain', ' ', 2)),
    ('bad-value', CRITICAL, key('ops_failure_domain_max_skew', '0', 2)),
    ('bad-value', CRITICAL, key('ops_client_networks', 'd/oc')),
    ('bad-value', WARNING, key('ops_shuffle_shard_weight_multiplier', 'x')),
    ('unknown-key', WARNING, key('ops_shard_sise', '4')),
    ('unknown-key', WARNING, key('ops_Preference', '4')),
    ('unknown-key', WARNING, key('ops_nothing_like_it', '4')),
    ('unknown-key', WARNING, key('opts_preference', '4')),
    ('unknown-key', WARNING, key('op_shard_size', '4')),
    ('unknown-key', WARNING, key(' ops_shard_size', '4')),
    ('unknown-key', WARNING, key('ops-shard-size', '4')),
    ('unknown-project', WARNING, key('ops_shard_size: p', '4')),
    ('unknown-project', WARNING, of_projects('ops_shard_size:demo')),
    ('unknown-project', WARNING, of_projects('ops_shard_size:gone')),
    ('enabled-no-rule', OK, key('ops_burn_in', None)),
    ('values-differ', OK, key('ops_preference', '20')),
    ('unknown-label', WARNING, key('ops_client_networks', 'doc,dev,dco')),
    ('unused-label', WARNING, key('ops_client_networks', 'doc')),
    ('shard-too-large', WARNING, key('ops_shard_size', '40')),
    ('shard-too-large', WARNING, key('ops_shard_size:p', '41')),
    ('shard-too-large', WARNING, key('ops_shard_extend', '36')),
    ('shard-none', WARNING, key('ops_shard_size', '0')),
    ('override-alone', OK, second_pool(metadata={'ops_shard_size:p': '2'})),
    ('extend-alone', WARNING, key('ops_shard_extend', '2', 2)),
    ('several-pools', OK, second_pool()),
    ('empty-pool', WARNING, second_pool(hosts=[])),
    ('pool-zones', OK, aggregate(2, availability_zone='az-1')),
    ('unpooled', OK, aggregate(1, hosts=clouds.HOSTS[1:])),
    ('group-larger', WARNING, with_group(6)),
    ('two-domains', WARNING, aggregate(2, hosts=clouds.HOSTS[:21])),
    ('no-domain', WARNING, aggregate(2, hosts=clouds.HOSTS[1:20])),
    ('split-domain', WARNING, second_pool(
        hosts=clouds.HOSTS[:2], metadata={'ops_failure_domain': 'rack-1'})),
    ('one-domain', WARNING, key('ops_failure_domain', 'rack-1', 3)),
    ('quarantine', OK, key('ops_quarantine', 'false', 4)),
    ('quarantine', WARNING, aggregate(4, hosts=clouds.HOSTS)),
    ('preference', WARNING, key('ops_preference', '-101', 2)),
    ('placement-limit', WARNING, {**clouds.document(), 'services': [
        {'binary': 'nova-compute', 'host': 'h-%d' % number}
        for number in range(1001)]}),
    ('unknown-host', WARNING, aggregate(2, hosts=[
        *clouds.HOSTS[:20], 'gone'])),
    ('not-known', OK, {'aggregates': clouds.document()['aggregates']}),
]


@pytest.mark.parametrize(('code', 'level', 'text'), IN_CONF)
def test_a_mistake_of_the_configuration(look, code, level, text):
    found = look(text)
    assert max(one['level'] for one in found[code]) == level.name, found
    assert look.shown.level == level


@pytest.mark.parametrize(('code', 'level', 'made'), IN_CLOUD)
def test_a_mistake_of_the_cloud(look, code, level, made):
    found = look(made=made)
    assert found[code][0]['level'] == level.name, found
    for one in found[code]:
        assert one['where'] and one['problem'] and one['remedy']
    if level is not OK:
        assert look.shown.level >= level


def test_nearly_every_code_is_planted():
    planted = {code for code, _level, _what in IN_CONF + IN_CLOUD}
    assert set(finding.CODES) - planted == {'not-looked-up'}
    assert len(planted) >= 20


def test_what_is_near(look):
    assert 'seed' in look(option('ops_shuffle_shard', 'sead = x'))[
        'unknown-option'][0]['remedy']
    assert 'ops_shard_size' in look(made=key('ops_shard_sise', '4'))[
        'unknown-key'][0]['remedy']
    for name in 'ShufleShardFilter', 'nova_ops_ext.x.ShuffleShardFilter':
        assert 'is it ShuffleShardFilter?' in look(conf(
            'ShuffleShardFilter', name))['unknown-filter'][0]['remedy']


def test_keys_of_others(look):
    for name in ('failure_domain', 'filter_tenant_id_1', 'shard_size',
                 'cpu_allocation_ratio', 'availability_zone'):
        assert look(made=key(name, '4')) == {}


def test_the_name_of_a_project_for_its_id(look):
    made = of_projects('ops_shard_size:demo')
    assert look(made=made)['unknown-project'][0]['remedy'] == (
        'is it ops_shard_size:p?')
    for text in (clouds.CONF, option('ops_new_host', 'burn_in_projects = p')):
        assert look(text, of_projects('ops_shard_size:p')) == {}
    (one,) = look(option('ops_new_host', 'burn_in_projects = demo'),
                  of_projects('ops_shard_size:p'))['unknown-project']
    assert one['where'] == '[ops_new_host] burn_in_projects'


def test_an_option_in_the_wrong_group(look):
    found = look(option('ops_shuffle_shard', 'burn_in_projects = p'))
    assert '[ops_new_host]' in found['unknown-option'][0]['remedy']


def test_options_of_a_filter_that_is_not_enabled(look):
    text = conf('NewHostFilter,', '') + (
        '\n[ops_new_host]\nmode = log\nburn_in_hours = 72\n')
    (one,) = look(text, key('ops_burn_in', None))['rule-not-enabled']
    assert (one['where'], one['value']) == (
        '[ops_new_host]', 'burn_in_hours')


def test_our_groups_of_other_services(look):
    assert look(option('ops_console', 'max_lines = 1')) == {}
    assert look(option('ops_image_cache', 'mode = log')) == {}


def test_the_seed_is_never_shown(look):
    look(conf(clouds.SEED, 'secret!'))
    assert 'secret!' not in str(look.shown)


def test_a_filter_of_others_is_loaded(look):
    text = conf(OUR_LINE, OUR_LINE + 'available_filters = %s.ForeignFilter\n'
                % HERE, ENABLED, ENABLED + 'ForeignFilter,')
    assert look(text) == {}


def test_a_group_that_nova_will_refuse(look):
    text = conf('ServerGroupAffinityFilter,', '')
    assert look(text)['nova-filters'][0]['level'] == 'OK'
    made = with_group(2)
    made['server_groups'][0]['policy'] = 'affinity'
    (one,) = look(text, made)['nova-filters']
    assert (one['level'], one['value']) == (
        'WARNING', 'ServerGroupAffinityFilter')


def test_groups_that_fit(look):
    assert look(made=with_group(5)) == {}


def test_ignored(look):
    made = key('ops_shard_sise', '4')
    found = look(made=made, ignored=['unknown-key'])
    assert look.shown.level is OK
    assert '(ignored)' in found['unknown-key'][0]['problem']


def test_paste(look):
    trust = option('ops_client_network', 'stamp = trust')
    parsing = option('oslo_middleware', 'enable_proxy_headers_parsing = true')
    both = PASTE % ('address', 'stamp')
    assert look(trust, paste=both) == {}
    assert look(parsing, paste=both) == {}
    for paste in (PASTE % ('stamp', ''), PASTE % ('', '')):
        assert look(trust, paste=paste)['stamp'][0]['level'] == 'WARNING'
    for paste in (PASTE % ('', 'address'), PASTE % ('', '')):
        assert look(parsing, paste=paste)['proxy-headers']


def test_without_nova(look, monkeypatch):
    for name in [one for one in sys.modules
                 if one == 'nova' or one.startswith('nova.')]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, 'nova', None)
    assert look() == {}
    assert 'available-filters' in look(conf(NOVA_LINE, ''))
    found = look(conf(OUR_LINE, OUR_LINE + 'available_filters = x.Filter\n'))
    assert set(found) == {'not-looked-up'}


def test_names_by_heart_are_nova_s_and_ours():
    for line, base, names in (
            (features.NOVA_FILTERS_LINE, features.FILTER_BASE,
             features.NOVA_FILTERS),
            (features.OUR_FILTERS_LINE, features.FILTER_BASE,
             features.our_filters()),
            (features.OUR_WEIGHERS_LINE, features.WEIGHER_BASE,
             features.our_weighers())):
        assert set(loaded.load([line], base).classes) == names


def test_a_class_that_ends_the_process(monkeypatch):
    def leave():
        raise SystemExit(7)

    monkeypatch.setitem(sys.modules, 'leaver', types.SimpleNamespace(
        leave=leave))
    assert 'SystemExit' in loaded.load(
        ['leaver.leave'], features.FILTER_BASE).failed['leaver.leave']


def _rules(sample):
    """Give a cloud that has what the sample is for."""
    made = clouds.document()
    text = '\n'.join(line for line in sample.read_text().splitlines()
                     if not line.startswith('#'))
    enabled = [one for one in features.FEATURES
               if one.filter and one.filter in text]
    keys = {name for one in enabled for name in one.keys} | {
        name for name in clouds.document()['aggregates'][0]['metadata']
        if not name.startswith('ops_')}
    weighed = 'nova_ops_ext.scheduler.weights' in text
    for one in made['aggregates']:
        one['metadata'] = {
            name: value for name, value in one['metadata'].items()
            if name in keys or (weighed and name == 'ops_preference')}
        if 'ops_client_networks' in one['metadata']:
            one['metadata']['ops_client_networks'] = 'doc,ops,dev'
    return made


@pytest.mark.parametrize('sample', sorted(
    one.name for one in ETC.glob('*.conf')
    if '[filter_scheduler]' in one.read_text()))
def test_the_samples_have_no_mistake(look, sample):
    # The one thing that no sample can have.
    text = re.sub('(?m)^(# ?)?seed = .*$', 'seed = ' + 'f' * 64,
                  (ETC / sample).read_text())
    found = look(text, _rules(ETC / sample))
    assert {code: ones for code, ones in found.items()
            if any(one['level'] != 'OK' for one in ones)} == {}
