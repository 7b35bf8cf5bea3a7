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

"""Loads configurations as nova-scheduler, nova-api and nova-compute do.

``python loaded_nova.py DIRECTORY...`` prints, for each of these directories
with nova.conf and api-paste.ini, a line of JSON.
"""

import json
import pathlib
import re
import sys
import tempfile

from nova import conf as nova_conf
from nova import config as nova_config
from nova import objects
from nova.scheduler import host_manager
from oslo_utils import importutils
from paste import deploy

from nova_ops_ext import conf as our_conf


class Classes(host_manager.HostManager):
    """Nova's own loading of classes, without hosts or a database."""

    def refresh_cells_caches(self):
        pass

    def _init_aggregates(self):
        pass

    def _init_instance_info(self, computes_by_cell=None):
        pass


def chain(app):
    """Name what a request passes, from the first on."""
    while app is not None:
        yield type(app).__name__
        app = next((getattr(app, name) for name in (
            'application', '_app', 'app', '_application')
            if hasattr(app, name)), None)


def load(kept, directory):
    conf = nova_conf.CONF
    conf.reset()
    # There is no MariaDB, and nobody asks it anything.
    scratch = directory / 'nova.conf'
    scratch.write_text(re.sub(
        '^connection = .*', 'connection = sqlite://',
        (kept / 'nova.conf').read_text(), flags=re.MULTILINE))
    nova_config.parse_args(['nova'], default_config_files=[str(scratch)],
                           configure_db=False)
    for group in our_conf.list_opts():
        our_conf.check(conf, getattr(group[0], 'name', group[0]))
    classes = Classes()
    # What is given to nova-api by its own filters' factories.
    apps = {name: list(chain(deploy.loadapp(
        'config:%s' % (kept / 'api-paste.ini'), name=name)))
        for name in ('openstack_compute_api_v21',
                     'openstack_compute_api_v21_legacy_v2_compatible')}
    driver = importutils.import_class('nova.virt.' + conf.compute_driver)
    return {
        'filters': [type(one).__name__ for one in classes.enabled_filters],
        'weighers': sorted(type(one).__name__ for one in classes.weighers
                           if type(one).__module__.startswith('nova_ops')),
        'nova_weighers': sum(type(one).__module__.startswith('nova.')
                             for one in classes.weighers),
        'apps': apps, 'driver': driver.__name__}


def main(directories):
    objects.register_all()
    for directory in directories:
        try:
            with tempfile.TemporaryDirectory() as scratch:
                loaded = load(pathlib.Path(directory), pathlib.Path(scratch))
        except Exception as error:
            loaded = {'error': '%s: %s' % (type(error).__name__, error)}
        print(json.dumps(loaded), flush=True)


if __name__ == '__main__':
    main(sys.argv[1:])
