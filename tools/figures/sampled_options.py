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

"""The defaults of the options, as ``etc/nova/ops-ext.conf.sample`` has them.

That file is generated from the options themselves, and a test sees to it.
"""

from __future__ import annotations

import pathlib
import re

_SAMPLE = (pathlib.Path(__file__).resolve().parents[2]
           / 'etc' / 'nova' / 'ops-ext.conf.sample')


def default(group: str, option: str) -> str:
    """Give the default of an option.

    :raises LookupError: if the sample has no such option
    """
    section = _SAMPLE.read_text().partition('[%s]\n' % group)[2]
    found = re.search(r'^#%s = (.*)$' % re.escape(option),
                      re.split(r'^\[', section, maxsplit=1,
                               flags=re.MULTILINE)[0], re.MULTILINE)
    if not found:
        raise LookupError('[%s] %s' % (group, option))
    return found.group(1)
