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

"""Write doc/source/ways.rst: the table of the ways that are tested.

Run as ``python3 -m tools.ways_page``; a test compares the page with what this
gives.
"""

from __future__ import annotations

import pathlib

from tests.functional.swift.ways import catalogue
from tests.functional.swift.ways import registry

PAGE = (pathlib.Path(__file__).resolve().parents[1] /
        'doc' / 'source' / 'ways.rst')

_HEAD = """\
.. Written by "python3 -m tools.ways_page"; edit the modules in
   tests/functional/swift/ways instead.

=================
Ways that lead in
=================

``ip_whitelist`` answers for %(all)d ways to get at what is in a restricted
container: %(reads)d to read something of it (bytes, names, metadata, sizes,
MD5s), %(changes)d to change something in it, and %(tells)d to find something
out by guessing.  Each is tried on a real Swift by a client that the rules
admit and by one that they do not, with the same credentials.

* The refused client gets nothing and changes nothing, judged by what arrives
  and by what a proxy without the filter then shows, not by the status.
* The admitted client gets and changes exactly what he does without the
  filter, and so does everyone where there is no rule.
* Without a rule each way leads in, or it would test nothing.  %(closed)d ways
  (marked *closed*) Swift itself never opens; they are tried all the same.

"""


def page() -> str:
    """The page as it has to be."""
    ways = catalogue.ALL
    head = _HEAD % {
        'all': len(ways),
        'closed': sum(way.closed_by_swift for way in ways),
        **{kind.value: sum(way.kind is kind for way in ways)
           for kind in registry.Kind}}
    return head + '\n'.join(map(_section, catalogue.GROUPS))


def _section(group: registry.Group) -> str:
    title = '%s (%d)' % (group.title, len(group.ways))
    lines = [title, '=' * len(title), '', '.. list-table::',
             '   :header-rows: 1', '   :widths: 30 12 58', '',
             '   * - Way', '     - What', '     - How']
    for way in group.ways:
        lines += [
            '   * - %s' % way.name.replace('_', ' '),
            '     - %s' % way.kind.value + (
                ', *closed*' if way.closed_by_swift else ''),
            '     - %s' % _literal(way.what)]
    return '\n'.join(lines) + '\n'


def _literal(what: str) -> str:
    for sign in ('\\', '*', '`', '|', '_'):
        what = what.replace(sign, '\\' + sign)
    return what


def main() -> None:
    PAGE.write_text(page())


if __name__ == '__main__':
    main()
