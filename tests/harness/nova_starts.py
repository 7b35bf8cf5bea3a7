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

"""Whether Nova starts with files: what it would say if it does not.

``python -m tests.harness.nova_starts`` reads a line of JSON for each try,
``{"what": "api" or "scheduler", "conf": [paths], "paste": path, "name": what
is loaded of it}``, and prints one: what stopped the service, or nothing.  Each
try is a process of its own, in which Nova has been imported already.
"""

import json
import os
import sys
import tempfile
from unittest import mock

# What all need is imported before the first process is made.
from nova.api.openstack import compute  # noqa: F401
import nova.conf
from nova import rpc
from nova.scheduler import host_manager
from paste import deploy

_LINE = 'openstack_compute_api_v21'
_LINES = _LINE, _LINE + '_legacy_v2_compatible'
_OF_DATABASES = ('refresh_cells_caches', '_init_aggregates',
                 '_init_instance_info')


def _scheduler(_paste, _names):
    with mock.patch.multiple(host_manager.HostManager, **{
            name: mock.Mock() for name in _OF_DATABASES}):
        host_manager.HostManager()


def _api(paste, names):
    with mock.patch.multiple(rpc, get_client=mock.Mock(),
                             get_notifier=mock.Mock()):
        for name in names:
            deploy.loadapp('config:%s' % paste, name=name)


def tried(what, conf, paste=None, name=None):
    """Start it here, with what has no service behind it left out.

    :returns: what stopped it, or an empty string
    """
    try:
        nova.conf.CONF([], project='nova', default_config_files=conf)
        {'api': _api, 'scheduler': _scheduler}[what](
            paste, [name] if name else _LINES)
    except BaseException as error:
        return str(error) or type(error).__name__
    return ''


def main():
    for line in sys.stdin:
        with tempfile.TemporaryFile('w+') as said:
            child = os.fork()
            if not child:
                said.write(json.dumps(tried(**json.loads(line))))
                said.flush()
                os._exit(0)
            os.waitpid(child, 0)
            said.seek(0)
            print(said.read(), flush=True)


if __name__ == '__main__':
    main()
