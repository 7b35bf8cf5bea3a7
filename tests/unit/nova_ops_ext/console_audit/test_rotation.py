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

"""Whether a log is rotated."""

import itertools

import pytest

from nova_ops_ext.console_audit import libvirt_conf
from nova_ops_ext.console_audit import rotation

Kind = rotation.Kind
LOGD = rotation.Configured()
FILE = rotation.Configured('file')
NEITHER = rotation.Configured('', 'qemu.conf: closed', None, 'closed')
VIRTLOGD = rotation.Writer(2, 'virtlogd')
QEMU = rotation.Writer(3, 'qemu-system-x86')
OFF = rotation.Guest(True, False, False)
ON = rotation.Guest(True, True, False)
ORPHAN = rotation.Guest(False, False, False)
FOREIGN = rotation.Guest(False, False, True)
STRANGE = rotation.Guest(None, False, True)


@pytest.mark.parametrize(
    ('writers', 'blind', 'guest', 'configured', 'kind', 'reason'), [
        ([VIRTLOGD], '', ON, FILE, Kind.VIRTLOGD, 'virtlogd (process 2)'),
        ([VIRTLOGD], 'blind', ON, NEITHER, Kind.VIRTLOGD, 'virtlogd'),
        ([QEMU], '', ON, LOGD, Kind.NONE, 'qemu-system-x86 (process 3)'),
        ([QEMU, VIRTLOGD], 'blind', ON, LOGD, Kind.NONE, 'qemu-system-x86'),
        ([QEMU], '', FOREIGN, LOGD, Kind.NONE, 'qemu'),
        ([], 'blind', OFF, LOGD, Kind.UNKNOWN, 'blind'),
        ([], 'blind', ON, LOGD, Kind.UNKNOWN, 'blind'),
        ([], '', ON, LOGD, Kind.UNKNOWN, 'the guest runs'),
        ([], '', OFF, LOGD, Kind.NEXT_VIRTLOGD, 'configured'),
        ([], '', OFF, FILE, Kind.NEXT_NONE, 'stdio_handler = file'),
        ([], '', OFF, NEITHER, Kind.UNKNOWN, 'qemu.conf: closed'),
        ([], '', ORPHAN, FILE, Kind.IDLE, 'no process'),
        ([], 'blind', ORPHAN, FILE, Kind.UNKNOWN, 'blind'),
        ([], 'blind', FOREIGN, FILE, Kind.ELSEWHERE, 'not on this host'),
        ([], '', STRANGE, LOGD, Kind.NEXT_VIRTLOGD, 'configured'),
    ])
def test_judge(writers, blind, guest, configured, kind, reason):
    judged = rotation.judge(writers, blind, guest, configured)
    assert judged.kind is kind
    assert reason in judged.reason


def test_every_case_is_judged_and_explained():
    for case in itertools.product(
            ([], [VIRTLOGD], [QEMU], [VIRTLOGD, QEMU]), ('', 'blind'),
            itertools.starmap(rotation.Guest, itertools.product(
                (True, False, None), (True, False), (True, False))),
            (LOGD, FILE, NEITHER)):
        judged = rotation.judge(*case)
        assert judged.reason
        # Only what is seen is taken for a fact.
        assert (judged.kind is Kind.NONE) == (QEMU in case[0])
        assert (judged.kind is Kind.VIRTLOGD) == (case[0] == [VIRTLOGD])
        assert judged.bounded == (judged.kind in (Kind.VIRTLOGD, Kind.IDLE))


def test_limits_are_those_of_virtlogd():
    limits = libvirt_conf.Limits(5, 1)
    configured = rotation.Configured(limits=limits)
    assert rotation.judge([VIRTLOGD], '', ON, configured).limits == limits
    assert rotation.judge([], '', OFF, configured).limits == limits
    assert rotation.judge([QEMU], '', ON, configured).limits is None


def test_many_writers_are_not_all_named():
    assert rotation.named([QEMU] * 5).endswith('and 2 more')
