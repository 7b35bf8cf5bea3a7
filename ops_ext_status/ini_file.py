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

"""A file, or a directory of files, that PasteDeploy reads.

Parsed by the same parser of Python's and with the same settings, so what it
does not take, the service does not take either.
"""

from __future__ import annotations

from collections.abc import Mapping
import configparser
import os
from typing import Any
from typing import NamedTuple

from ops_ext_status import file_kind


class CannotReadError(Exception):
    """It is not known what a service would make of a file, and why."""


class Ini(NamedTuple):
    """What stands in it.

    :ivar path: of the file or directory
    :ivar sections: the options of each, without those of [DEFAULT]
    :ivar defaults: of [DEFAULT], and those that PasteDeploy adds
    :ivar unread: files of the directory that nobody reads, with their texts
    """

    path: str
    sections: Mapping[str, Mapping[str, str]]
    defaults: Mapping[str, str]
    unread: tuple[tuple[str, str], ...] = ()

    def at(self, section: str, option: str = '') -> str:
        """Say where something is."""
        return ' '.join(filter(None, (
            self.path, '[%s]' % section, option)))

    def find(self, kinds: tuple[str, ...], name: str) -> str | None:
        """Find a section, such as ``filter:name``, as PasteDeploy does."""
        for section in self.sections:
            kind, colon, rest = section.partition(':')
            if colon and kind in kinds and rest.strip() == name:
                return section
        return None


def read(path: str) -> Ini:
    """Read a file, or the files of a directory that Swift would read.

    :raises CannotReadError: naming what cannot be read, and why
    """
    path = os.path.abspath(path)
    files, unread = [path], []
    if os.path.isdir(path):
        try:
            names = sorted(os.listdir(path))
        except OSError as error:
            raise CannotReadError('%s: %s' % (path, error.strerror)) from None
        files = [os.path.join(path, name) for name in names
                 if name.endswith('.conf') and not name.startswith('.')]
        unread = [os.path.join(path, name) for name in names
                  if os.path.join(path, name) not in files]
        if not files:
            raise CannotReadError('%s: there is no *.conf in it' % path)
    here = path if os.path.isdir(path) else os.path.dirname(path)
    texts = {file: text(file) for file in files}
    parser = configparser.ConfigParser(
        defaults={'here': here, '__file__': path},
        interpolation=configparser.BasicInterpolation()
        if _of_nova('\n'.join(texts.values())) else _AsSwift())
    # As PasteDeploy does, which tells upper from lower case.
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    for file, content in texts.items():
        try:
            parser.read_string(content, file)
        except configparser.Error as error:
            raise CannotReadError(_flat(error)) from None
    return _made(path, parser, tuple(
        (file, _text_or_none(file)) for file in unread))


def text(path: str) -> str:
    """Read a file.

    :raises CannotReadError: naming it, and why
    """
    try:
        with open(path, encoding='utf-8') as file:
            return file.read()
    except OSError as error:
        raise CannotReadError('%s: %s' % (
            path, error.strerror or error)) from None
    except ValueError as error:
        raise CannotReadError('%s: it is not UTF-8: %s' % (
            path, error)) from None


class _AsSwift(configparser.BasicInterpolation):
    """A per cent sign is one, unless a parenthesis follows.

    So Swift reads its files; Nova's are for PasteDeploy alone, where each has
    to be written twice.
    """

    def before_get(self, parser: Any, section: str, option: str, value: str,
                   defaults: Any) -> str:
        if '%(' not in value:
            return value
        return super().before_get(parser, section, option, value, defaults)


def _of_nova(content: str) -> bool:
    try:
        return file_kind.of(content) == file_kind.Kind.API_PASTE
    except ValueError:
        return False


def _text_or_none(path: str) -> str:
    try:
        return text(path)
    except CannotReadError:
        return ''


def _made(path: str, parser: configparser.ConfigParser,
          unread: tuple[tuple[str, str], ...]) -> Ini:
    sections: dict[str, dict[str, str]] = {}
    defaults = {}
    place = 'DEFAULT', ''
    try:
        for option in parser.defaults():
            place = 'DEFAULT', option
            defaults[option] = parser.get('DEFAULT', option)
        for section in parser.sections():
            options = sections.setdefault(section, {})
            for option in parser.options(section):
                place = section, option
                value = parser.get(section, option)
                if option not in defaults or value != defaults[option]:
                    options[option] = value
    except configparser.Error as error:
        raise CannotReadError('%s [%s] %s: %s' % (
            path, *place, _flat(error))) from None
    return Ini(path, sections, defaults, unread)


def _flat(error: Exception) -> str:
    return ' '.join(str(error).split())
