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

"""A driver that sends a console log as long as it is, as some do.

nova-compute finds it beside its own drivers; see tests/e2e/cloud/wordy_host.
"""

import os

import nova.conf
from nova.virt import fake


class WordyDriver(fake.FakeDriverWithoutFakeNodes):
    """Nova's fake driver, with console logs in files."""

    def get_console_output(self, context, instance):
        path = os.path.join(nova.conf.CONF.instances_path, instance.uuid,
                            'console.log')
        with open(path, 'rb') as log:
            return log.read()
