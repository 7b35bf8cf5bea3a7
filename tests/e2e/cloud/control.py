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

"""Talks to a cloud that another process holds, by a socket in its directory.

Each connection carries one line of words and gets one line of JSON.
"""

from __future__ import annotations

import json
import pathlib
import socket
from typing import Any

from tests.e2e.cloud import user
from tests.e2e.cloud import whole
from tests.harness import processes

_SOCKET = 'control'
ACTIONS = ('start', 'kill', 'terminate', 'restart', 'hang', 'resume')


def ask(workdir: pathlib.Path, *words: str) -> Any:
    """Have the cloud of a directory do something.

    :raises SystemExit: if there is none, or it says no
    """
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(workdir.resolve() / 'run' / _SOCKET))
        except OSError:
            raise SystemExit('no cloud runs in %s' % workdir) from None
        with connection.makefile('rw') as stream:
            stream.write(' '.join(words) + '\n')
            stream.flush()
            answer = json.loads(stream.readline())
    if 'error' in answer:
        raise SystemExit(answer['error'])
    return answer['result']


def serve(cloud: whole.Cloud) -> None:
    """Do what is asked, until that is ``down``."""
    path = cloud.place.run / _SOCKET
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        words: list[str] = []
        while words != ['down']:
            connection, _address = listener.accept()
            with connection, connection.makefile('rw') as stream:
                words = stream.readline().split()
                stream.write(json.dumps(_answer(cloud, words)) + '\n')


def _answer(cloud: whole.Cloud, words: list[str]) -> dict[str, Any]:
    try:
        return {'result': _done(cloud, words)}
    except (user.CloudError, processes.ProcessError, KeyError) as error:
        return {'error': '%s: %s' % (type(error).__name__, error)}


def _done(cloud: whole.Cloud, words: list[str]) -> Any:
    match words:
        case ['down']:
            return 'ending'
        case ['env']:
            return cloud.environ()
        case ['env', name, project]:
            return cloud.environ(cloud.user(name, project))
        case ['use', 'ours' | 'stock' as which]:
            return cloud.use(ours=which == 'ours')
        case ['ps']:
            return {name: cloud.rss(name) for name in cloud.services}
        case ['do', action, name] if action in ACTIONS:
            return getattr(cloud, action)(name)
    raise user.CloudError('not understood: %s' % ' '.join(words))
