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

"""What the files of a swift-proxy say.  Pure but for what it is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ops_ext_status import entry_points
from ops_ext_status import ini_file
from ops_ext_status import node
from ops_ext_status import proxy_pipeline
from ops_ext_status import resolved
from ops_ext_status.resolved import Resolved
from swift_ops_ext import configuration

_OURS = 'ip_whitelist'
#: What Swift takes for yes.
TRUE = ('true', '1', 'yes', 'on', 't', 'y')


class Section(NamedTuple):
    """A section of ours.

    :ivar where: file and section
    :ivar options: as the filter is given them
    :ivar problem: what the filter says instead of starting
    """

    where: str
    written: Resolved
    options: configuration.Configuration | None
    problem: str


class Proxy(NamedTuple):
    """All that is checked.

    :ivar words: of the pipeline, as it is written
    :ivar sections: of ours, those that the pipeline names
    :ivar app: the options of the proxy itself, with those of [DEFAULT]
    :ivar beside: pipelines of Swift's daemons that have our filter
    """

    ini: ini_file.Ini
    words: list[proxy_pipeline.Word]
    sections: tuple[Section, ...]
    app: Mapping[str, str]
    installed: node.Node
    beside: tuple[str, ...] = ()

    @property
    def defined(self) -> list[str]:
        """Name the sections that are for our filter."""
        return [section for section in self.ini.sections
                if section.startswith('filter:') and mentions(
                    section, self.ini.sections[section])]


def mentions(section: str, options: Mapping[str, str]) -> bool:
    """Tell whether a section is one of ours, if only by its name."""
    use = options.get('use', '') + options.get('paste.filter_factory', '')
    return (section.partition(':')[2].strip() == _OURS or _OURS in use
            or 'swift_ops_ext' in use
            or entry_points.DISTRIBUTION in resolved.normalised(use))


def concerns(ini: ini_file.Ini) -> bool:
    """Tell whether anything in a file is about our filter."""
    return any(mentions(section, options) or _OURS in options.get(
        'pipeline', '').split() for section, options in ini.sections.items())


def read(path: str, of: node.Node, beside: tuple[str, ...] = ()) -> Proxy:
    """Read a file or a directory.

    :param beside: pipelines of Swift's daemons that have our filter
    :raises CannotReadError: and why
    """
    ini = ini_file.read_swift(path)
    ini_file.check_proxy(path)
    words = proxy_pipeline.words(ini)
    sections = {}
    for word in words:
        if word.ours and word.loaded is not None:
            sections[word.loaded.where] = _section(word.loaded)
    app = words[-1].loaded if words else None
    return Proxy(ini, words, tuple(sections.values()),
                 {**app.everywhere, **app.local} if app else ini.defaults,
                 of, beside)


def _section(loaded: Resolved) -> Section:
    try:
        options, problem = configuration.Configuration.parse(
            {**loaded.everywhere, **loaded.local}, loaded.local), ''
    except ValueError as error:
        options, problem = None, str(error)
    return Section(loaded.where, loaded, options, problem)


def in_pipeline(ini: ini_file.Ini) -> bool:
    """Tell whether our filter is in the pipeline of a file."""
    return any(word.ours for word in proxy_pipeline.words(ini))
