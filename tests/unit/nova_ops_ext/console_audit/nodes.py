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

"""A compute node in a directory, and processes that write its logs."""

import contextlib
import json
import os
import pathlib
import subprocess
import sys
from xml.sax import saxutils

ROOT = pathlib.Path(__file__).resolve().parents[4]
MIB = 1 << 20
_WRITER = '''
import os, sys
with open('/proc/self/comm', 'w') as comm:
    comm.write(sys.argv[1])
fd = os.open(sys.argv[2], int(sys.argv[3]), 0o600)
print('open', flush=True)
sys.stdin.read()
'''


def domain_xml(uuid, log, title='web & "1"', project='shop'):
    """Give what libvirt keeps of a guest of Nova's."""
    return ('''<!--
WARNING: THIS IS AN AUTO-GENERATED FILE.
-->
<domain type='kvm'>
  <name>instance-%s</name>
  <uuid>%s</uuid>
  <metadata>
    <nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1">
      <nova:package version="34.0.0"/>
      <nova:name>%s</nova:name>
      <nova:owner>
        <nova:user uuid="user-id">alice</nova:user>
        <nova:project uuid="project-id">%s</nova:project>
      </nova:owner>
      <nova:root type="image" uuid="image-id"/>
    </nova:instance>
  </metadata>
  <devices>
    <disk type='file'><source file='/i/disk'/></disk>
    <serial type='pty'>
      <log file='%s' append='off'/>
      <target type='isa-serial' port='0'/>
    </serial>
    <console type='pty'>
      <log file='%s' append='off'/>
    </console>
  </devices>
</domain>
''' % (uuid[:8], uuid, saxutils.escape(title), saxutils.escape(project),
       log, log)).encode()


def status_xml(uuid, log, **more):
    """Give what libvirt keeps of it while it runs."""
    return (b"<domstatus state='running' reason='booted' pid='7'>\n"
            b"<devices><device alias='serial0'/></devices>\n"
            + domain_xml(uuid, log, **more).partition(b'-->\n')[2]
            + b'</domstatus>\n')


class Node:
    """The node.

    :param directory: an empty one
    """

    def __init__(self, directory):
        self.instances = directory / 'instances'
        self.etc = directory / 'etc'
        self.run_libvirt = directory / 'run'
        for one in (self.instances, self.etc / 'qemu',
                    self.run_libvirt / 'qemu'):
            one.mkdir(parents=True)

    def log(self, number, size=10, *, suffix='', domain=True, runs=False,
            title='web'):
        """Make an instance with a log, and give the path of that."""
        uuid = '%08x-0000-4000-8000-000000000000' % number
        directory = self.instances / (uuid + suffix)
        directory.mkdir()
        log = directory / 'console.log'
        log.touch()
        os.truncate(log, size)
        if domain:
            name = 'instance-%08x.xml' % number
            (self.etc / 'qemu' / name).write_bytes(
                domain_xml(uuid, log, title=title))
            if runs:
                (self.run_libvirt / 'qemu' / name).write_bytes(
                    status_xml(uuid, log, title=title))
        return log

    def arguments(self, *more):
        return ['--instances-path', str(self.instances), '--etc-libvirt',
                str(self.etc), '--run-libvirt', str(self.run_libvirt), *more]

    def run(self, *more, timeout=60, **options):
        """Run the command as a process."""
        return run(*self.arguments(*more), timeout=timeout, **options)

    def read(self, *more, **options):
        """Run it, and give its JSON."""
        return loads(self.run('--json', *more, **options))


def loads(done):
    """Give the JSON of a process."""
    read = json.loads(done.stdout)
    assert read['exit_code'] == done.returncode
    return read


def run(*arguments, timeout=60, program=('-m',
                                         'nova_ops_ext.cmd.console_audit'),
        python=sys.executable, **options):
    """Run the command as a process."""
    environ = dict(os.environ, PYTHONPATH=str(ROOT))
    return subprocess.run(
        [python, *program, *arguments],
        **{'capture_output': True, 'env': environ, 'timeout': timeout,
           'check': False, **options})


def codes(read, *, counted=True):
    """Name the findings of a document, without mere notes."""
    return sorted((one['level'], one['code']) for one in read['findings']
                  if one['level'] != 'OK' or not counted)


@contextlib.contextmanager
def writer(name, log, flags=os.O_WRONLY | os.O_APPEND | os.O_CREAT):
    """Have a process keep a file open.

    :param name: of the process
    """
    process = subprocess.Popen(
        [sys.executable, '-c', _WRITER, name, str(log), str(flags)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert process.stdout.readline() == b'open\n'
        yield process
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(60)
