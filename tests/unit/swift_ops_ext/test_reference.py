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

"""The page of Swift's options is what the code makes of it."""

import pathlib
import re

import pytest

from swift_ops_ext import configuration
from tools.reference import catalogue
from tools.reference import docstrings
from tools.reference import swift_page

SAMPLE = (pathlib.Path(__file__).resolve().parents[3] / 'etc' / 'swift' /
          'proxy-server.conf-sample')
PAGE = catalogue.path('swift').read_text()


def test_it_is_as_it_is_made():
    assert swift_page.page() == PAGE, 'run: make reference'


def test_each_option_of_the_sample_is_there():
    section = SAMPLE.read_text().partition('\n[filter:ip_whitelist]\n')[2]
    found = re.findall(r'(?m)^# (\w+) =', section.partition('\n\n[')[0])
    assert {name for name in found if not name.startswith('list_')} == set(
        configuration.OPTIONS)
    for name in (*configuration.OPTIONS, 'list_name'):
        assert PAGE.count('\n.. _swift.filter.ip_whitelist.%s:\n'
                          % name) == 1, name


@pytest.mark.parametrize(('name', 'default'), [
    ('default', 'closed'), ('mode', 'log'), ('show_address', 'true'),
    ('client_address_header', 'X-Real-IP'), ('rule_changes', 'owners'),
    ('trusted_proxies', '192.0.2.1'), ('always_deny', '192.0.2.1'),
    ('segments_suffixes', '_segments')])
def test_a_default_that_is_none(name, default):
    with pytest.raises(LookupError, match='is not the default'):
        swift_page._check_default(name, default)


def test_an_option_that_the_docstring_lacks(monkeypatch):
    monkeypatch.setattr(configuration, 'OPTIONS',
                        (*configuration.OPTIONS, 'other'))
    with pytest.raises(LookupError, match='not the options of the code'):
        swift_page.page()


def test_other_words_make_another_page(monkeypatch):
    text = docstrings.of_module('swift_ops_ext.ip_whitelist')
    other = text.replace('Who needs no Allow rule.', 'Other words.')
    assert other != text
    monkeypatch.setattr(docstrings, 'of_module', lambda name: (
        other if name == 'swift_ops_ext.ip_whitelist' else
        docstrings._docstring(docstrings.ast.parse(
            docstrings._source(name)), name)))
    assert swift_page.page() != PAGE
