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

"""``explain``: why was each host refused for a server?"""

from __future__ import annotations

from collections.abc import Sequence
import uuid

from nova_ops_ext.scheduler_command import explain_shown
from nova_ops_ext.scheduler_command import history
from nova_ops_ext.scheduler_command import log_files
from nova_ops_ext.scheduler_command import shown

_REQUEST = 'req-'


class NotASubjectError(Exception):
    """It is neither the id of a server nor of a request."""


def subject(text: str) -> str:
    """Read what is asked about.

    :raises NotASubjectError: if it is nothing
    """
    prefix = _REQUEST if text.startswith(_REQUEST) else ''
    try:
        return prefix + str(uuid.UUID(text[len(prefix):]))
    except ValueError:
        raise NotASubjectError(
            '%.80r: expected the id of a server, such as "openstack server '
            'show -f value -c id NAME" gives, or that of a request, which '
            'begins with req-' % text) from None


def explain(about: str, paths: Sequence[str]) -> shown.Shown:
    """Look into the logs.

    :param about: what :func:`subject` gave
    :param paths: of the logs, in any order
    """
    found = history.History(about)
    problems = []
    for path in paths:
        try:
            found.read(log_files.lines(path))
        except log_files.CannotReadError as error:
            # What was read of it counts, and so do the others.
            problems.append(str(error))
    return explain_shown.shown_history(about, found, problems)
