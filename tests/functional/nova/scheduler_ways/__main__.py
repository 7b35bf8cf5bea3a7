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

"""Try every operation with every class, and print the table.

Arguments are titles of the classes to try; all without one.  Without eventlet
it takes twice the processor's time.
"""

import os
import sys
import unittest

from tests.functional.nova.scheduler_ways import table
from tests.functional.nova import test_scheduler_ways


def main(titles: list[str]) -> int:
    """Run the tests of the classes; what is not as it should be is shown."""
    os.environ[test_scheduler_ways.CHOICE] = ','.join(titles) or 'all'
    suite = unittest.defaultTestLoader.loadTestsFromModule(
        test_scheduler_ways)
    result = unittest.TextTestRunner(stream=sys.stderr).run(suite)
    print(table.text(test_scheduler_ways.ROWS))
    return 0 if result.wasSuccessful() else 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
