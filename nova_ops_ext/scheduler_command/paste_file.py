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

"""nova-api's api-paste.ini."""

from __future__ import annotations

import configparser


class CannotReadError(Exception):
    """It could not be read, and why."""


def read(path: str) -> str:
    """Give its text, which is one that can be parsed.

    :raises CannotReadError: and why
    """
    try:
        with open(path, encoding='utf-8') as file:
            text = file.read()
        configparser.RawConfigParser(strict=False).read_string(text)
    except OSError as error:
        raise CannotReadError('%s: %s' % (path, error.strerror or error)
                              ) from None
    except (configparser.Error, ValueError) as error:
        raise CannotReadError('%s: %s' % (path, ' '.join(
            str(error).split()))) from None
    return text
