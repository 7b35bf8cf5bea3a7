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

"""The option of client_stamp.  Pure."""

from __future__ import annotations

from collections.abc import Mapping

MODES = ('enforce', 'off')


def read(written: Mapping[str, str]) -> str:
    """Read the options of a paste section, of which there is one.

    :raises ValueError: naming the option that cannot be right
    """
    unknown = sorted(written.keys() - {'mode'})
    if unknown:
        raise ValueError('client_stamp: unknown option %s; the option is mode'
                         % ', '.join(unknown))
    mode = written.get('mode', 'enforce').strip().lower()
    if mode not in MODES:
        raise ValueError('client_stamp: option mode = %r: expected one of %s'
                         % (written['mode'], ', '.join(MODES)))
    return mode
