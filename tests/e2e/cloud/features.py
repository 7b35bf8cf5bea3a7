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

"""Lays our samples of etc/nova over a cloud, or takes them away.

Each service is always given the same names of files.  As Nova comes, ours are
empty; with us they are the samples as they stand, with nothing laid over them
but addresses and the two things that a sample leaves to its reader: the seed
of the shards, and that stamps are to be trusted once client_stamp is there.
"""

from __future__ import annotations

import pathlib
import re
import secrets

from tests.e2e.cloud import place
from tests.harness import api_paste
from tests.harness import oslo_sample

ETC = pathlib.Path(__file__).resolve().parents[3] / 'etc' / 'nova'
#: Clients of 127.1.0.0/16 are "doc", those of 127.2.0.0/16 "ops".
NETWORKS = {'10.1.0.0/16': '127.1.0.0/16', '10.2.0.0/16': '127.2.0.0/16'}
#: HAProxy connects from there.
BALANCER = '127.0.0.10'
_LEFT_TO_THE_READER = {'#seed = <secret>': 'seed = ' + secrets.token_hex(32),
                       '#stamp = trust': 'stamp = trust'}
_APPLICATION = re.compile(r'(?= osapi_compute_app_v21$)', re.MULTILINE)
_CONSOLE_SECTION = '[filter:console_limit]'


def scheduler_file(where: place.Place) -> pathlib.Path:
    """The file of nova-scheduler, and of nova-api for the networks."""
    return where.etc / 'nova' / 'ops-ext-scheduler.conf'


def compute_file(where: place.Place, host: str) -> pathlib.Path:
    return where.etc / 'nova' / ('ops-ext-%s.conf' % host)


def write_control(where: place.Place, *, ours: bool) -> None:
    """Write api-paste.ini and the scheduler's file."""
    shipped = where.environment / 'etc' / 'nova' / 'api-paste.ini'
    paste = where.etc / 'nova' / 'api-paste.ini'
    paste.parent.mkdir(parents=True, exist_ok=True)
    if ours:
        scheduler_file(where).write_text(_scheduler())
        paste.write_text(_paste(where, shipped))
    else:
        scheduler_file(where).write_text('')
        paste.write_text(shipped.read_text())


def write_libvirt(where: place.Place, host: str, *, ours: bool) -> None:
    text = ''
    if ours:
        text = ''.join((ETC / name).read_text() for name in (
            'console-compute.conf', 'image-cache.conf'))
        # Each host has a disk of its own; here all have the machine's.
        text = oslo_sample.assign(
            text, 'ops_image_cache', 'state_dir',
            str(where.data / host / 'ops-ext-image-cache'))
    compute_file(where, host).write_text(text)


def write_other(where: place.Place, host: str, driver: str, *, ours: bool
                ) -> None:
    """Guard a driver that is not libvirt's, as the sample tells."""
    text = ''
    if ours:
        text = oslo_sample.render(ETC / 'console-compute.conf', {
            'compute_driver = ops_ext.GuardedLibvirtDriver':
                'compute_driver = ops_ext.GuardedDriver'})
        text = oslo_sample.assign(text, 'ops_ext', 'driver', driver)
    compute_file(where, host).write_text(text)


def _scheduler() -> str:
    text = oslo_sample.render(ETC / 'scheduler.conf', NETWORKS)
    for comment, line in _LEFT_TO_THE_READER.items():
        if comment not in text:
            raise ValueError('scheduler.conf no longer says %r' % comment)
        text = text.replace(comment, line)
    return text


def _paste(where: place.Place, shipped: pathlib.Path) -> str:
    text = api_paste.laid_over(
        ETC / 'api-paste-client-network.ini', shipped=shipped)
    trusted = 'trusted_proxies = 192.0.2.10, 192.0.2.11'
    if trusted not in text:
        raise ValueError('the sample no longer says %r' % trusted)
    text = text.replace(trusted, 'trusted_proxies = ' + BALANCER)
    text, lines = _APPLICATION.subn(' console_limit', text)
    if lines != 2:
        raise ValueError('expected two lines of the compute API')
    console = (ETC / 'api-paste-console-limit.ini').read_text()
    section = console[console.index(_CONSOLE_SECTION):]
    # All workers are to count together, as the sample's comment tells.
    section = section.replace(
        '# storage = memcached://192.0.2.1:11211',
        'storage = memcached://%s:%d'
        % (place.HOST, where.port('memcached'))).replace(
        '# storage_timeout', 'storage_timeout')
    return text + '\n' + section
