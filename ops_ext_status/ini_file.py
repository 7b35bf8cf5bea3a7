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

"""A file, or a directory of files, that PasteDeploy reads."""

from __future__ import annotations

from collections.abc import Mapping
import configparser
import os
import types
from typing import NamedTuple

from ops_ext_status import ini_parser
from ops_ext_status import text_file

_NOTHING: Mapping[str, str] = types.MappingProxyType({})
#: Two names of one kind each; PasteDeploy looks first for the second.
SAME = {'application': 'app', 'composit': 'composite'}


class Ini(NamedTuple):
    """What stands in it.

    :ivar path: of the file or directory
    :ivar sections: the options of each, without those of [DEFAULT]
    :ivar defaults: of [DEFAULT], and those that PasteDeploy adds
    :ivar unread: files of the directory that nobody reads, with their texts
    :ivar broken: sections that the service fails to read if it needs them,
        and why
    """

    path: str
    sections: Mapping[str, Mapping[str, str]]
    defaults: Mapping[str, str]
    unread: tuple[tuple[str, str], ...] = ()
    broken: Mapping[str, str] = _NOTHING

    def at(self, section: str, option: str = '') -> str:
        """Say where something is."""
        return ' '.join(filter(None, (
            self.path, '[%s]' % section, option)))

    def named(self, kinds: tuple[str, ...], name: str) -> list[str]:
        """Name the sections, such as ``filter:name``, as PasteDeploy does."""
        found: dict[str, list[str]] = {}
        for section in self.sections:
            kind, colon, rest = section.partition(':')
            if colon and kind in kinds and rest.strip() == name:
                found.setdefault(kind, []).append(section)
        return [section for kind, sections in found.items()
                if SAME.get(kind) not in found for section in sections]

    def find(self, kinds: tuple[str, ...], name: str) -> str | None:
        """Give the first section of that name."""
        return next(iter(self.named(kinds, name)), None)


def read(path: str, given: Mapping[str, str] = _NOTHING) -> Ini:
    """Read a file as PasteDeploy does, and nova-api with it.

    :param given: see :func:`ini_parser.parsed`
    :raises CannotReadError: naming what cannot be read, and why
    """
    return _read(path, given, of_swift=False)


def read_swift(path: str, given: Mapping[str, str] = _NOTHING) -> Ini:
    """Read a file, or the files of a directory, as Swift does.

    :param given: see :func:`ini_parser.parsed`
    :raises CannotReadError: naming what cannot be read, and why
    """
    return _read(path, given, of_swift=True)


def check_proxy(path: str) -> None:
    """Read the file of a swift-proxy as it does for its policies.

    :raises CannotReadError: naming what cannot be read, and why
    """
    texts, _unread = text_file.of_path(os.path.abspath(path))
    for section, problem in ini_parser.alone(texts):
        raise text_file.CannotReadError('%s [%s]: %s' % (
            path, section, problem))


def _read(path: str, given: Mapping[str, str], *, of_swift: bool) -> Ini:
    path = os.path.abspath(path)
    texts, unread = text_file.of_path(path)
    here = path if os.path.isdir(path) else os.path.dirname(path)
    try:
        parser = ini_parser.parsed(texts, dict(zip(
            ini_parser.ADDED, (here, path), strict=True)), given,
            of_swift=of_swift)
    except configparser.Error as error:
        raise text_file.CannotReadError(ini_parser.flat(error)) from None
    return _made(path, parser, unread)


def _made(path: str, parser: configparser.ConfigParser,
          unread: tuple[tuple[str, str], ...]) -> Ini:
    defaults = {}
    for option in parser.defaults():
        try:
            defaults[option] = parser.get('DEFAULT', option)
        except configparser.Error as error:
            # PasteDeploy reads all of these, whatever it is asked for.
            raise text_file.CannotReadError('%s [DEFAULT] %s: %s' % (
                path, option, ini_parser.flat(error))) from None
    sections: dict[str, dict[str, str]] = {}
    broken: dict[str, str] = {}
    for section in parser.sections():
        options = sections.setdefault(section, {})
        for option in parser.options(section):
            try:
                value = parser.get(section, option)
            except configparser.Error as error:
                if option in defaults and option[:4] not in ('set ', 'get '):
                    # It is not asked for.
                    continue
                broken.setdefault(section, '%s [%s] %s: %s' % (
                    path, section, option, ini_parser.flat(error)))
            else:
                if option not in defaults or value != defaults[option]:
                    options[option] = value
    return Ini(path, sections, defaults, unread, broken)
