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

"""Mistakes of a node that no file shows, as facts for the checks."""

from typing import NamedTuple

from nova_ops_ext.scheduler_command import configuration
from nova_ops_ext.scheduler_command import loaded
from ops_ext_status import api
from ops_ext_status.checks import api_options
from ops_ext_status.checks import api_settings
from ops_ext_status.checks import compute_cache
from ops_ext_status.checks import compute_driver
from ops_ext_status.checks import installation
from ops_ext_status.checks import scheduler_classes
from ops_ext_status import compute
from ops_ext_status import entry_points
from ops_ext_status import node
from ops_ext_status import nova_conf
from ops_ext_status import scheduler
from ops_ext_status import storage
from tests.unit.ops_ext_status import planting
from tests.unit.ops_ext_status.planting import FAILURE
from tests.unit.ops_ext_status.planting import NOTE
from tests.unit.ops_ext_status.planting import WARNING

GOOD = node.Node(
    python=(3, 11), prefix='/opt/nova',
    versions={'nova': '34.0.0', 'swift': '2.38.3',
              'openstack-ops-ext': '1.0.0'},
    entry_points=entry_points.FACTORIES, vif_plugin=True, broken={},
    finds=lambda module: True, service=lambda program: '',
    entries=lambda distribution: frozenset(), paste_option=True)
_SHARE = storage.Path(True, '/srv/nova', True, True, 'nfs4')
_DISK = storage.Path(True, '/var/lib/nova', True, True, 'ext4')


class Fact(NamedTuple):
    """A mistake.

    :ivar ask: gives what is found
    """

    title: str
    code: str
    level: int
    ask: object


def configured(**groups):
    values = {'DEFAULT': {'instances_path': '/srv/nova',
                          'compute_driver': compute.LIBVIRT},
              'ops_image_cache': {'removal': 'observe',
                                  'state_dir': '/var/lib/nova/record'},
              'image_cache': {'manager_interval': 2400,
                              'remove_unused_base_images': True},
              'filter_scheduler': {'enabled_filters': ['ComputeFilter']}}
    for group, options in groups.items():
        values.setdefault(group, {}).update(options)
    return configuration.Configuration(
        ('nova.conf',), values, (), {},
        dict.fromkeys(nova_conf.SCHEDULER, frozenset()), frozenset())


def of_compute(paths=None, installed=GOOD, asked=False, problem='',
               **groups):
    return compute.Compute(
        configured(**groups), installed, storage.Storage(
            {'/srv/nova': _DISK, '/var/lib/nova/record': _DISK,
             **(paths or {})}, problem), asked)


def of_scheduler(unknown=(), lines=()):
    conf = configured(filter_scheduler={
        'available_filters': [*lines], 'weight_classes': [*lines]})
    read = scheduler.look(conf, None, GOOD)
    none = loaded.Loaded({}, {}, tuple(unknown))
    return read._replace(checked=read.checked._replace(
        filters=none, weighers=none))


def _installed(of='nova', wanted=(), **changes):
    return lambda: installation.findings(GOOD._replace(**changes), of,
                                         wanted)


def _no_libvirt(*, asked):
    return lambda: compute_driver.findings(of_compute(
        installed=GOOD._replace(finds=lambda module: module != 'libvirt'),
        asked=asked))


def _storage_library(versions):
    def ask():
        read = api.read(str(planting.ETC / 'nova'
                            / 'api-paste-console-limit.ini'), None,
                        GOOD._replace(versions=versions))
        section, limit = next(iter(read.sections.items()))
        sections = {section: limit._replace(local={
            **limit.local, 'storage': 'redis://:secret@192.0.2.1'})}
        return api_options.findings(read._replace(sections=sections))
    return ask


def _other_file(*, option, path='/etc/nova/other.ini'):
    def ask():
        conf = configured(wsgi={'api_paste_config': path})._replace(
            given={'wsgi': {'api_paste_config': [path]}})
        read = api.read(str(planting.ETC / 'nova'
                            / 'api-paste-console-limit.ini'), conf,
                        GOOD._replace(paste_option=option))
        return api_settings.findings(read)
    return ask


FACTS = [
    Fact('Swift is elsewhere', 'other-environment', FAILURE,
         _installed('swift', versions={'openstack-ops-ext': '1'},
                    service=lambda program: '/usr/bin/' + program)),
    Fact('Nova is elsewhere', 'other-environment', FAILURE,
         _installed(versions={'openstack-ops-ext': '1'})),
    Fact('an old Nova', 'version', WARNING,
         _installed(versions={**GOOD.versions, 'nova': '30.1.0'})),
    Fact('a new Nova', 'version', WARNING,
         _installed(versions={**GOOD.versions, 'nova': '35.0.0'})),
    Fact('an old Swift', 'version', WARNING,
         _installed('swift', versions={**GOOD.versions, 'swift': '2.34.1'})),
    Fact('a version that is none', 'version', WARNING,
         _installed('swift', versions={**GOOD.versions, 'swift': 'master'})),
    Fact('an old Python', 'version', WARNING, _installed(python=(3, 9))),
    Fact('a new Python', 'version', WARNING, _installed(python=(3, 14))),
    Fact('ours is not known to pip', 'not-installed', FAILURE,
         _installed(versions={'nova': '34.0.0'}, entry_points={})),
    Fact('ours has no such filter', 'stale', FAILURE,
         _installed(wanted=['console_limit'], entry_points={})),
    Fact('ours cannot be imported', 'stale', FAILURE,
         _installed(broken={'nova_ops_ext.x': 'SyntaxError: x'})),
    Fact('no driver of ours', 'driver-not-found', FAILURE,
         lambda: compute_driver.findings(of_compute(
             installed=GOOD._replace(
                 vif_plugin=False,
                 finds=lambda module: module != 'nova.virt.ops_ext')))),
    Fact('no libvirt', 'no-libvirt', NOTE, _no_libvirt(asked=False)),
    Fact('no libvirt on a compute node', 'no-libvirt', FAILURE,
         _no_libvirt(asked=True)),
    Fact('removal from a share', 'trash-shared', WARNING,
         lambda: compute_cache.findings(of_compute(
             {'/srv/nova': _SHARE}, ops_image_cache={'removal': 'trash'}))),
    Fact('a record on a share', 'state-shared', FAILURE,
         lambda: compute_cache.findings(of_compute(
             {'/var/lib/nova/record': _SHARE}))),
    Fact('a record that cannot be written', 'state-dir', FAILURE,
         lambda: compute_cache.findings(of_compute(
             {'/var/lib/nova/record': _DISK._replace(writable=False)}))),
    Fact('a share that hangs', 'storage-hangs', FAILURE,
         lambda: compute_cache.findings(of_compute(problem='no answer'))),
    Fact('Nova\'s own manager on a share', 'stock-removal', FAILURE,
         lambda: compute_cache.findings(of_compute(
             {'/srv/nova': _SHARE}, asked=True,
             DEFAULT={'compute_driver': 'libvirt.LibvirtDriver'}))),
    Fact('a class that is not known', 'not-looked-up', NOTE,
         lambda: scheduler_classes.findings(of_scheduler(['other.all']))),
    Fact('no library', 'storage-library', FAILURE,
         _storage_library({'nova': '34.0.0'})),
    Fact('no client of Redis', 'storage-library', FAILURE,
         _storage_library({'nova': '34.0.0', 'limits': '5'})),
    Fact('another api-paste.ini', 'other-paste', FAILURE,
         _other_file(option=True)),
    Fact('another api-paste.ini, of which a WSGI server is not told',
         'other-paste', WARNING, _other_file(option=False)),
]
