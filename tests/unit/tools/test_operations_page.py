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

"""The lines that operators are told to look for are lines that are written."""

import ast
import functools
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAGE = (ROOT / 'doc' / 'source' / 'operations.rst').read_text()
PRODUCT = ('nova_ops_ext', 'swift_ops_ext', 'ops_ext_net')
VALUES = {'filter': 'ShuffleShardFilter', 'weigher': 'ShuffleShardWeigher',
          'mode': 'enforce'}
PLACE = re.compile(r'%(?:\((\w+)\))?[-.0-9]*[sdrg]')
GREPPED = re.findall(r"^ *\$ grep (-\S+ )?'([^']+)' (\S+)$", PAGE,
                     re.MULTILINE)
TOLD = re.findall(r'^ {5}- ``([^`]+)``$', PAGE.partition(
    'Lines of the logs')[2].partition('At night')[0], re.MULTILINE)


@functools.cache
def written():
    """Every text of the product, with something in its places."""
    texts = set()
    for path in (path for name in PRODUCT
                 for path in (ROOT / name).rglob('*.py')):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(PLACE.sub(
                    lambda match: VALUES.get(match[1], 'X'), node.value))
    return sorted(texts)


def is_written(pattern):
    if any(re.search(pattern, text) for text in written()):
        return True
    # What the middleware says of a request is put together of two.
    whose, colon, rest = pattern.replace('\\ ', ' ').partition(': ')
    return bool(colon) and whose == 'ip_whitelist' and any(
        rest.strip() in text for text in written())


@pytest.mark.parametrize('pattern', [
    pattern if 'E' in option or 'o' in option else re.escape(pattern)
    for option, pattern, _log in GREPPED])
def test_what_is_searched_for(pattern):
    assert is_written(pattern)


@pytest.mark.parametrize('line', TOLD)
def test_what_has_to_be_seen(line):
    assert is_written(re.escape(line))


def test_all_of_them_were_found():
    assert len(GREPPED) == len(re.findall(r'\$ grep ', PAGE))
    assert len(TOLD) >= 15


def test_what_nobody_writes_is_noticed():
    assert not is_written('mode is enforced now')
    assert not is_written('ip_whitelist: would have let in')
