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

from ops_ext_status.proxy_pipeline import Word

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
