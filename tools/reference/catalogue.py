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

"""The pages, and the environment in which each of them can be made."""

from __future__ import annotations

from collections.abc import Iterable
import importlib
import pathlib

DIRECTORY = (pathlib.Path(__file__).resolve().parents[2] / 'doc' / 'source')

#: Environment: pages.
ENVIRONMENTS = {'nova': ('nova', 'tempest'), 'swift': ('swift', 'commands')}


def path(name: str) -> pathlib.Path:
    """Tell where a page is."""
    return DIRECTORY / ('reference_%s.rst' % name)


def made(name: str) -> str:
    """Make a page of the code as it is."""
    text: str = importlib.import_module(
        'tools.reference.%s_page' % name).page()
    return text


def write(names: Iterable[str]) -> None:
    """Renew pages."""
    for name in names:
        path(name).write_text(made(name))
