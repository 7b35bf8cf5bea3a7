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

"""What the manuals quote of real services, for comparison with them.

A quotation is the literal block that follows a comment in a page of
``doc/source``::

    .. quoted: name

    .. code-block:: none

       what the service prints

Its first lines may be the request that leads to it.
"""

import pathlib
import re
import textwrap

_PAGES = pathlib.Path(__file__).resolve().parents[2] / 'doc' / 'source'
_QUOTED = re.compile(
    r'^(?P<indent> *)\.\. quoted: (?P<name>\S+)\n\n'
    r'(?P=indent)\.\. code-block:: \S+\n\n'
    r'(?P<block>(?:(?P=indent)   .*\n|\n)+)', re.MULTILINE)


def read(page: str) -> dict[str, str]:
    """Give the quotations of a page by name, without their indentation.

    :param page: name of the page, without ``.rst``
    """
    text = (_PAGES / (page + '.rst')).read_text()
    found = {match['name']: textwrap.dedent(match['block']).strip('\n')
             for match in _QUOTED.finditer(text)}
    # A comment that the expression does not understand would go untested.
    assert len(found) == text.count('.. quoted: '), page
    return found
