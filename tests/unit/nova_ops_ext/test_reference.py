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

"""The page of Nova's options is what the code makes of it."""

import pathlib
import re

import pytest

from nova_ops_ext import conf
from tools.reference import catalogue
from tools.reference import docstrings
from tools.reference import nova_page
from tools.reference import paste_filters

SAMPLE = (pathlib.Path(__file__).resolve().parents[3] / 'etc' / 'nova' /
          'ops-ext.conf.sample')
PAGE = catalogue.path('nova').read_text()


def test_it_is_as_it_is_made():
    assert nova_page.page() == PAGE, 'run: make reference'


def test_each_option_of_the_sample_is_there():
    """As oslo.config's own generator lists them."""
    found, group = [], ''
    for line in SAMPLE.read_text().split('\n'):
        section = re.fullmatch(r'\[(\w+)\]', line)
        option = re.match(r'#?(\w+) ?=', line)
        if section:
            group = section[1]
        elif option:
            found.append('nova.%s.%s' % (group, option[1]))
    assert len(set(found)) == sum(len(options) for _group, options
                                  in conf.list_opts())
    for label in found:
        assert PAGE.count('\n.. _%s:\n' % label) == 1, label


def test_what_changes_in_the_code_changes_the_page(monkeypatch):
    group, options = conf.list_opts()[-1]
    for name, value in (('default', 'other'), ('help', 'Other words.'),
                        ('secret', True), ('deprecated_for_removal', True)):
        with monkeypatch.context() as patch:
            patch.setattr(options[-1], name, value)
            assert nova_page.page() != PAGE, (group, name)
    assert nova_page.page() == PAGE


def test_a_filter_whose_docstring_lacks_an_option(monkeypatch):
    one = paste_filters.FILTERS[0]
    with pytest.raises(LookupError, match='the docstring has'):
        paste_filters.section(one._replace(
            defaults={**one.defaults, 'other': ''}))


def test_a_key_of_which_nothing_is_said():
    with pytest.raises(LookupError, match='does not say what'):
        docstrings.comment('nova_ops_ext.scheduler.new_host', 'ops_other')
