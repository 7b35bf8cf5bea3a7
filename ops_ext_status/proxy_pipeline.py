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

"""The pipeline of a swift-proxy as it will be.  Pure.

Swift puts in what it needs and an operator has left out, and the place check
of ``ip_whitelist`` looks at the result, by the names of classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ops_ext_status import entry_points
from ops_ext_status import ini_file
from ops_ext_status import paste_section

#: The classes of Swift's filters that the place check knows, by entry point.
_CLASSES = {
    'account_quotas': 'AccountQuotaMiddleware', 'bulk': 'Bulk',
    'container_quotas': 'ContainerQuotaMiddleware',
    'container_sync': 'ContainerSync', 'copy': 'ServerSideCopyMiddleware',
    'dlo': 'DynamicLargeObject', 'encryption': 'Decrypter',
    'formpost': 'FormPost', 'keymaster': 'KeyMaster',
    'kmip_keymaster': 'KmipKeyMaster', 'kms_keymaster': 'KmsKeyMaster',
    'memcache': 'MemcacheMiddleware',
    'proxy_logging': 'ProxyLoggingMiddleware', 's3api': 'S3ApiMiddleware',
    'slo': 'StaticLargeObject', 'staticweb': 'StaticWeb',
    'symlink': 'SymlinkMiddleware', 'tempurl': 'TempURL',
    'versioned_writes': 'VersionedWritesMiddleware',
}
_SWIFT = 'swift'
_OURS = 'ip_whitelist'
_FIRST = ('catch_errors',)
_LEFT = ('catch_errors', 'gatekeeper', 'proxy_logging')
_AUTH = ('staticweb', 'tempauth', 'keystoneauth')
#: What Swift 2.35 to 2.38 put into a pipeline, the last first, and behind
#: what.
_REQUIRED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ('versioned_writes', ('slo', 'dlo', 'copy', *_AUTH, *_LEFT)),
    ('dlo', ('copy', *_AUTH, *_LEFT)),
    ('copy', (*_AUTH, *_LEFT)),
    ('listing_formats', (*_LEFT, 'memcache')),
    ('gatekeeper', _FIRST),
    ('catch_errors', ()),
)


class Word(NamedTuple):
    """One filter of a pipeline, or the application, which is the last.

    :ivar entry: the entry point, of Swift or of ours; else empty
    :ivar loaded: what is loaded for it; None if Swift puts it there
    """

    word: str
    entry: str
    loaded: paste_section.Resolved | None

    @property
    def ours(self) -> bool:
        """Tell whether it is ip_whitelist."""
        return self.entry == _OURS

    @property
    def class_name(self) -> str:
        """Give the name of the class, or what an operator calls it."""
        return _CLASSES.get(self.entry, self.word)


def words(ini: ini_file.Ini, read: paste_section.Read) -> list[Word]:
    """Give what is written, in order."""
    section = ini.find(('pipeline',), 'main')
    written = ini.sections.get(section or '', {}).get('pipeline', '').split()
    found = []
    for number, word in enumerate(written):
        kinds = (paste_section.APP if number == len(written) - 1
                 else paste_section.FILTER)
        resolved = paste_section.resolve(ini, kinds, word, read)
        found.append(Word(word, _entry(resolved), resolved))
    return found


def completed(written: Sequence[Word]) -> list[Word]:
    """Put in what Swift puts in."""
    pipeline = list(written)
    for name, behind in _REQUIRED:
        if any(one.entry == name for one in pipeline):
            continue
        if name == 'gatekeeper' and not (
                pipeline and pipeline[0].entry == 'catch_errors'):
            behind = ()
        place = 0
        for other in behind:
            # Swift looks for the first of that name.
            place = max([place, *[number + 1 for number, one in enumerate(
                pipeline) if one.entry == other][:1]])
        pipeline.insert(place, Word(name, name, None))
    return pipeline


def stand_ins(pipeline: Sequence[Word], ours: type) -> list[object]:
    """Make an object for each word, of a class that has the right name.

    :param ours: the class for ip_whitelist
    """
    return [ours() if one.ours else type(one.class_name, (), {})()
            for one in pipeline]


def _entry(resolved: paste_section.Resolved) -> str:
    if resolved.distribution == _SWIFT:
        return resolved.name
    return entry_points.of(resolved) or _of_factory(resolved.name)


def _of_factory(name: str) -> str:
    """Recognise a filter of Swift's that is named by its factory."""
    module, _colon, attribute = name.partition(':')
    package, _dot, last = module.rpartition('.')
    if attribute == 'filter_factory' and package.startswith(
            'swift.common.middleware'):
        return last
    return ''
