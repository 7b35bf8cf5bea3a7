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

"""An sdist of which every build gives the same bytes.  Pure.

What setuptools writes has the times, the owners and the order of files of the
machine on which it was built.
"""

from __future__ import annotations

import gzip
import io
import tarfile

_BEST = 9


def plain(archive: bytes, epoch: int) -> bytes:
    """Take from a .tar.gz what depends on where and when it was made.

    :param epoch: seconds since 1970 that all files are to have
    :raises tarfile.TarError: if it is no .tar.gz
    :raises ValueError: if it has what no sdist has, such as a device
    """
    with tarfile.open(fileobj=io.BytesIO(archive), mode='r:gz') as given:
        content = {}
        for member in given.getmembers():
            if not (member.isfile() or member.isdir()):
                raise ValueError('%s is neither a file nor a directory'
                                 % member.name)
            if member.isfile():
                file = given.extractfile(member)
                assert file is not None
                content[member.name] = (file.read(), member.mode & 0o100)
    made = io.BytesIO()
    # USTAR has no headers of its own that could differ.
    with tarfile.open(fileobj=made, mode='w',
                      format=tarfile.USTAR_FORMAT) as tar:
        for name, (data, executable) in sorted(content.items()):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            member.mtime = epoch
            member.mode = 0o755 if executable else 0o644
            member.uname = member.gname = 'root'
            tar.addfile(member, io.BytesIO(data))
    return gzip.compress(made.getvalue(), _BEST, mtime=epoch)
