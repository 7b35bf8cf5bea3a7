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

"""The page of Tempest's options is what the code makes of it."""

from ops_ext_tempest import config
from tools.reference import catalogue
from tools.reference import tempest_page

PAGE = catalogue.path('tempest').read_text()


def test_it_is_as_it_is_made():
    assert tempest_page.page() == PAGE, 'run: make reference'


def test_each_option_is_there():
    for group, options in config.list_opts():
        for option in options:
            assert '\n.. _tempest.%s.%s:\n' % (group.name,
                                               option.dest) in PAGE


def test_what_changes_in_the_code_changes_the_page(monkeypatch):
    monkeypatch.setattr(config.OPTIONS[0], 'help', 'Other words.')
    assert tempest_page.page() != PAGE
