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

"""ClientNetworkFilter without and with the stamp, ClientNetworkWeigher."""

from tests.functional.nova.scheduler_ways import subject
from tests.functional.nova.scheduler_ways import way

_OPTIONS = """
[ops_client_network]
networks = doc: 127.1.0.0/16
default_label = other
"""


class _Labelled(subject.PerHost):
    ADMITS = {'ops_client_networks': 'doc'}
    REFUSES = {'ops_client_networks': 'nobody'}


class Unstamped(_Labelled):
    """Creates are judged by the address; moves pass."""

    TITLE = 'ClientNetworkFilter'
    NAME = 'ClientNetworkFilter'
    OPTIONS = _OPTIONS
    TABLE = {**way.judged(), **way.passing(way.MOVES, way.UNJUDGED)}


class Stamped(_Labelled):
    """All is judged by the stamp."""

    TITLE = 'ClientNetworkFilter with stamp'
    NAME = 'ClientNetworkFilter'
    PASTE = 'api-paste-client-network.ini'
    OPTIONS = _OPTIONS + 'stamp = trust\n'


class Weigher(subject.Weigher, _Labelled):
    """The same, but preferred."""

    TITLE = NAME = 'ClientNetworkWeigher'
    PATH = 'client_network.ClientNetworkWeigher'
    PASTE = 'api-paste-client-network.ini'
    OPTIONS = _OPTIONS + 'stamp = trust\nweight_multiplier = 1000\n'
