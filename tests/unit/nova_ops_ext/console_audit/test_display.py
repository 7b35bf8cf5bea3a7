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

"""Names made harmless."""

import ast
import os

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.console_audit import display


@pytest.mark.parametrize(('text', 'shown'), [
    ('web-1', 'web-1'), ('b\u00fcro', 'b\u00fcro'),
    ('\x1b[31mred', '\\x1b[31mred'), ('a\nb', 'a\\x0ab'),
    ('a|b', 'a\\x7cb'), ('a\\b', 'a\\x5cb'), ('\u202eabc', '\\u202eabc'),
    (os.fsdecode(b'\xff'), '\\xff'), ('\U000e0001', '\\U000e0001'),
    ('\ud800', '\\ud800'),
])
def test_safe(text, shown):
    assert display.safe(text) == shown


@hypothesis.given(strategies.text(
    strategies.characters(exclude_categories=())))
def test_safe_is_printable_and_loses_nothing(text):
    shown = display.safe(text)
    assert shown.isprintable() and '|' not in shown
    shown.encode()
    if not any(0xdc80 <= ord(one) <= 0xdcff for one in text):
        quoted = "'%s'" % shown.replace("'", "\\'")
        assert ast.literal_eval(quoted) == text


@hypothesis.given(strategies.binary(), strategies.binary())
def test_names_that_differ_are_shown_differently(one, other):
    shown = [display.safe(os.fsdecode(name)) for name in (one, other)]
    assert (shown[0] == shown[1]) == (one == other)


@hypothesis.given(strategies.text(), strategies.integers(4, 40))
def test_clipped(text, length):
    shown = display.clipped(text, length)
    assert len(shown) <= length and shown.isprintable()
