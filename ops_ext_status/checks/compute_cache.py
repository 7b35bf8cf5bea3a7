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

"""Is the image cache kept as it is configured?  Pure."""

from __future__ import annotations

from collections.abc import Iterator
from ops_ext_status.checks import compute_record
from ops_ext_status import compute
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import warning

_OURS = 'ops_image_cache'
_NOVA_S = 'image_cache'
_DAY = 86400
_HOUR = 3600
_ALL = 100


def findings(of: compute.Compute) -> Iterator[Finding]:
    """Find what is wrong with the image cache."""
    if of.driver == compute.OTHER:
        return
    yield from _passes(of)
    if of.guards_images:
        yield from _peers(of)
        yield from _removal(of)
        yield from compute_record.findings(of)
    elif of.asked:
        yield from _stock(of)


def _shared(of: compute.Compute) -> bool:
    path = of.paths.at(str(of.configuration.get(
        'DEFAULT', 'instances_path')))
    return path is not None and path.shared


def _passes(of: compute.Compute) -> Iterator[Finding]:
    interval = of.configuration.get(_NOVA_S, 'manager_interval')
    where = of.at(_NOVA_S, 'manager_interval')
    if interval is None or not (of.guards_images or of.asked):
        return
    if interval < 0:
        yield failure(
            'no-passes', where, interval, 'nova-compute makes no passes: '
            'nothing marks the files in use, so another host that uses the '
            'storage may remove them', 'leave it at 2400')
    elif interval > _DAY // 2:
        yield warning(
            'passes-rare', where, interval, 'a file that is in use is marked '
            'so seldom that a host with Nova\'s own manager may take it for '
            'unused', 'leave it at 2400')


def _peers(of: compute.Compute) -> Iterator[Finding]:
    option = 'remove_unused_base_images'
    given = of.is_given(_NOVA_S, option) or of.is_given('DEFAULT', option)
    if given and of.configuration.get(_NOVA_S, option):
        yield warning(
            'stock-removal', of.at(_NOVA_S, option), True, 'our manager does '
            'not look at it, but a host that still has Nova\'s own, and the '
            'same file, removes what others need', 'set it to false on every '
            'host')


def _stock(of: compute.Compute) -> Iterator[Finding]:
    option = 'remove_unused_base_images'
    if not of.configuration.get(_NOVA_S, option):
        return
    make, where = (failure, 'on storage that other hosts use, ') if _shared(
        of) else (warning, '')
    yield make(
        'stock-removal', of.at(_NOVA_S, option), True, '%sNova\'s own manager '
        'removes base images by age and by lists that may lack a server' %
        where, 'write compute_driver = %s, and set it to false on every host'
        % compute.LIBVIRT)


def _removal(of: compute.Compute) -> Iterator[Finding]:
    get = of.configuration.get
    if get(_OURS, 'removal') != 'trash':
        return
    if _shared(of):
        yield warning(
            'trash-shared', of.at(_OURS, 'removal'), 'trash', 'instances_path '
            'is on storage that other hosts use: nothing is removed there',
            'set it to observe')
    retention = get(_OURS, 'trash_retention')
    if retention is not None and retention < _DAY:
        yield warning(
            'trash-short', of.at(_OURS, 'trash_retention'), retention,
            'what was moved into the trash by mistake is lost %s' % (
                'at the next pass' if not retention else
                'after %d seconds' % retention), 'leave it at 604800, a week')
    if get(_OURS, 'minimum_passes') == 1:
        yield warning(
            'few-passes', of.at(_OURS, 'minimum_passes'), 1, 'a clock that '
            'jumps is enough to make a file old', 'leave it at 3')
    age = get(_NOVA_S, 'remove_unused_original_minimum_age_seconds')
    if age is not None and age < _HOUR:
        yield warning(
            'age-short', of.at(
                _NOVA_S, 'remove_unused_original_minimum_age_seconds'), age,
            'a base image may go while a server that needs it is being made',
            'leave it at 86400, a day')
    if get(_OURS, 'breaker_percent') == _ALL or (
            get(_OURS, 'breaker_floor') or 0) >= _HOUR:
        option = ('breaker_percent' if get(_OURS, 'breaker_percent') == _ALL
                  else 'breaker_floor')
        yield warning(
            'breaker-off', of.at(_OURS, option), get(_OURS, option),
            'one pass may empty the cache before anybody notices',
            'leave breaker_percent at 50 and breaker_floor at 10')
