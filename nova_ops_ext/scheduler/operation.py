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


"""What is asked for, as far as a RequestSpec tells.  Pure."""

from __future__ import annotations

from typing import Any


def is_move(spec: Any) -> bool:
    """Tell whether the request is about a server that exists already.

    The conductor pins a move to the cell of the server, and only a move; a
    move to a named host that may be in another cell it marks instead.

    :param spec: the RequestSpec
    """
    destination = spec.requested_destination
    return destination is not None and bool(
        ('cell' in destination and destination.cell)
        or ('allow_cross_cell_move' in destination
            and destination.allow_cross_cell_move))


def named_host(spec: Any) -> str | None:
    """Give the host that the request names, if it names one.

    Nova's policy lets only an operator do so.

    :param spec: the RequestSpec
    """
    destination = spec.requested_destination
    if destination is None or 'host' not in destination:
        return None
    host: str | None = destination.host
    return host
