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

"""Growth, also across rotation."""

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.console_audit import growth
from nova_ops_ext.console_audit import logs

NAME = 'console.log'


def files(*sizes_and_inodes):
    """Make a log: its own file first, then .0, .1 ..."""
    return [logs.LogFile(NAME + ('.%d' % (number - 1) if number else ''),
                         size, 0, 1, inode)
            for number, (size, inode) in enumerate(sizes_and_inodes)]


@pytest.mark.parametrize(('before', 'after', 'written', 'at_least'), [
    ([(5, 1)], [(5, 1)], 0, False),
    ([(5, 1)], [(9, 1)], 4, False),
    # rotated once: the old file was filled, the new one begun
    ([(5, 1)], [(3, 2), (8, 1)], 6, False),
    # rotated twice
    ([(5, 1)], [(1, 3), (8, 2), (8, 1)], 12, False),
    # so often that the old file is gone
    ([(5, 1)], [(1, 9), (8, 8), (8, 7)], 17, True),
    # the oldest backup fell off
    ([(5, 3), (8, 2), (8, 1)], [(2, 4), (8, 3), (8, 2)], 5, False),
    # truncated in place
    ([(5, 1)], [(3, 1)], 3, True),
    # copied away and truncated: the copy is no growth
    ([(5, 1)], [(3, 1), (6, 2)], 3, True),
    # deleted and made anew
    ([(5, 1)], [(3, 2)], 3, True),
    # a new log
    ([], [(3, 1)], 3, False),
    ([(5, 1)], [], 0, True),
    ([], [], 0, False),
])
def test_growth(before, after, written, at_least):
    grown = growth.between(NAME, files(*before), files(*after), 2.0)
    assert (grown.written, grown.at_least) == (written, at_least)
    assert grown.rate == written / 2


def test_compressed_copies_do_not_count():
    gone = logs.LogFile(NAME + '.1.gz', 100, 0, 1, 9)
    assert growth.between(NAME, files((5, 1)), [*files((6, 1)), gone],
                          1.0).written == 1


_SEEN = strategies.lists(strategies.tuples(
    strategies.integers(0, 100), strategies.integers(1, 5)), max_size=5,
    unique_by=lambda one: one[1])


@hypothesis.given(_SEEN, _SEEN)
def test_never_negative(before, after):
    assert growth.between(NAME, files(*before), files(*after),
                          1.0).written >= 0


class Virtlogd:
    """A naive model: rolls over at a size, keeps so many backups."""

    def __init__(self, most, backups):
        self.most, self.backups = most, backups
        self.chain, self.inodes = [[0, 1]], 1

    def write(self, count):
        for _byte in range(count):
            if self.chain[0][0] == self.most:
                self.inodes += 1
                self.chain = [[0, self.inodes],
                              *self.chain][:self.backups + 1]
            self.chain[0][0] += 1

    def files(self):
        return files(*map(tuple, self.chain))


@hypothesis.given(strategies.integers(1, 9), strategies.integers(0, 3),
                  strategies.integers(0, 60), strategies.integers(0, 60))
def test_exact_as_long_as_nothing_was_thrown_away(most, backups, one, two):
    model = Virtlogd(most, backups)
    model.write(one)
    before = model.files()
    model.write(two)
    grown = growth.between(NAME, before, model.files(), 1.0)
    assert grown.written <= two
    assert grown.written == two or grown.at_least
