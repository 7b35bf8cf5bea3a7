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

"""The pipeline of a swift-proxy as it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ops_ext_status import entry_points
from ops_ext_status import ini_file
from ops_ext_status import paste_section
from ops_ext_status.resolved import Resolved

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
# Of those whose module has another name.
_MODULES = {'crypto': 'encryption'}
_SWIFT = 'swift'
_OURS = 'ip_whitelist'


class Word(NamedTuple):
    """One filter of a pipeline, or the application, which is the last.

    :ivar entry: the entry point, of Swift or of ours; else empty
    :ivar loaded: what is loaded for it; None if Swift puts it there
    """

    word: str
    entry: str
    loaded: Resolved | None

    @property
    def ours(self) -> bool:
        """Tell whether it is ip_whitelist."""
        return self.entry == _OURS

    @property
    def class_name(self) -> str:
        """Give the name of the class, or what an operator calls it."""
        return _CLASSES.get(self.entry, self.word)


def main(ini: ini_file.Ini) -> Resolved:
    """Follow what swift-proxy loads."""
    return paste_section.resolve(ini, paste_section.APP, 'main',
                                 ini_file.read_swift)


def words(ini: ini_file.Ini) -> list[Word]:
    """Give what is written, in order; nothing if there is no pipeline."""
    loaded = main(ini)
    if loaded.problem or loaded.protocol != 'pipeline':
        return []
    written = loaded.local.get('pipeline', '').split()
    return [_word(ini, word, loaded.everywhere, last=number == len(written))
            for number, word in enumerate(written, 1)]


def _word(ini: ini_file.Ini, word: str, given: Mapping[str, str], *,
          last: bool) -> Word:
    found = paste_section.resolve(
        ini, paste_section.APP if last else paste_section.FILTER, word,
        ini_file.read_swift, given)
    if found.around and not last and not found.problem:
        # Swift sees what is put around it.
        found = paste_section.resolve(ini, paste_section.FILTER, found.around,
                                      ini_file.read_swift, given)
    return Word(word, _entry(found), found)


def _entry(resolved: Resolved) -> str:
    if resolved.distribution == _SWIFT and resolved.name != _OURS:
        return resolved.name
    return entry_points.of(resolved) or _of_factory(resolved.name)


def _of_factory(name: str) -> str:
    """Recognise a filter of Swift's that is named by its factory."""
    module, _colon, attribute = name.partition(':')
    package, _dot, last = module.rpartition('.')
    if attribute == 'filter_factory' and package.startswith(
            'swift.common.middleware'):
        return _MODULES.get(last, last)
    return ''
