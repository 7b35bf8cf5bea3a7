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


"""Why something is kept, refused or removed, in the operator's words."""

from __future__ import annotations

import enum


class Action(enum.Enum):
    """What is done with a file."""

    OBSERVE = 'observe'
    REFUSE = 'refuse'
    KEEP = 'keep'
    TRASH = 'trash'
    PURGE = 'purge'
    RESTORE = 'restore'


class Reason(enum.Enum):
    """Why; the value is the word of logs, metrics and commands.

    :ivar text: what it means
    :ivar remedy: what an operator can do, '' where there is nothing to do
    """

    text: str
    remedy: str

    def __new__(cls, word: str, text: str, remedy: str = '') -> Reason:
        reason = object.__new__(cls)
        reason._value_ = word
        reason.text = text
        reason.remedy = remedy
        return reason

    # The pass.
    OBSERVE = (
        'observe', 'nothing is removed, since [ops_image_cache] removal is '
        'observe',
        'set removal = trash on hosts with local storage, once the reports '
        'are as you expect')
    STORAGE_NOT_LOCAL = (
        'storage-not-local', 'the storage is shared, or of a type that may '
        'be',
        'nothing: on such storage nothing is ever removed')
    STORAGE_UNKNOWN = (
        'storage-unknown', 'it cannot be told what the storage is',
        'mend what is named; nothing is removed until it can be told')
    STORAGE_EXPORTED = (
        'storage-exported', 'this host exports the storage to others',
        'end the export, if no other host needs it')
    OTHER_HOST = (
        'other-host', 'another host uses the storage, or did',
        'if that host is gone for good or never shared it: take its entry '
        'out of compute_nodes and its file out of ops_ext_hosts, then '
        'nova-ops-image-cache ack host:NAME')
    TWO_MACHINES = (
        'two-machines', 'another machine uses the storage under the name of '
        'this host',
        'give each nova-compute a host name of its own; if this machine was '
        'installed anew, or its state_dir changed or lost, take its old file '
        'out of ops_ext_hosts')
    STATE_UNREADABLE = (
        'state-unreadable', 'the record of earlier passes cannot be read or '
        'written',
        'mend what is named, such as a full disk or the owner of a file')
    BUSY = (
        'busy', 'another pass or command is at work',
        'nothing: the next pass tries again')
    CLOCK = (
        'clock', 'the clock of this host cannot be right',
        'correct the clock; if it had been ahead and is right now: '
        'nova-ops-image-cache ack clock')
    SCAN_INCOMPLETE = (
        'scan-incomplete', 'a disk or directory cannot be read or '
        'understood, so it may need any file',
        'mend what is named, or move it elsewhere if nobody needs it')
    SERVERS_UNKNOWN = (
        'servers-unknown', 'Nova could not be asked for its servers',
        'look for the error of the database or the message bus; the next '
        'pass tries again')
    UNKNOWN_DIRECTORY = (
        'unknown-directory', 'there are directories of servers that the '
        'database of Nova does not know',
        'find out whose they are: another cloud or cell may use this '
        'storage; if nobody needs them: nova-ops-image-cache ack '
        'directory:NAME')
    WORKER_HUNG = (
        'worker-hung', 'the storage did not answer in time',
        'look at what hangs; the pass was given up, and nothing is lost')
    WORKER_DIED = (
        'worker-died', 'the process that does the pass ended unexpectedly',
        'look for its error in the log of nova-compute; report it as a bug')

    # The file.
    UNKNOWN_NAME = (
        'unknown-name', 'its name is none that Nova gives',
        'remove it by hand if nobody needs it')
    REFERENCED = ('referenced', 'a disk needs it')
    NEEDED_BY_SERVER = (
        'needed-by-server', 'a server was made of it, and may need it again')
    PINNED = (
        'pinned', 'an operator pinned it',
        'nova-ops-image-cache unpin FILE')
    OPEN = ('open', 'a process has it open')
    TOO_FEW_PASSES = (
        'too-few-passes', 'it was seen unused in too few complete passes')
    TOO_RECENTLY_USED = (
        'too-recently-used', 'it was used, or first seen, too recently')
    TOO_YOUNG = ('too-young', 'it was written or touched too recently')
    TOO_MANY = (
        'too-many', 'more files would go in one pass than is usual',
        'look at them; if they may go: nova-ops-image-cache ack removals')
    ENOUGH_FREE = (
        'enough-free', 'the file system is below the low watermark')
    UNUSED = ('unused', 'nobody needs it')
    LOCK_BUSY = ('lock-busy', 'Nova holds its lock')
    CHANGED = ('changed', 'it changed during the pass')
    FAILED = (
        'failed', 'the operation failed',
        'look at the error in the log')

    # The trash.
    IN_RETENTION = ('in-retention', 'it was removed too recently to purge')
    NAME_TAKEN = (
        'name-taken', 'it is needed again, and a new file has its name',
        'if the disks that need it work: nova-ops-image-cache purge FILE')
    EXPIRED = ('expired', 'its time in the trash is over')
    BY_OPERATOR = ('by-operator', 'an operator asked for it')
    REFERENCED_AGAIN = ('referenced-again', 'it is needed again')
