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

"""The stories of ``make demo``, in the order in which they are told."""

from __future__ import annotations

from typing import NamedTuple


class Story(NamedTuple):
    """One of them.

    :ivar name: of its record
    :ivar service: whose environment it runs in
    :ivar module: which tells it
    :ivar about: what it is about
    """

    name: str
    service: str
    module: str
    about: str


ALL = (
    Story('swift', 'swift', 'demo.swift_story', 'Swift'),
    Story('nova', 'nova', 'demo.nova_story', 'Nova'),
    Story('console', 'nova', 'demo.console_story', 'the console log'),
    Story('image_cache', 'nova', 'demo.image_cache_story', 'the image cache'),
    Story('massacre', 'nova', 'demo.massacre_story', 'the massacre'),
)
