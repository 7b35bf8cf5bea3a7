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

"""A directory whose file system can hold Swift's objects."""

import contextlib
import os
import tempfile


def place() -> str:
    """Find one in which to make temporary directories.

    :raises OSError: saying what to do
    """
    for directory in (tempfile.gettempdir(), '/var/tmp'):
        with tempfile.NamedTemporaryFile(dir=directory) as file:
            with contextlib.suppress(OSError):
                os.setxattr(file.name, 'user.swift', b'x')
                return directory
    raise OSError('no user extended attributes in %s and /var/tmp; name '
                  'another directory in TMPDIR' % tempfile.gettempdir())
