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

"""How many processes a uWSGI starts."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
import configparser

from ops_ext_status import ini_parser
from ops_ext_status import text_file

_OPTIONS = ('processes', 'workers', 'p')


def workers(paths: Sequence[str]) -> tuple[str, int] | None:
    """Read it, and where it is said; None if that is not known.

    :raises CannotReadError: and why
    """
    for path in paths:
        parser = configparser.RawConfigParser(strict=False,
                                              allow_no_value=True)
        # What is indented goes on here, and begins anew there.
        text = '\n'.join(line.strip() for line in
                         text_file.read(path).splitlines())
        try:
            parser.read_string(text, path)
        except configparser.Error as error:
            raise text_file.CannotReadError('%s: %s' % (
                path, ini_parser.flat(error))) from None
        for option in _counts(parser):
            return '%s [uwsgi] %s' % (path, option), int(
                parser.get('uwsgi', option))
    return None


def _counts(parser: configparser.RawConfigParser) -> Iterator[str]:
    for option in _OPTIONS:
        text = parser.get('uwsgi', option, fallback='') or ''
        if text.isascii() and text.isdigit() and len(text) < 7:
            yield option
