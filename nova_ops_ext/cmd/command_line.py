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


"""The command line of a command that is also a Nagios plugin."""

from __future__ import annotations

import argparse
import sys
from typing import Any
from typing import NoReturn


class UsageError(Exception):
    """The command line is wrong, and how."""


class Parser(argparse.ArgumentParser):
    """Raises UsageError, because argparse would exit with 2: CRITICAL."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        raise UsageError(message)
