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

"""The manuals' files of configuration, read as Nova reads them."""

import contextlib
import functools
import logging
import os
import pathlib
import re
import shlex
import subprocess
from unittest import mock

from nova.api.openstack import wsgi_app
from nova.api import wsgi
import nova.conf
from nova import objects
from nova import rpc
from nova.scheduler import host_manager
from nova.virt import driver
from nova.virt.libvirt import driver as libvirt_driver
from openstack import config as client_config
from oslo_config import cfg
import pytest
import yaml

from nova_ops_ext import conf
from nova_ops_ext.imagecache import metrics
from nova_ops_ext.scheduler import filters
from nova_ops_ext.scheduler import weights
from tests.harness import api_paste
from tests.harness import manual_blocks
from tests.harness import manual_kinds
from tests.unit.nova_ops_ext.imagecache_command import reports

ROOT = manual_blocks.ROOT

#: ``<output of: command>`` stands for what the command prints.
_OUTPUT = re.compile(r'<output of: ([^>]+)>')
_ETC = '/etc/nova/'


def each(kind):
    return pytest.mark.parametrize('block', manual_kinds.of(kind), ids=str)


@pytest.fixture
def read(tmp_path):
    """Read a text as nova.conf; afterwards there is none again."""
    objects.register_all()

    def make(text):
        path = tmp_path / 'nova.conf'
        path.write_text(_OUTPUT.sub(lambda match: subprocess.run(
            shlex.split(match[1]), check=True, capture_output=True, text=True,
            timeout=60).stdout.strip(), text))
        nova.conf.CONF([], project='nova', default_config_files=[str(path)])
        return nova.conf.CONF, sections(path)
    yield make
    nova.conf.CONF.reset()
    nova.conf.CONF([], project='nova', default_config_files=[])


def sections(path):
    """What oslo.config finds in a file: options by group."""
    found = {}
    cfg.ConfigParser(str(path), found).parse()
    return found


def check_known(options, found):
    """Each option is one that a service has, and its value can be."""
    for group, opts in conf.list_opts():
        options.register_opts(opts, group)
    for group, written in found.items():
        for name in written:
            dest = name.replace('-', '_')
            assert dest in (options if group == 'DEFAULT'
                            else options[group]), (group, name)
            # Reading it is what tells whether the value is right.
            getattr(options if group == 'DEFAULT' else options[group], dest)


def start(options, found):
    """Do what the services do with it when they start."""
    if 'filter_scheduler' in found:
        with mock.patch.multiple(host_manager.HostManager,
                                 refresh_cells_caches=mock.DEFAULT,
                                 _init_aggregates=mock.DEFAULT,
                                 _init_instance_info=mock.DEFAULT):
            manager = host_manager.HostManager()
        assert len(manager.enabled_filters) == len(
            options.filter_scheduler.enabled_filters)
        loaded = {type(one) for one in (*manager.enabled_filters,
                                        *manager.weighers)}
    else:
        loaded = {made for made in (*filters.all_filters(),
                                    *weights.all_weighers())
                  if made.GROUP in found}
        for made in loaded:
            made()
    for made in (*filters.all_filters(), *weights.all_weighers()):
        # What is configured is also there, and not only in the file.
        if made.GROUP in found and 'filter_scheduler' in found:
            assert {one for one in loaded if getattr(
                one, 'GROUP', None) == made.GROUP}, made.GROUP
    if 'compute_driver' in found.get('DEFAULT', ()):
        with lent_libraries():
            made = driver.load_compute_driver(mock.MagicMock())
        assert type(made).__module__.startswith(('nova_ops_ext.virt',
                                                 'nova.virt.ops_ext'))


@contextlib.contextmanager
def lent_libraries():
    """What drivers talk to hypervisors with, which is not installed here.

    An operator's nova.conf has the section of his driver already.
    """
    nova.conf.CONF.set_override('cloud_connector_url', 'http://192.0.2.9',
                                'zvm')
    nova.conf.CONF.set_override('instance_name_template', 'abc%05x')
    zvm = mock.MagicMock()
    zvm.connector.ZVMConnector().send_request.return_value = {
        'overallRC': 0, 'output': {'hypervisor_hostname': 'zvm'}}
    with mock.patch.dict(
            'sys.modules', {'zvmconnector': zvm}), mock.patch.object(
                libvirt_driver, 'libvirt', mock.MagicMock()):
        yield
    nova.conf.CONF.clear_override('cloud_connector_url', 'zvm')
    nova.conf.CONF.clear_override('instance_name_template')


@each('nova.conf')
def test_nova_conf(read, block):
    options, found = read(block.text)
    assert found
    check_known(options, found)
    start(options, found)


@pytest.mark.parametrize(('text', 'error'), [
    ('[filter_scheduler]\nenabled_filter = x', AssertionError),
    ('[ops_new_host]\nburn_in_hour = 1', AssertionError),
    ('[ops_new_host]\nburn_in_hours = soon', ValueError),
    ('[ops_new_hosts]\nburn_in_hours = 1', cfg.NoSuchOptError),
    ('[filter_scheduler]\nenabled_filters = ComputeFilter,...,NewHostFilter',
     Exception),
    ('[filter_scheduler]\nenabled_filters = NewHostFilter', Exception),
    ('no section = 1', cfg.ConfigFileParseError)])
def test_what_nova_would_not_take(read, text, error):
    """These tests could fail."""
    with pytest.raises(error):
        options, found = read(text)
        check_known(options, found)
        start(options, found)


@each('api-paste.ini')
def test_api_paste(read, tmp_path, block, caplog):
    # The networks are in nova.conf, as the pages say.
    read('[DEFAULT]\ntransport_url = fake:/\n'
         + (ROOT / 'etc' / 'nova' / 'client-network.conf').read_text())
    sample, paste = tmp_path / 'block.ini', tmp_path / 'api-paste.ini'
    sample.write_text(block.text)
    paste.write_text(api_paste.laid_over(sample))
    rpc.init(nova.conf.CONF)
    try:
        with caplog.at_level(logging.INFO):
            wsgi.Loader(str(paste)).load_app('osapi_compute')
    finally:
        rpc.cleanup()
    for name in re.findall(r'egg:openstack-ops-ext#(\w+)', block.text):
        assert '\n%s: ' % name in '\n' + '\n'.join(caplog.messages), name


@each('environment')
def test_environment(monkeypatch, block):
    """Files that a WSGI server is told of are those that there are."""
    name, _equals, value = block.text.partition('=')
    files = wsgi_app._get_config_files({name: value})
    assert [os.path.basename(one) for one in files] == value.split(';')
    assert all(one.startswith(_ETC) for one in files)


@each('alerts')
def test_alerts(block):
    read = yaml.safe_load(block.text)
    known = metric_names()
    for group in read['groups']:
        assert set(group) <= {'name', 'interval', 'rules'}
        for rule in group['rules']:
            assert set(rule) <= {'alert', 'expr', 'for', 'labels',
                                 'annotations'}
            assert re.fullmatch(r'[A-Z]\w+', rule['alert'])
            used = set(re.findall(r'\bnova_ops_\w+', rule['expr']))
            assert used and used <= known, rule['alert']
            for labels in re.findall(r'\{(.+?)\}', rule['expr']):
                for label, value in re.findall(r'(\w+)="([^"]*)"', labels):
                    assert (label, value) in _labels(), (label, value)


@functools.cache
def _text():
    return metrics.text({**reports.report(), 'complete': True})


def metric_names():
    return set(re.findall(r'(?m)^# TYPE (\S+)', _text()))


def _labels():
    return set(re.findall(r'(\w+)="([^"]*)"', _text()))


@each('clouds.yaml')
def test_clouds(tmp_path, block):
    path = tmp_path / 'clouds.yaml'
    path.write_text(block.text)
    loader = client_config.OpenStackConfig(
        config_files=[str(path)], secure_files=[], vendor_files=[])
    names = loader.get_cloud_names()
    assert names
    for name in names:
        loader.get_one(name)


def test_there_is_something():
    assert all(manual_kinds.of(kind) for kind in (
        'nova.conf', 'api-paste.ini', 'environment', 'alerts'))
    assert pathlib.Path(api_paste.SHIPPED).exists()
