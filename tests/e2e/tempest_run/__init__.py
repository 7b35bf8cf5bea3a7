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

"""Runs Tempest, with our plug-in, on the cloud of this tier.

    python -m tests.e2e.tempest_run [REGEX]

Once with all features on, as the samples have them, and once as Nova and Swift
come.  ``tempest_conf`` tells Tempest what the cloud has, ``tempest`` runs it,
``site`` puts into the cloud what the tests need.
"""
