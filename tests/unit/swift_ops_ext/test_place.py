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

"""Where the filter may stand."""

import pytest

from swift_ops_ext import place

DEFAULT = (
    'CatchErrorMiddleware GatekeeperMiddleware HealthCheckMiddleware '
    'ProxyLoggingMiddleware MemcacheMiddleware Ours DomainRemapMiddleware '
    'ListingFilter ContainerSync Bulk TempURL FormPost RateLimitMiddleware '
    'S3ApiMiddleware TempAuth StaticWeb ServerSideCopyMiddleware '
    'ContainerQuotaMiddleware AccountQuotaMiddleware StaticLargeObject '
    'DynamicLargeObject VersionedWritesMiddleware SymlinkMiddleware Ours '
    'ProxyLoggingMiddleware Application')


class Ours:
    pass


def built(names):
    return [Ours() if name == 'Ours' else type(name, (), {})()
            for name in names.split()]


def moved(name, *, right_of):
    names = DEFAULT.split()
    names.remove(name)
    names.insert(names.index(right_of) + 1, name)
    return ' '.join(names)


def test_default_pipeline():
    pipeline = built(DEFAULT)
    first, judging = place.check(pipeline, Ours)
    assert judging is pipeline[-3]
    assert first is pipeline[5]


@pytest.mark.parametrize('names', [
    DEFAULT.replace('Ours ProxyLogging', 'ProxyLogging').replace(
        'ProxyLoggingMiddleware Application',
        'ProxyLoggingMiddleware Ours Application'),
    DEFAULT.replace('Ours ProxyLogging',
                    'Ours KeyMaster Decrypter ProxyLogging'),
    DEFAULT.replace('Ours ProxyLogging',
                    'KeyMaster Decrypter Ours ProxyLogging'),
    DEFAULT.replace('Ours DomainRemapMiddleware', 'SomebodyElses Ours'),
    moved('DomainRemapMiddleware', right_of='MemcacheMiddleware'),
])
def test_right_places(names):
    pipeline = built(names)
    assert all(isinstance(app, Ours) for app in place.check(pipeline, Ours))


@pytest.mark.parametrize('names', [
    'Application', 'Ours Application', DEFAULT + ' Ours',
    DEFAULT.replace('Ours DomainRemap', 'DomainRemap'),
    DEFAULT.replace('Ours ProxyLogging', 'ProxyLogging'),
])
def test_listed_exactly_twice(names):
    with pytest.raises(ValueError, match='exactly twice: pipeline = '):
        place.check(built(names), Ours)


@pytest.mark.parametrize('name', [
    'ContainerSync', 'Bulk', 'TempURL', 'FormPost', 'S3ApiMiddleware',
    'StaticWeb', 'ServerSideCopyMiddleware', 'StaticLargeObject',
    'DynamicLargeObject', 'VersionedWritesMiddleware', 'SymlinkMiddleware'])
def test_what_makes_requests_stands_between(name):
    with pytest.raises(ValueError, match='move %s right of the first' % name):
        place.check(built(moved(name, right_of='MemcacheMiddleware')), Ours)
    names = DEFAULT.replace(name + ' ', '').replace(
        'Ours ProxyLogging', 'Ours %s ProxyLogging' % name)
    with pytest.raises(ValueError, match='move %s left of the second' % name):
        place.check(built(names), Ours)


def test_what_is_not_known_may_not_stand_right_of_the_second():
    names = DEFAULT.replace('Ours ProxyLogging', 'Ours Novelty ProxyLogging')
    with pytest.raises(ValueError, match='move Novelty left of the second'):
        place.check(built(names), Ours)


def test_what_is_cached_is_watched_from_the_first_place_on():
    names = moved('MemcacheMiddleware', right_of='Ours')
    with pytest.raises(ValueError, match='move MemcacheMiddleware left of'):
        place.check(built(names), Ours)
