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

"""The parser by which PasteDeploy and Swift read their files.

It is Python's, with the same settings, so what it does not take, the service
does not take either.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
import configparser
from typing import Any

# What PasteDeploy adds to [DEFAULT].
ADDED = ('here', '__file__')


def parsed(texts: Mapping[str, str], added: Mapping[str, str],
           given: Mapping[str, str], *, of_swift: bool
           ) -> configparser.ConfigParser:
    """Read files as if they were one.

    :param texts: by path
    :param added: to [DEFAULT]; the files come before it
    :param given: by a section of another file, which uses one of this; the
        files come before that, too
    :raises configparser.Error: if the service would not read them
    """
    parser = configparser.ConfigParser(
        defaults=dict(added),
        interpolation=_AsSwift() if of_swift
        else configparser.BasicInterpolation())
    # As PasteDeploy does, which tells upper from lower case.
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    for path, text in texts.items():
        parser.read_string(text, path)
    for option, value in given.items():
        if option not in parser.defaults():
            parser.set(configparser.DEFAULTSECT, option, value)
    return parser


def alone(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Read them as swift-proxy does once more, for its policies.

    All of them, and without what PasteDeploy adds.

    :returns: each place that cannot be read, and why
    """
    parser = parsed(texts, {}, {}, of_swift=True)
    for section in parser.sections():
        try:
            parser.items(section)
        except configparser.Error as error:
            yield section, flat(error)


def flat(error: Exception) -> str:
    """Write what a parser says in one line."""
    return ' '.join(str(error).split())


class _AsSwift(configparser.BasicInterpolation):
    """A per cent sign is one, unless a parenthesis follows.

    So Swift reads its files; Nova's are for PasteDeploy alone, where each has
    to be written twice.
    """

    def before_get(self, parser: Any, section: str, option: str, value: str,
                   defaults: Any) -> str:
        if '%(' not in value:
            return value
        return super().before_get(parser, section, option, value, defaults)
