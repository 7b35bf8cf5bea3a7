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

"""A real nova-compute process without broker and database.

It loads its driver and goes no further: what is of interest is whether it
does, and what it says if it does not.
"""

import contextlib
from http import server
import json
import pathlib
import threading

from tests.harness import processes

ETC = pathlib.Path(__file__).resolve().parents[2] / 'etc' / 'nova'

# nova-compute asks a conductor for a sign of life before it loads its driver.
_MAIN = '''
import sys
from nova.cmd import compute
from nova.conductor import api
api.API.wait_until_ready = lambda *args, **kwargs: None
sys.argv[0] = 'nova-compute'
sys.exit(compute.main())
'''

_NOVA_CONF = '''
[DEFAULT]
transport_url = fake:/
state_path = {directory}
[oslo_concurrency]
lock_path = {directory}
[placement]
auth_type = none
endpoint_override = {placement}
'''


class _Placement(server.BaseHTTPRequestHandler):
    """Says which versions of placement it has, which is none."""

    def do_GET(self):
        body = json.dumps({'versions': [{
            'id': 'v1.0', 'status': 'CURRENT', 'min_version': '1.0',
            'max_version': '1.39', 'links': [{'rel': 'self', 'href': ''}],
        }]}).encode()
        self.send_response(200)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def placement():
    """Serve what nova-compute asks of placement before that; give its URL."""
    with server.ThreadingHTTPServer(('127.0.0.1', 0), _Placement) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield 'http://127.0.0.1:%d/' % serving.server_port
        serving.shutdown()


def process(python, directory, placement_url, *samples, before=''):
    """Give the process, to be started.

    :param python: interpreter of the environment with Nova
    :param directory: where everything is kept
    :param samples: files of configuration; each overrides those before
    :param before: code that the process is to run first
    """
    conf = directory / 'nova.conf'
    conf.write_text(_NOVA_CONF.format(directory=directory,
                                      placement=placement_url))
    files = [argument for path in (conf, *samples)
             for argument in ('--config-file', str(path))]
    return processes.Process(
        'nova-compute', [python, '-I', '-c', before + _MAIN, *files],
        directory / 'nova-compute.log',
        environ={'OS_NOVA_DISABLE_EVENTLET_PATCHING': 'True'})
