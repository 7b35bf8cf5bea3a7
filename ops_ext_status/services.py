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

"""Every check of each service: its title, and what it asks."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence

from ops_ext_status import api
from ops_ext_status.checks import api_lines
from ops_ext_status.checks import api_options
from ops_ext_status.checks import api_settings
from ops_ext_status.checks import clients
from ops_ext_status.checks import compute_cache
from ops_ext_status.checks import compute_console
from ops_ext_status.checks import compute_driver
from ops_ext_status.checks import nova_options
from ops_ext_status.checks import proxy_options
from ops_ext_status.checks import proxy_place
from ops_ext_status.checks import proxy_settings
from ops_ext_status.checks import scheduler_classes
from ops_ext_status.checks import scheduler_options
from ops_ext_status import compute
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import note
from ops_ext_status.finding import warning
from ops_ext_status import node
from ops_ext_status import nova_conf
from ops_ext_status import proxy
from ops_ext_status import scheduler
from ops_ext_status import storage
from ops_ext_status import swift_files
from ops_ext_status import text_file
from ops_ext_status import uwsgi

#: A title, and what was found.
Asked = tuple[str, Iterable[Finding]]


def of_proxy(path: str, installed: node.Node) -> Iterator[Asked]:
    """Check a proxy-server.conf."""
    try:
        read = proxy.read(path, installed, swift_files.daemons_with_ours(path))
    except text_file.CannotReadError as error:
        yield 'swift-proxy', [unreadable(path, str(error))]
        return
    yield ('swift-proxy: place of ip_whitelist', proxy_place.findings(read))
    yield ('swift-proxy: options of ip_whitelist',
           proxy_options.findings(read))
    yield 'swift-proxy: what else is set', proxy_settings.findings(read)


def of_other_proxies(paths: Sequence[str]) -> Iterator[Asked]:
    """Tell of proxies that have nothing of ours."""
    if paths:
        yield 'swift-proxy: other proxies of this node', [warning(
            'not-in-pipeline', path, '', 'swift-init starts this proxy as '
            'well, and ip_whitelist is not in it: nothing is refused there',
            'put it in, remove the file, or name the others with '
            '--proxy-conf') for path in paths]


def of_api(path: str, conf: nova_conf.Configuration | None,
           uwsgi_files: Sequence[str], installed: node.Node, *, needed: bool
           ) -> Iterator[Asked]:
    """Check an api-paste.ini.

    :param needed: whether the operator means it to have filters of ours
    """
    try:
        workers = uwsgi.workers(uwsgi_files)
    except text_file.CannotReadError as error:
        workers = None
        yield 'nova-api', [unreadable(', '.join(uwsgi_files), str(error))]
    try:
        read = api.read(path, conf, installed, workers)
    except text_file.CannotReadError as error:
        yield 'nova-api', [unreadable(path, str(error))]
        return
    lines = list(api_lines.findings(read))
    if not read.sections and not any(map(read.uses, api.NAMES)):
        lines.append((failure if needed else note)(
            'nothing', path, '', 'it has no filter of ours', 'take over the '
            'lines of api-paste-client-network.ini or '
            'api-paste-console-limit.ini'))
    yield 'nova-api: lines of api-paste.ini', lines
    yield 'nova-api: options of the filters', api_options.findings(read)
    yield 'nova-api: what else is set', api_settings.findings(read)


def of_scheduler(read: scheduler.Scheduler) -> Iterator[Asked]:
    """Check what nova-scheduler loads, and its options."""
    yield ('nova-scheduler: filters and weighers',
           scheduler_classes.findings(read))
    yield 'nova-scheduler: options', scheduler_options.findings(read)


def of_compute(conf: nova_conf.Configuration, qemu_confs: Sequence[str],
               installed: node.Node, *, asked: bool) -> Iterator[Asked]:
    """Check what nova-compute loads, and its options.

    :param asked: whether the operator said that this is a compute node
    """
    qemu = None
    for path in qemu_confs:
        try:
            qemu = path, text_file.read(path)
        except text_file.CannotReadError as error:
            yield 'nova-compute', [unreadable(path, str(error))]
    read = compute.Compute(conf, installed,
                           storage.look(compute.paths_of(conf)), asked, qemu)
    yield 'nova-compute: driver', compute_driver.findings(read)
    yield 'nova-compute: image cache', compute_cache.findings(read)
    yield 'nova-compute: console logs', compute_console.findings(read)
    yield 'nova-compute: options', nova_options.of_compute(conf)


def of_nova_conf(confs: Iterable[nova_conf.Configuration]
                 ) -> Iterator[Asked]:
    """Check what is about nova.conf, whichever service reads it."""
    yield 'nova.conf: options of ours', [
        one for conf in confs for one in nova_options.findings(conf)]


def of_clients(read: scheduler.Scheduler) -> Iterator[Asked]:
    """Check what nova-api and nova-scheduler have to agree upon."""
    yield 'nova.conf: networks of clients', clients.findings(
        read.checked, read.configuration)


def unreadable(path: str, problem: str) -> Finding:
    """Say that a file cannot be read."""
    return failure('unreadable', path, '', problem.removeprefix(path + ': '),
                   'mend it, or run this as a user that may read it')
