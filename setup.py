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

import setuptools

_AT_NOVA = 'nova.virt.ops_ext'


class Distribution(setuptools.Distribution):
    """Has one package more than setup.cfg, where pbr takes no dotted name.

    The directories above it belong to Nova: they are no packages of ours, and
    the wheel must not have an ``__init__.py`` for them.
    """

    def finalize_options(self):
        super().finalize_options()
        self.packages = sorted({*(self.packages or ()), _AT_NOVA})

    def run_command(self, command):
        # From a source tree, Python would be shown a directory nova, and take
        # it for Nova if that is in a source tree as well.  There the plug-in
        # of os-vif shows the drivers to nova-compute.
        if command in ('develop', 'editable_wheel'):
            self.packages = [one for one in self.packages if one != _AT_NOVA]
        super().run_command(command)


setuptools.setup(setup_requires=['pbr>=6.0.0'], pbr=True,
                 distclass=Distribution)
