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

"""Try every cause with both managers, and print the table."""

from collections.abc import Sequence
import sys
import unittest

from tests.functional.nova import image_cache
from tests.functional.nova.image_cache import cause as causes
from tests.functional.nova.image_cache import table
from tests.functional.nova import test_image_cache


class TestAllModes(test_image_cache.TestCauses):
    """Ours in each of its modes, for each cause."""

    def modes(self, cause: causes.Cause) -> Sequence[str]:
        return table.MODES


def main() -> int:
    """Run the tests of the causes; what is not as it should be is shown."""
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestAllModes)
    result = unittest.TextTestRunner(stream=sys.stderr).run(suite)
    print(table.text([cause for kind in image_cache.KINDS.values()
                      for cause in kind]))
    return 0 if result.wasSuccessful() else 1


if __name__ == '__main__':
    sys.exit(main())
