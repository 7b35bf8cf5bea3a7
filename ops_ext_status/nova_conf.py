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

"""What nova.conf says to the services of this node."""

from __future__ import annotations

from collections.abc import Sequence
import os
import re

from nova_ops_ext.scheduler_command import configuration
from nova_ops_ext.scheduler_command import finding as cloud_finding
from ops_ext_status import finding
from ops_ext_status import text_file

#: Of ours, by the service that needs them.
SCHEDULER_ONLY = frozenset((
    'ops_aggregate_preference', 'ops_cascade_breaker', 'ops_failure_domain',
    'ops_new_host', 'ops_project_per_host', 'ops_shuffle_shard'))
CLIENTS = 'ops_client_network'
SCHEDULER = SCHEDULER_ONLY | {CLIENTS}
COMPUTE = frozenset(('ops_console', 'ops_ext', 'ops_image_cache'))
_PLACE = re.compile(r'\[(?P<group>[^\]]+)\](?: (?P<option>[A-Za-z0-9_]+))?')
_LEVELS = {0: finding.Level.SUCCESS, 1: finding.Level.WARNING}

Configuration = configuration.Configuration


class NotHereError(text_file.CannotReadError):
    """There is neither a file nor what would read it."""


def read(files: Sequence[str], directories: Sequence[str],
         program: str = 'nova') -> Configuration:
    """Read it, with the options of all services.

    :param program: whose files are looked for if none is named
    :raises CannotReadError: and why
    """
    from ops_ext_status import nova_options

    for directory in directories:
        # oslo.config takes one that is not there for an empty one.
        if not os.path.isdir(directory):
            raise text_file.CannotReadError(
                '%s: there is no such directory' % directory)
        if not os.access(directory, os.R_OK | os.X_OK):
            raise text_file.CannotReadError(
                '%s: Permission denied' % directory)
    try:
        for file in files:
            text_file.check(file)
    except OSError as error:
        raise text_file.CannotReadError('%s: %s' % (
            file, error.strerror or error)) from None
    try:
        return configuration.read(
            files, directories, prog=program, options=nova_options.options(),
            groups=SCHEDULER | COMPUTE)
    except ImportError as error:
        raise NotHereError(
            'nova.conf cannot be read without oslo.config: %s' % error
        ) from None
    except configuration.NoFileError as error:
        raise NotHereError(str(error)) from None
    except configuration.CannotReadError as error:
        raise text_file.CannotReadError(' '.join(str(error).split())) from None


def of_scheduler(read_conf: Configuration) -> Configuration:
    """Leave out what is for other services."""
    return read_conf._replace(
        known={group: names for group, names in read_conf.known.items()
               if group in SCHEDULER},
        others=COMPUTE,
        unreadable=tuple(
            one for one in read_conf.unreadable
            if one.group in SCHEDULER | {'filter_scheduler', 'scheduler'}
            or one.option in ('service_down_time', 'servicegroup_driver')))


def names_ours(read_conf: Configuration, groups: frozenset[str]) -> list[str]:
    """Name the options of ours that stand in the files."""
    return ['[%s] %s' % (group, option)
            for group in sorted(groups)
            for option in read_conf.given.get(group, ())]


def at(read_conf: Configuration, group: str, option: str = '') -> str:
    """Say in which file an option stands, or would."""
    places = read_conf.places.get(group, {})
    where = '[%s]%s' % (group, ' ' + option if option else '')
    file = places.get(option) or places.get('') or (
        read_conf.files[-1] if read_conf.files else '')
    return '%s %s' % (file, where) if file else where


def is_given(read_conf: Configuration, group: str, option: str) -> bool:
    """Tell whether an option stands in the files."""
    return option in read_conf.given.get(group, ())


def adopted(found: cloud_finding.Finding, read_conf: Configuration
            ) -> finding.Finding:
    """Take over a finding of ``nova-ops-scheduler check``, with its file."""
    place = _PLACE.match(found.where)
    where = found.where
    if place is not None:
        where = at(read_conf, place['group'], place['option'] or '')
        where += found.where[place.end():]
    return finding.Finding(
        _LEVELS.get(int(found.level), finding.Level.FAILURE), found.code,
        where, found.value, found.problem, found.remedy)
