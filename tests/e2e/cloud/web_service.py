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

"""A WSGI application under uWSGI, as an API of OpenStack is deployed."""

from __future__ import annotations

from collections.abc import Mapping
import os

from tests.e2e.cloud import place
from tests.harness import processes

PROBE = b'GET / HTTP/1.0\r\n\r\n'


def make(where: place.Place, name: str, module: str,
         environ: Mapping[str, str], workers: int = 1) -> processes.Server:
    """Give the server, to be started.

    :param module: the application, as ``package.module:object``
    """
    port = where.port(name)
    options = {
        'http-socket': '%s:%d' % (place.HOST, port), 'module': module,
        'home': str(where.environment), 'processes': str(workers),
        'threads': '8', 'buffer-size': '65535', 'listen': '100',
        # It closes connections all the same, and some clients are surprised.
        'add-header': 'Connection: close'}
    # no-orphans: workers end with the master, however that ends.
    switches = ('master', 'no-orphans', 'need-app', 'lazy-apps',
                'enable-threads', 'die-on-term', 'disable-logging')
    argv = [where.program('uwsgi')]
    for option, value in options.items():
        argv += ['--' + option, value]
    argv += ['--' + switch for switch in switches]
    return processes.Server(
        name, argv, where.log / (name + '.out'), host=place.HOST, port=port,
        probe=PROBE, environ={**place.environ(), **_path(where), **environ})


def _path(where: place.Place) -> dict[str, str]:
    return {'PATH': '%s/bin:%s' % (where.environment, os.environ['PATH'])}
