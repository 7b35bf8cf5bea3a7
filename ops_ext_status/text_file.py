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

"""A file of text, and the files of a directory."""

from __future__ import annotations

import os
import stat

#: Bytes; a service would take long over more, and nobody wrote that.
LARGEST = 32 * 1024 * 1024


class CannotReadError(Exception):
    """It is not known what a service would make of a file, and why."""


def read(path: str) -> str:
    """Read a file.

    :raises CannotReadError: naming it, and why
    """
    try:
        check(path)
        with open(path, encoding='utf-8') as file:
            return file.read()
    except OSError as error:
        raise CannotReadError('%s: %s' % (
            path, error.strerror or error)) from None
    except ValueError as error:
        raise CannotReadError('%s: it is not UTF-8: %s' % (
            path, error)) from None


def check(path: str) -> None:
    """See that reading it will end.

    :raises CannotReadError: naming it, and why not
    :raises OSError: if it cannot be looked at
    """
    found = os.stat(path)
    if not stat.S_ISREG(found.st_mode):
        raise CannotReadError('%s: it is %s' % (
            path, 'a directory' if stat.S_ISDIR(found.st_mode)
            else 'no regular file'))
    if found.st_size > LARGEST:
        raise CannotReadError('%s: it has %d bytes, and a file of '
                              'configuration at most %d' % (
                                  path, found.st_size, LARGEST))


def of_path(path: str
            ) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Read a file, or the files of a directory that Swift would read.

    :returns: the texts by path, and those that nobody reads, but for
        copies of the others
    :raises CannotReadError: naming what cannot be read, and why
    """
    files, unread = [path], []
    if os.path.isdir(path):
        try:
            names = sorted(os.listdir(path))
        except OSError as error:
            raise CannotReadError('%s: %s' % (path, error.strerror)) from None
        read_names = [name for name in names
                      if name.endswith('.conf') and not name.startswith('.')]
        files = [os.path.join(path, name) for name in read_names]
        # An editor's copy of one that is read is no mistake.
        unread = [os.path.join(path, name) for name in names
                  if not any(one in name for one in read_names)]
        if not files:
            raise CannotReadError('%s: there is no *.conf in it' % path)
    return ({file: read(file) for file in files},
            tuple((file, _or_nothing(file)) for file in unread))


def _or_nothing(path: str) -> str:
    try:
        return read(path)
    except CannotReadError:
        return ''
