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

"""Samples made fit for a test."""

import pathlib
import tempfile
import unittest

from tests.harness import oslo_sample


class TestSample(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name, 'sample.conf')
        self.path.write_text('[a]\nx = 10.0.0.0/8, 110.0.0.0/8\n')

    def test_replacements_are_exact_and_made_once(self):
        text = oslo_sample.render(self.path, {
            '10.0.0.0/8': '110.0.0.0/8', '110.0.0.0/8': '127.1.0.0/16'})
        self.assertEqual('[a]\nx = 110.0.0.0/8, 127.1.0.0/16\n', text)

    def test_replacement_of_what_is_not_there(self):
        with self.assertRaisesRegex(ValueError, r'sample.conf.* 10\.9\.9\.9'):
            oslo_sample.render(self.path, {'10.9.9.9': '127.0.0.1'})

    def test_assign_replaces_all_lines_of_the_option_in_its_group(self):
        text = '[a]\nx = 1\n  2\n# x = 3\nx = 4\n[b]\nx = 5\n'
        self.assertEqual(
            '[a]\n# x = 3\n[b]\nx = 5\n[a]\nx = 6\nx = 7\n',
            oslo_sample.assign(text, 'a', 'x', ['6', '7']))
