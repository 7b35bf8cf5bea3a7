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

"""A real nova-api application, loaded as a WSGI server loads it.

Without broker, and with SQLite: of interest is whether it starts, and what
it says if it does not.
"""

import pathlib

from tests.e2e import nova_scheduler
from tests.harness import processes

ETC = pathlib.Path(__file__).resolve().parents[2] / 'etc' / 'nova'
_LOADED = 'nova-api is loaded'
_LOAD = '''
import logging
logging.captureWarnings(True)
from nova.wsgi import osapi_compute
print('%s')
''' % _LOADED


class Api:
    """The databases, and processes that use them.

    :param python: interpreter of the environment with Nova
    :param directory: where everything is kept
    :param samples: further files of configuration, of etc/nova
    """

    def __init__(self, python, directory, *samples):
        self._python = python
        self._directory = directory
        self._samples = [str(ETC / sample) for sample in samples]
        # It makes the databases and nova.conf.
        nova_scheduler.Scheduler(python, directory)
        self.paste = directory / 'api-paste.ini'

    def load(self, paste):
        """Load the application.

        :param paste: text of api-paste.ini
        :returns: whether it was loaded, and what was printed
        """
        self.paste.write_text(paste)
        log = self._directory / 'nova-api.log'
        log.unlink(missing_ok=True)
        process = processes.Process(
            'nova-api', [self._python, '-c', _LOAD], log, environ={
                'OS_NOVA_CONFIG_DIR': str(self._directory),
                'OS_NOVA_CONFIG_FILES': ';'.join((
                    'api-paste.ini', 'nova.conf', *self._samples))})
        process.start()
        try:
            code = process.wait(timeout=120)
        finally:
            process.kill()
        output = process.output()
        return code == 0 and _LOADED in output, output
