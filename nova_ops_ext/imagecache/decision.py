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


"""What becomes of a file: the decision table.

Every fact defaults to the side on which nothing is removed.
"""

from __future__ import annotations

from typing import NamedTuple

from nova_ops_ext.imagecache.reason import Action
from nova_ops_ext.imagecache.reason import Reason


class Pass(NamedTuple):
    """What is true of all files in a pass.

    :ivar removal_on: the operator wants removals
    :ivar storage_known: it could be told what the storage is
    :ivar storage_local: all of it is of a local type
    :ivar not_exported: this host exports none of it
    :ivar alone: no trace of another host, of any age
    :ivar one_machine: no other machine has the name of this host
    :ivar state_sound: the record could be read and written
    :ivar not_busy: nobody else is at work
    :ivar clock_sane: the clock is not behind the last pass
    :ivar scan_complete: every disk was read and understood
    :ivar servers_known: Nova could be asked for its servers
    :ivar directories_known: each server's directory is of a known server
    """

    removal_on: bool = False
    storage_known: bool = False
    storage_local: bool = False
    not_exported: bool = False
    alone: bool = False
    one_machine: bool = False
    state_sound: bool = False
    not_busy: bool = False
    clock_sane: bool = False
    scan_complete: bool = False
    servers_known: bool = False
    directories_known: bool = False


class File(NamedTuple):
    """What is true of one file.

    :ivar in_trash: it is there, and not in the cache
    :ivar name_known: Nova gives such names
    :ivar referenced: a disk needs it, where it is
    :ivar needed: a known server may need it; in the trash: it, or a disk,
        needs the name that it had
    :ivar pinned: the operator wants it kept
    :ivar open: a process has it open
    :ivar often_unused: it was seen unused in enough complete passes
    :ivar long_unused: it was last seen in use long enough ago
    :ivar untouched: it was written or touched long enough ago
    :ivar within_limits: not too many files go in this pass
    :ivar space_wanted: the file system is above the low watermark
    :ivar name_free: nothing has the name that it had
    :ivar retained: it has been in the trash for long enough
    :ivar duplicate: it is in the trash, and what has its name now is the same
    """

    in_trash: bool = False
    name_known: bool = False
    referenced: bool = True
    needed: bool = True
    pinned: bool = True
    open: bool = True
    often_unused: bool = False
    long_unused: bool = False
    untouched: bool = False
    within_limits: bool = False
    space_wanted: bool = False
    name_free: bool = False
    retained: bool = False
    duplicate: bool = False


class Decision(NamedTuple):
    """What to do, and why."""

    action: Action
    reason: Reason


#: A pass in which nothing stands against removals.
CLEAR = Pass(*[True] * len(Pass._fields))

#: Facts of the pass, and the refusal where one is not given; in order.
REFUSALS = (
    ('storage_known', Reason.STORAGE_UNKNOWN),
    ('storage_local', Reason.STORAGE_NOT_LOCAL),
    ('not_exported', Reason.STORAGE_EXPORTED),
    ('one_machine', Reason.TWO_MACHINES),
    ('alone', Reason.OTHER_HOST),
    ('not_busy', Reason.BUSY),
    ('state_sound', Reason.STATE_UNREADABLE),
    ('clock_sane', Reason.CLOCK),
    ('scan_complete', Reason.SCAN_INCOMPLETE),
    ('servers_known', Reason.SERVERS_UNKNOWN),
    ('directories_known', Reason.UNKNOWN_DIRECTORY),
)


def refusals(the_pass: Pass) -> list[Reason]:
    """List all that stands against removals, beside the operator's will."""
    return [reason for name, reason in REFUSALS
            if not getattr(the_pass, name)]


def decide(the_pass: Pass, file: File) -> Decision:
    """Tell what becomes of a file; the first row that applies decides."""
    if file.in_trash and file.needed and file.name_free and not (
            file.referenced):
        # To give back is no removal, whatever else is the matter.
        return Decision(Action.RESTORE, Reason.REFERENCED_AGAIN)
    if not the_pass.removal_on:
        return Decision(Action.OBSERVE, Reason.OBSERVE)
    for reason in refusals(the_pass):
        return Decision(Action.REFUSE, reason)
    if not file.name_known:
        return Decision(Action.KEEP, Reason.UNKNOWN_NAME)
    if file.referenced:
        return Decision(Action.KEEP, Reason.REFERENCED)
    if file.needed and not (file.in_trash and file.duplicate):
        return Decision(Action.KEEP, Reason.NAME_TAKEN if file.in_trash
                        else Reason.NEEDED_BY_SERVER)
    if file.pinned:
        return Decision(Action.KEEP, Reason.PINNED)
    if file.open:
        return Decision(Action.KEEP, Reason.OPEN)
    return _of_trash(file) if file.in_trash else _of_cache(file)


def _of_cache(file: File) -> Decision:
    if not file.often_unused:
        return Decision(Action.KEEP, Reason.TOO_FEW_PASSES)
    if not file.long_unused:
        return Decision(Action.KEEP, Reason.TOO_RECENTLY_USED)
    if not file.untouched:
        return Decision(Action.KEEP, Reason.TOO_YOUNG)
    if not file.space_wanted:
        return Decision(Action.KEEP, Reason.ENOUGH_FREE)
    if not file.within_limits:
        return Decision(Action.REFUSE, Reason.TOO_MANY)
    return Decision(Action.TRASH, Reason.UNUSED)


def _of_trash(file: File) -> Decision:
    if not file.retained:
        return Decision(Action.KEEP, Reason.IN_RETENTION)
    return Decision(Action.PURGE, Reason.EXPIRED)
