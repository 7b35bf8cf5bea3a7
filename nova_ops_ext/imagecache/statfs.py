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

"""The type of a file system by statfs, which Python's statvfs leaves out."""

from __future__ import annotations

import ctypes
import os

_BUFFER = 512
_MASK = 0xffffffff


def f_type(handle: int) -> int:
    """Ask for the type of the file system of an open file.

    :raises OSError: as fstatfs fails
    """
    libc = ctypes.CDLL(None, use_errno=True)
    # The structure begins with the type, as a long on nearly all machines.
    buffer = (ctypes.c_char * _BUFFER)()
    if libc.fstatfs(handle, buffer):
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    word = ctypes.c_uint if os.uname().machine == 's390x' else ctypes.c_long
    return int(word.from_buffer(buffer).value) & _MASK
