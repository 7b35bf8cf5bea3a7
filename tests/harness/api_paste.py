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

"""Nova's api-paste.ini with a sample of ours laid over it."""

from collections import abc
import pathlib
import re
import sys

#: As the wheel of Nova installs it.
SHIPPED = pathlib.Path(sys.prefix, 'etc', 'nova', 'api-paste.ini')
_SECTION = re.compile(r'^\[([^]]+)\]\n', re.MULTILINE)


def laid_over(sample: pathlib.Path,
              options: abc.Mapping[str, str] | None = None,
              shipped: pathlib.Path = SHIPPED) -> str:
    """The shipped file, with each section of the sample in place of its own.

    :param options: for the sample's last section, in place of what it has
    """
    text = re.sub(r'^#.*\n', '', sample.read_text(), flags=re.MULTILINE)
    for name, value in (options or {}).items():
        text = re.sub(rf'^{name} = .*\n', '', text, flags=re.MULTILINE)
        text += f'{name} = {value}\n'
    result = shipped.read_text()
    for name in _SECTION.findall(text):
        result = re.sub(rf'^\[{re.escape(name)}\]\n(?:(?!\[).*\n?)*', '',
                        result, flags=re.MULTILINE)
    return result + '\n' + text
