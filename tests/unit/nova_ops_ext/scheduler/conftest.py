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

"""Real objects of nova-scheduler for the filters."""

import nova.conf
from nova import context
from nova import objects
from nova.scheduler import host_manager
from oslo_config import fixture as config_fixture
import pytest

objects.register_all()


@pytest.fixture
def options():
    nova.conf.CONF([], project='nova', default_config_files=[])
    with config_fixture.Config(nova.conf.CONF) as conf:
        yield conf


@pytest.fixture
def host():
    def make(name, *metadata):
        state = host_manager.HostState(name, name, None)
        state.aggregates = [
            objects.Aggregate(id=hash(frozenset(m.items())), name='rack',
                              metadata=m)
            for m in metadata]
        return state
    return make


@pytest.fixture
def spec():
    def make(address, destination=None, hints=None):
        made = objects.RequestSpec(
            context.RequestContext('user', 'project', remote_address=address),
            project_id='project', num_instances=1, scheduler_hints=hints or {},
            instance_uuid='b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a1',
            requested_destination=destination)
        return made
    return make
