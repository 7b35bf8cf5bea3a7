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

"""Print how many ways there are, by kind."""

from tests.functional.nova import console_ways
from tests.functional.nova.console_ways import way


def main() -> None:
    """Print a row for each kind, and the sums."""
    rows = [(kind, ways) for kind, ways in console_ways.KINDS.items()]
    rows.append(('all', [how for _, ways in rows for how in ways]))
    print('%-10s %5s %7s %10s' % ('kind', 'ways', 'served', 'unbounded'))
    for kind, ways in rows:
        print('%-10s %5d %7d %10d' % (
            kind, len(ways), sum(how.served for how in ways),
            sum(how.stock == way.UNBOUNDED for how in ways)))


if __name__ == '__main__':
    main()
