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

"""The files that a one-node Swift reads: swift.conf, rings, servers, proxies.

A proxy is configured by a directory, which Swift reads file by file in the
order of their names: first a byte copy of the sample that operators get, then
a file with nothing but what the laboratory needs to be different.
"""

from collections.abc import Mapping
import configparser
import gzip
import json
import os
import pathlib
import pwd
import shutil
import struct
import sys

BACKENDS = ('account', 'container', 'object')
DEVICE = 'd1'
DOMAIN = 'example.com'
REGION = 'us-east-1'
PART_POWER = 3

Options = Mapping[str, Mapping[str, str]]

SWIFT_CONF = {
    'swift-hash': {'swift_hash_path_suffix': 'laboratory'},
    'storage-policy:0': {'name': 'Policy-0', 'default': 'yes'},
    # The section has to be there; the constraints are Swift's own.
    'swift-constraints': {},
}

USERS = {
    'user_test_tester': 'testing .admin',
    'user_test_tester3': 'testing3',
    'user_test2_tester2': 'testing2 .admin',
    'user_admin_admin': 'admin .admin .reseller_admin',
}


def merge(*layers: Options) -> dict[str, dict[str, str]]:
    """All layers in one, the later ones on top."""
    merged: dict[str, dict[str, str]] = {}
    for layer in layers:
        for section, options in layer.items():
            merged.setdefault(section, {}).update(options)
    return merged


def write(path: pathlib.Path, content: Options) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open('w') as conf:
        for section, options in content.items():
            conf.write('[%s]\n' % section)
            conf.writelines('%s = %s\n' % item for item in options.items())
            conf.write('\n')


def rings(kind: str, common: Options) -> list[str]:
    """Names of the rings of a back end: one for each storage policy."""
    if kind != 'object':
        return [kind]
    policies = [section.partition(':')[2] for section in common
                if section.startswith('storage-policy:')]
    return [kind if index == '0' else '%s-%s' % (kind, index)
            for index in policies]


def write_ring(path: pathlib.Path, port: int) -> None:
    """A ring with one replica on one device, in Swift's format 1.

    By hand, because Swift's ring builder needs most of a second of imports
    and may be installed for another Python than the one that runs the tests.
    """
    device = {'id': 0, 'region': 1, 'zone': 1, 'weight': 1.0, 'meta': '',
              'device': DEVICE, 'ip': '127.0.0.1', 'port': port,
              'replication_ip': '127.0.0.1', 'replication_port': port}
    header = json.dumps({
        'devs': [device], 'part_shift': 32 - PART_POWER, 'replica_count': 1,
        'byteorder': sys.byteorder, 'version': 1}).encode()
    every_partition_on_device_0 = struct.pack('=H', 0) * 2 ** PART_POWER
    with gzip.open(path, 'wb') as ring:
        ring.write(struct.pack('!4sHI', b'R1NG', 1, len(header)))
        ring.write(header + every_partition_on_device_0)


def server_defaults(swift_dir: pathlib.Path, port: int,
                    bind_ip: str = '127.0.0.1') -> dict[str, str]:
    """[DEFAULT] of every server, whatever its kind."""
    return {
        'bind_ip': bind_ip, 'bind_port': str(port),
        # Swift would try for half a minute if the port were taken.
        'bind_timeout': '2',
        # No workers: the process that was started is the one that serves.
        'workers': '0',
        'user': pwd.getpwuid(os.geteuid()).pw_name,
        'swift_dir': str(swift_dir),
        # The log is read from stderr. It is sent to syslog besides, unless
        # to a port where nobody listens.
        'log_udp_host': '127.0.0.1', 'log_udp_port': '9',
        'log_level': 'INFO',
    }


def backend(kind: str, workdir: pathlib.Path, port: int) -> Options:
    return {
        'DEFAULT': dict(
            server_defaults(workdir / 'etc', port),
            devices=str(workdir / 'srv'), mount_check='false',
            disable_fallocate='true', fallocate_reserve='0',
            recon_cache_path=str(workdir / 'cache')),
        'pipeline:main': {'pipeline': kind + '-server'},
        'app:%s-server' % kind: {'use': 'egg:swift#' + kind},
    }


def proxy(swift_dir: pathlib.Path, port: int, bind_ip: str,
          memcached_port: int | None, fernet_key: str) -> Options:
    """What any proxy of the laboratory needs on top of the sample."""
    options = {
        'DEFAULT': server_defaults(swift_dir, port, bind_ip),
        'app:proxy-server': {
            'account_autocreate': 'true', 'allow_account_management': 'true',
            # Short enough to test with a back end that hangs, long enough
            # for one that is alive on a machine busy with other things.
            'node_timeout': '3', 'recoverable_node_timeout': '3',
            'conn_timeout': '2',
            # A back end that is back is asked again at once.
            'error_suppression_interval': '0',
        },
        # Tokens that prove themselves need no memcached.
        'filter:tempauth': dict(USERS, fernet_key_lab=fernet_key,
                                active_fernet_key_id='lab'),
        'filter:domain_remap': {'storage_domain': DOMAIN},
        'filter:s3api': {'location': REGION},
    }
    if memcached_port is not None:
        options['filter:cache'] = {
            'memcache_servers': '127.0.0.1:%d' % memcached_port,
            'error_suppression_interval': '0'}
    return options


def pipeline_of(path: pathlib.Path) -> list[str]:
    parser = configparser.RawConfigParser()
    parser.read(path)
    return parser.get('pipeline:main', 'pipeline').split()


def write_proxy(directory: pathlib.Path, sample: pathlib.Path,
                overlay: Options, *, without: frozenset[str]) -> None:
    """A proxy's directory; ``without`` names filters to leave out."""
    directory.mkdir(parents=True)
    shutil.copyfile(sample, directory / '10-sample.conf')
    chosen = overlay.get('pipeline:main', {}).get('pipeline')
    before = chosen.split() if chosen else pipeline_of(sample)
    after = [name for name in before if name not in without]
    if after != before:
        overlay = merge(
            overlay, {'pipeline:main': {'pipeline': ' '.join(after)}})
    write(directory / '20-lab.conf', overlay)
