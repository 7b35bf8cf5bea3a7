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


"""A compute node with an image cache, for the command."""

import json
import os
import subprocess
import sys

from nova_ops_ext.cmd import image_cache
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache import worker_process
from nova_ops_ext.imagecache_command import configuration
from tests.harness import disk_farm
from tests.unit.nova_ops_ext.console_audit import nodes

USED = '7b4783508212f5d242cbf9ff56fb8d33b4ce6166_10'
UNUSED = '00000000000000000000000000000000000000aa'
SERVER = '11111111-1111-4111-8111-111111111111'


class Node:
    """The node: a file in use, another unused, and a server.

    :param directory: an empty one
    """

    def __init__(self, directory):
        self.instances = directory / 'instances'
        self.base = self.instances / '_base'
        self.trash = self.base / 'ops_ext_trash'
        self.disk = self.instances / SERVER / 'disk'
        self.base.mkdir(parents=True)
        self.disk.parent.mkdir()
        for name in (USED, UNUSED):
            (self.base / name).write_bytes(b'x' * 5000)
        self.disk.write_bytes(disk_farm.header(
            os.fsencode(self.base / USED), b'raw'))
        self.state = directory / 'state'
        self.settings = shapes.Settings(
            'node-1', str(self.instances), str(self.base),
            str(self.state / 'node-1'), removal='trash', minimum_age=0,
            minimum_age_resized=0, minimum_passes=1)
        self.conf = directory / 'nova.conf'
        self.conf.write_text(
            '[DEFAULT]\nhost = node-1\ninstances_path = %s\n'
            '[image_cache]\nremove_unused_original_minimum_age_seconds = 0\n'
            '[ops_image_cache]\nremoval = trash\nstate_dir = %s\n'
            'minimum_passes = 1\n' % (self.instances, self.state))

    @property
    def record(self):
        record, = [one for one in (self.state / 'node-1').iterdir()
                   if one.is_dir()]
        return record

    def run_pass(self, now, **known):
        """Do what nova-compute does; give the report."""
        with worker_process.Worker(60, 600) as worker:
            seen = worker.ask('look', settings=self.settings._asdict(),
                              now=now)
            worker.ask('finish', known=shapes.Known(
                True, stems=tuple(seen['directories']), hosts=('node-1',),
                **known)._asdict())
            return worker.ask('conclude')

    def command(self, monkeypatch, capsys):
        """Give the command, run within this process on this node."""
        monkeypatch.setattr(
            configuration, 'read', lambda _files: configuration.Configuration(
                self.settings, 2400, 60, 600))

        def run(*arguments):
            code = image_cache.main(arguments)
            out, err = capsys.readouterr()
            assert err == '' or 'usage' in err
            return code, out
        return run

    def process(self, *arguments, program=(
            '-m', 'nova_ops_ext.cmd.image_cache'), **options):
        """Run the command as a process."""
        return subprocess.run(
            [sys.executable, *program, *arguments], **{
                'capture_output': True, 'text': True, 'check': False,
                'timeout': 120, 'env': dict(
                    os.environ, PYTHONPATH=str(nodes.ROOT)), **options})

    def audit(self):
        """Give the lines of the audit log."""
        return [json.loads(line) for line in
                (self.record / 'audit.log').read_text().splitlines()]
