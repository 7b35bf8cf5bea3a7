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

"""A sample configuration file as text, made fit for a test.

The tests run on the samples of etc/ as they stand, since an operator starts
from those.  What a test may change is addresses (``render``) and, while the
service runs, the value of one option (``assign``), as an operator would with
an editor.  The result is text for oslo.config to parse: types, repeated
options and groups that are registered late all behave as in a service.
"""

from collections import abc
import pathlib
import re


def render(path: pathlib.Path, replacements: abc.Mapping[str, str]) -> str:
    """The file's text with each key of replacements replaced by its value.

    All replacements are made in one pass, so none acts on another's result.
    A key stands for itself only where it is not part of a longer name or
    number: 10.0.0.0/8 is not found in 110.0.0.0/8.

    :raises ValueError: a key is not in the file (the test is out of date)
    """
    text = path.read_text()
    if not replacements:
        return text
    longest_first = sorted(replacements, key=len, reverse=True)
    keys = '|'.join(re.escape(key) for key in longest_first)
    found = set()

    def replacement(match: re.Match[str]) -> str:
        found.add(match.group())
        return replacements[match.group()]

    text = re.sub(rf'(?<![\w.:])(?:{keys})(?![\w:]|\.\w)', replacement, text)
    missing = sorted(set(replacements) - found)
    if missing:
        raise ValueError(f'{path.name} does not contain {", ".join(missing)}')
    return text


def assign(text: str, group: str, name: str,
           value: str | abc.Iterable[str]) -> str:
    """The text with one option set; other lines and comments stay.

    :param value: as it would stand in the file; one line for each item if
        it is not a string, which is how an option is given several times
    """
    values = [value] if isinstance(value, str) else list(value)
    section, dropping = 'DEFAULT', False
    kept = []
    for line in text.splitlines():
        continuation = line[:1].isspace() and bool(line.strip())
        if dropping and continuation:
            continue
        dropping = False
        header = re.match(r'\[(.+)\]\s*$', line)
        if header:
            section = header.group(1)
        elif section == group and re.match(rf'{re.escape(name)}\s*[=:]', line):
            dropping = True
            continue
        kept.append(line)
    # A group may appear more than once in a file; oslo.config joins them.
    kept += [f'[{group}]'] + [f'{name} = {item}' for item in values]
    return '\n'.join(kept) + '\n'
