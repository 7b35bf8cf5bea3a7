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

"""A real nova-scheduler process without broker and database server.

It starts, loads its filters and waits for work that never comes: what is of
interest is whether it starts, and what it says if it does not.
"""

import pathlib

from tests.harness import processes

ETC = pathlib.Path(__file__).resolve().parents[2] / 'etc' / 'nova'

_NOVA_CONF = '''
[DEFAULT]
transport_url = fake:/
state_path = {directory}
[database]
connection = sqlite:///{directory}/main.db
[api_database]
connection = sqlite:///{directory}/api.db
[oslo_concurrency]
lock_path = {directory}
[scheduler]
workers = 1
[placement]
# Nobody asks it for anything here.
auth_type = none
endpoint_override = http://127.0.0.1:9/
'''


class Scheduler:
    """The databases, and processes that use them.

    :param python: interpreter of the environment with Nova
    :param directory: where everything is kept
    """

    def __init__(self, python, directory):
        self._bin = pathlib.Path(python).parent
        self._directory = directory
        self._conf = directory / 'nova.conf'
        self._conf.write_text(_NOVA_CONF.format(directory=directory))
        self._environ = {'OS_NOVA_DISABLE_EVENTLET_PATCHING': 'True'}
        for arguments in (['api_db', 'sync'],
                          ['db', 'sync', '--local_cell']):
            done = self._process('nova-manage', *arguments)
            done.start()
            assert done.wait(timeout=120) == 0, done.output()

    def start(self, sample):
        """Start nova-scheduler with one more file of configuration."""
        process = self._process('nova-scheduler', '--config-file', str(sample))
        process.start()
        return process

    def _process(self, program, *arguments):
        log = self._directory / (program + '.log')
        log.unlink(missing_ok=True)
        return processes.Process(
            program, [str(self._bin / program), '--config-file',
                      str(self._conf), *arguments], log,
            environ=self._environ)
