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

"""The words of the pipelines in the samples that services start with."""

from __future__ import annotations

import configparser
import pathlib

_ETC = pathlib.Path(__file__).resolve().parents[2] / 'etc'


def swift() -> list[str]:
    """Give the pipeline of swift-proxy."""
    return _read('swift/proxy-server.conf-sample')[
        'pipeline:main']['pipeline'].split()


def nova_api() -> list[str]:
    """Give that of nova-api's ``/v2.1``, with the filters of both samples.

    :raises ValueError: if the samples do not agree on Nova's own
    """
    lines = [_read('nova/' + name)['composite:openstack_compute_api_v21'][
        'keystone'].split() for name in (
            'api-paste-client-network.ini', 'api-paste-console-limit.ini')]
    ours = {'client_address', 'client_stamp', 'console_limit'}
    first, second = ([word for word in line if word not in ours]
                     for line in lines)
    if first != second:
        raise ValueError('the samples differ: %s, %s' % (first, second))
    # Each sample places its own; console_limit is the last before Nova.
    return [*lines[0][:-1], 'console_limit', lines[0][-1]]


def _read(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string((_ETC / name).read_text())
    return parser
