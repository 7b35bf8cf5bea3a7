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

"""What ``nova.conf`` says, read as a service of Nova's reads it, without Nova.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
import glob
import os
import types
from typing import Any
from typing import NamedTuple

from nova_ops_ext.scheduler_command import features


class CannotReadError(Exception):
    """It cannot be known what nova-scheduler would do."""


class NoFileError(CannotReadError):
    """There is nothing to read."""


class Unreadable(NamedTuple):
    """An option whose value nova-scheduler will not take."""

    group: str
    option: str
    problem: str

    def __str__(self) -> str:
        return '[%s] %s: %s' % self


class Configuration(NamedTuple):
    """The options of Nova that matter here, and all of our own.

    :ivar values: by group and name; without those that cannot be read
    :ivar given: the names that stand in the files, by group
    :ivar known: the names of our options, by group
    :ivar others: our groups that are not of this service
    :ivar places: the file that has the last word on an option, by group and
        name
    """

    files: tuple[str, ...]
    values: Mapping[str, Mapping[str, Any]]
    unreadable: tuple[Unreadable, ...]
    given: Mapping[str, Mapping[str, Sequence[str]]]
    known: Mapping[str, frozenset[str]]
    others: frozenset[str] = frozenset()
    places: Mapping[str, Mapping[str, str]] = types.MappingProxyType({})

    def get(self, group: str, option: str) -> Any:
        """Give a value; None if it cannot be read."""
        return self.values.get(group, {}).get(option)


def read(files: Sequence[str], directories: Sequence[str] = (), *,
         prog: str = 'nova-scheduler',
         options: Sequence[tuple[str, Sequence[Any]]] | None = None,
         groups: frozenset[str] = features.GROUPS) -> Configuration:
    """Read it.

    :param files: where the service looks if there is neither a file nor a
        directory
    :param directories: of which each ``*.conf`` is read, after the files
    :param prog: the service
    :param options: of Nova, by group; those that the scheduler's rules need
    :param groups: of ours, those that this service reads
    :raises CannotReadError: and why
    """
    try:
        from oslo_config import cfg
    except ImportError as error:
        raise CannotReadError('oslo.config is not installed here: %s' % error
                              ) from None

    from nova_ops_ext import conf as ours
    from nova_ops_ext.conf import readable
    from nova_ops_ext.scheduler_command import nova_options

    conf = cfg.ConfigOpts()
    named = bool(files or directories)
    try:
        conf([], project='nova', prog=prog,
             default_config_files=list(files) if named else None,
             default_config_dirs=list(directories) if named else None)
        read_files = _files(conf)
        if not read_files:
            raise NoFileError('there is no nova.conf; name it with '
                              '--config-file')
        given, places = _given(cfg, read_files)
    except (cfg.Error, ValueError, OSError) as error:
        raise CannotReadError(str(error)) from None
    listed = [(group.name, group_options)
              for group, group_options in ours.list_opts()
              if group.name in groups]
    registered = [
        *(nova_options.OPTIONS if options is None else options), *listed]
    # A value may refer to an option of a later group.
    for group, group_options in registered:
        conf.register_opts(group_options,
                           group=None if group == 'DEFAULT' else group)
    values: dict[str, dict[str, Any]] = {}
    unreadable = []
    for group, group_options in registered:
        place = conf if group == 'DEFAULT' else conf[group]
        for option in group_options:
            try:
                value = getattr(place, option.dest)
                readable.check_given(option, value)
            except (cfg.Error, ValueError) as error:
                unreadable.append(Unreadable(group, option.dest, str(error)))
            else:
                values.setdefault(group, {})[option.dest] = value
    return Configuration(
        tuple(read_files), values, tuple(unreadable), given,
        {group: frozenset(
            [*(option.dest for option in group_options),
             *(old.name for option in group_options
               for old in option.deprecated_opts)])
         for group, group_options in listed},
        frozenset(group.name for group, _options in ours.list_opts())
        - groups, places)


def _files(conf: Any) -> list[str]:
    files = list(conf.config_file or [])
    for directory in conf.config_dir or []:
        files += sorted(glob.glob(os.path.join(directory, '*.conf')))
    return files


def _given(cfg: Any, files: Sequence[str]
           ) -> tuple[dict[str, dict[str, list[str]]],
                      dict[str, dict[str, str]]]:
    given: dict[str, dict[str, list[str]]] = {}
    places: dict[str, dict[str, str]] = {}
    for file in files:
        sections: dict[str, dict[str, list[str]]] = {}
        cfg.ConfigParser(file, sections).parse()
        for name, entries in sections.items():
            # As oslo.config compares the names of groups.
            name = name if name == 'DEFAULT' else name.lower()
            group = given.setdefault(name, {})
            place = places.setdefault(name, {'': file})
            for key, lines in entries.items():
                group.setdefault(key, []).extend(lines)
                place[key] = file
    return given, places
