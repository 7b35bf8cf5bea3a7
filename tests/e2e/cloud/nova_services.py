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

"""The processes of Nova's control plane, and nova-compute."""

from __future__ import annotations

from collections.abc import Sequence
import os
import pathlib

from tests.e2e.cloud import features
from tests.e2e.cloud import place
from tests.e2e.cloud import web_service
from tests.harness import processes


def api(where: place.Place) -> processes.Server:
    folder = where.etc / 'nova'
    files = ['api-paste.ini', 'nova.conf',
             features.scheduler_file(where).name]
    return web_service.make(
        where, 'nova-api', 'nova.wsgi.osapi_compute:application',
        {'OS_NOVA_CONFIG_DIR': str(folder),
         'OS_NOVA_CONFIG_FILES': ';'.join(files)}, workers=2)


def conductor(where: place.Place) -> processes.Process:
    return _process(where, 'nova-conductor', [
        where.etc / 'nova' / 'nova.conf', where.etc / 'nova' / 'cell1.conf'])


def scheduler(where: place.Place) -> processes.Process:
    return _process(where, 'nova-scheduler', [
        where.etc / 'nova' / 'nova.conf', features.scheduler_file(where)])


def compute(where: place.Place, host: str, *, enter: Sequence[str] = (),
            kind: type[processes.Process] = processes.Process,
            launcher: Sequence[str] = ()) -> processes.Process:
    """Give the nova-compute of a host.

    :param enter: a command that runs another one on that host
    :param launcher: what to run in place of the program itself
    """
    name = 'nova-compute-' + host
    return kind(
        name, [*enter, *(launcher or [where.program('nova-compute')]),
               *compute_files(where, host),
               '--log-file', str(where.log / (name + '.log'))],
        where.log / (name + '.out'), environ=_environ(where))


def compute_files(where: place.Place, host: str) -> list[str]:
    """Arguments that name the files which a host's Nova reads."""
    return [argument for path in (
        where.etc / 'nova' / 'nova.conf', compute_conf(where, host),
        features.compute_file(where, host))
        for argument in ('--config-file', str(path))]


def compute_conf(where: place.Place, host: str) -> pathlib.Path:
    return where.etc / 'nova' / (host + '.conf')


def _process(where: place.Place, name: str, files: list[pathlib.Path]
             ) -> processes.Process:
    argv = [where.program(name)]
    for path in files:
        argv += ['--config-file', str(path)]
    return processes.Process(name, argv, where.log / (name + '.out'),
                             environ=_environ(where))


def _environ(where: place.Place) -> dict[str, str]:
    return {**place.environ(),
            'PATH': '%s/bin:%s' % (where.environment, os.environ['PATH'])}
