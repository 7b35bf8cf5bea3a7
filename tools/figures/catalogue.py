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

"""Which figures there are, and the files that they are in.

Files with data are the tables beneath the figures, for those who cannot see
them.  ``filter_outcomes.csv`` is not written here: it says what the filters
do, which only Nova's own classes can tell, so a test of the filters compares
it.
"""

from __future__ import annotations

from collections.abc import Iterator
import pathlib

from tools.figures import blast_radius
from tools.figures import filter_outcomes
from tools.figures import nova_path
from tools.figures import rabbit_hole
from tools.figures import swift_path
from tools.figures import whitelist_decisions

DIRECTORY = (pathlib.Path(__file__).resolve().parents[2]
             / 'doc' / 'source' / 'figures')


def files() -> dict[str, str]:
    """Give the content of every file by its name."""
    radius = blast_radius.rows()
    bytes_ = rabbit_hole.rows()
    decided = whitelist_decisions.rows()
    return {
        'blast_radius.csv': blast_radius.table(radius),
        'blast_radius.svg': blast_radius.figure(radius),
        'filter_outcomes.svg': filter_outcomes.figure(
            (DIRECTORY / filter_outcomes.TABLE).read_text()),
        'ip_whitelist_decisions.csv': whitelist_decisions.table(decided),
        'ip_whitelist_decisions.svg': whitelist_decisions.figure(decided),
        'nova_path.svg': nova_path.figure(),
        'rabbit_hole.csv': rabbit_hole.table(bytes_),
        'rabbit_hole.svg': rabbit_hole.figure(bytes_),
        'swift_path.svg': swift_path.figure(),
    }


def write() -> Iterator[pathlib.Path]:
    """Write all of them, and tell which."""
    for name, content in files().items():
        path = DIRECTORY / name
        path.write_text(content)
        yield path
