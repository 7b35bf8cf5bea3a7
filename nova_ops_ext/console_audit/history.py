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

"""What an earlier run saw, as the text of the state file.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
import json
from typing import Any
from typing import NamedTuple

from nova_ops_ext.console_audit import growth
from nova_ops_ext.console_audit import logs

_VERSION = 1
_SHORTEST = 1.0


class Look(NamedTuple):
    """One look at a log.

    :ivar at: seconds since 1970
    """

    at: float
    files: tuple[logs.LogFile, ...]


History = dict[str, Look]


def dumps(history: Mapping[str, Look]) -> str:
    """Write looks down.

    :param history: by the path of the log
    """
    return json.dumps({'version': _VERSION, 'logs': {
        path: [look.at, [list(one) for one in look.files]]
        for path, look in history.items()}})


def loads(text: str) -> History:
    """Read what :func:`dumps` wrote.

    :raises ValueError: if it is anything else
    """
    try:
        read = json.loads(text)
        if read['version'] != _VERSION:
            raise ValueError('it is of another version')
        return {str(path): Look(_number(at), tuple(map(_file, files)))
                for path, (at, files) in read['logs'].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError,
            OverflowError) as error:
        raise ValueError('it is not what this command wrote: %s' % (
            str(error)[:100] or type(error).__name__)) from None


def grown(history: Mapping[str, Look], log: logs.Log, now: float
          ) -> growth.Growth | None:
    """Give the growth since an earlier look.

    :returns: None if there is no look, or its clock makes no sense
    """
    look = history.get(log.path)
    if look is None or now - look.at < _SHORTEST:
        return None
    return growth.between(log.name, look.files, log.files, now - look.at)


def renewed(history: Mapping[str, Look], found: Iterable[logs.Log],
            now: float, unseen: Iterable[str]) -> History:
    """Take over what was seen now.

    :param unseen: paths beneath which nothing could be seen; earlier looks
        there are kept
    """
    roots = tuple(unseen)
    kept = {path: look for path, look in history.items()
            if look.at <= now
            and any(path == root or path.startswith(root.rstrip('/') + '/')
                    for root in roots)}
    for log in found:
        kept[log.path] = Look(now, log.files)
    return kept


def _file(values: list[Any]) -> logs.LogFile:
    name, size, disk, device, inode, kind = values
    for one in (size, disk, device, inode):
        if type(one) is not int or one < 0:
            raise ValueError('%.20r is not a size' % (one,))
    return logs.LogFile(str(name), size, disk, device, inode, str(kind))


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value < 1e12:
        raise ValueError('%.20r is not a time' % (value,))
    return float(value)
