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


"""What the arguments of the command name.  Pure."""

from __future__ import annotations

import os

from nova_ops_ext.imagecache import shapes

_ALONE = ('removals', 'clock')
_OF = ('directory', 'host')


class NotUnderstoodError(ValueError):
    """An argument names nothing that there can be."""


def file_name(text: str, settings: shapes.Settings) -> str:
    """Give the name of a file of the cache, or the entry of the trash.

    :param text: such a name, or the path of one
    :raises NotUnderstoodError: if it is the path of something else
    """
    if '/' in text:
        directory, name = os.path.split(os.path.abspath(text))
        if directory not in (settings.cache_dir, settings.trash_dir):
            raise NotUnderstoodError(
                '%s is neither in %s nor in %s' % (
                    text, settings.cache_dir, settings.trash_dir))
    else:
        name = text
    if name in ('', '.', '..') or '\0' in name:
        raise NotUnderstoodError('%r is no name of a file' % text)
    return name


def acknowledged(text: str) -> str:
    """Check what is to be acknowledged.

    :raises NotUnderstoodError: if it is nothing that can be
    """
    kind, colon, name = text.partition(':')
    if text in _ALONE or (kind in _OF and colon and name
                          and '/' not in name and '\0' not in name):
        return text
    raise NotUnderstoodError(
        '%r cannot be acknowledged; what can is removals, clock, '
        'directory:NAME and host:NAME' % text)
