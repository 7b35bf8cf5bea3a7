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

"""What is installed on this node, and where.

Nothing of Nova or Swift is imported here: whether that goes well is tried in
a process of its own, see ``import_probe``.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
import importlib.metadata
import importlib.util
import os
import shutil
import sys
from typing import NamedTuple

from ops_ext_status import entry_points

#: The releases that the tests run with: the first and the last.
SUPPORTED = {'nova': (31, 34), 'swift': (35, 38)}
PYTHONS = ((3, 10), (3, 13))


class Node(NamedTuple):
    """What is known of it.

    :ivar versions: of distributions; what is not there is not installed
    :ivar entry_points: of ours that paste can load, and their factories
    :ivar vif_plugin: whether our plug-in of os-vif can be found
    :ivar broken: modules of ours that cannot be imported, and why
    :ivar finds: tells whether a module can be found
    :ivar service: gives the path of a program of another environment
    :ivar entries: gives kind and name of all entry points of a distribution;
        None if it is not installed
    :ivar paste_option: whether there is a nova-api that reads [wsgi]
        api_paste_config; under a WSGI server it does not
    """

    python: tuple[int, int]
    prefix: str
    versions: Mapping[str, str]
    entry_points: Mapping[str, str]
    vif_plugin: bool
    broken: Mapping[str, str]
    finds: Callable[[str], bool]
    service: Callable[[str], str]
    entries: Callable[[str], frozenset[tuple[str, str]] | None]
    paste_option: bool


def look(broken: Mapping[str, str]) -> Node:
    """Look at this node.

    :param broken: see Node
    """
    return Node(sys.version_info[:2], sys.prefix, _versions(),
                _entry_points('paste.filter_factory'),
                bool(_entry_points('os_vif')), broken, finds, _service,
                _entries, paste_option())


def finds(module: str) -> bool:
    """Tell whether a module can be found; its packages are imported."""
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def paste_option() -> bool:
    """Tell whether nova-api may read [wsgi] api_paste_config.

    Only one that is a server of its own does, which Nova has dropped.
    """
    found = importlib.util.find_spec('nova')
    places = found and found.submodule_search_locations
    # To import nova.cmd would patch this process.
    return not places or 'nova' not in _versions() or any(
        os.path.exists(os.path.join(place, 'cmd', 'api.py'))
        for place in places)


def release(of: str, version: str) -> int | None:
    """Give the number by which a release is known: 34 of 34.0.0, 38 of 2.38.

    :returns: None if it is none of theirs
    """
    parts = version.split('.')
    number = parts[1:2] if of == 'swift' and parts[:1] == ['2'] else (
        parts[:1] if of != 'swift' else [])
    return int(number[0]) if number and number[0].isdigit() else None


def _versions() -> dict[str, str]:
    found = {}
    for name in (*SUPPORTED, entry_points.DISTRIBUTION, 'limits',
                 'pymemcache', 'redis'):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def _entry_points(group: str) -> dict[str, str]:
    try:
        ours = importlib.metadata.distribution(entry_points.DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        return {}
    return {one.name: one.value for one in ours.entry_points
            if one.group == group}


def _entries(distribution: str) -> frozenset[tuple[str, str]] | None:
    try:
        found = importlib.metadata.distribution(distribution)
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return None
    return frozenset((one.group, one.name) for one in found.entry_points)


def _service(program: str) -> str:
    """Find a program outside of this environment."""
    found = shutil.which(program)
    if found is None or os.path.dirname(os.path.realpath(found)).startswith(
            os.path.realpath(sys.prefix)):
        return ''
    return found
