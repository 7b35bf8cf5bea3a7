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


"""How much one weigher likes each host, and its explanation.  Pure."""

from __future__ import annotations

import collections
from collections.abc import Sequence
import math


class Preference:
    """The weights of the hosts of a request.

    :param subject: whom and what was judged, for the explanation
    :param weights: for each host in order, from 0.0 (last) to 1.0 (first)
    """

    def __init__(self, subject: str, weights: Sequence[float]) -> None:
        self.subject = subject
        self.weights = weights

    def explain(self, *, enforced: bool) -> str:
        """Say in one line how many hosts have which weight."""
        counts = collections.Counter(self.weights)
        most = sorted(counts.items(), reverse=True)
        line = '%s: %s' % (self.subject, ', '.join(
            '%d of %d hosts weigh %.3g' % (count, len(self.weights), weight)
            for weight, count in most[:_NAMED]))
        if len(most) > _NAMED:
            line += ', and others less'
        return line if enforced else line + '; mode = log, so none counts'


_NAMED = 5


def check_multiplier(multiplier: float | None) -> None:
    """Check the option ``weight_multiplier``.

    :param multiplier: None if it stands in the file without a value
    :raises ValueError: naming option, value and what would be right
    """
    if multiplier is None or not math.isfinite(multiplier):
        raise ValueError('option weight_multiplier = %r: expected a number '
                         'such as 1.0' % multiplier)


def bounded(weight: float) -> float:
    """Make a weight one between 0 and 1; what is no number counts least."""
    if math.isnan(weight):
        return 0.0
    return min(max(weight, 0.0), 1.0)
