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


"""What the child can be asked."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
import contextlib
from typing import Any

from nova_ops_ext.imagecache import operator_acts
from nova_ops_ext.imagecache import progress as progresses
from nova_ops_ext.imagecache import reason as reasons
from nova_ops_ext.imagecache import report as reports
from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache import state as states
from nova_ops_ext.imagecache import sweep

_Shape = Mapping[str, Any]


class Requests:
    """Remembers the pass that is under way; each method is a request."""

    def __init__(self) -> None:
        self._sweep: sweep.Sweep | None = None

    def asks(self) -> dict[str, Callable[..., Any]]:
        """Name them, as :mod:`~.worker` wants them."""
        return {'look': self.look, 'finish': self.finish,
                'conclude': self.conclude, 'gave_up': self.gave_up,
                **{name: _operator(name) for name in (
                    'state', 'restore', 'purge', 'pin', 'unpin', 'ack')}}

    def look(self, progress: progresses.Progress, *, settings: _Shape,
             now: float, dry_run: bool = False) -> Any:
        """Begin a pass."""
        self._sweep = sweep.Sweep(shapes.Settings(**settings), now, progress,
                                  dry_run=dry_run)
        return self._sweep.look()

    def finish(self, _progress: progresses.Progress, *, known: _Shape) -> Any:
        """Decide and act."""
        return self._current().finish(shapes.Known(**known))

    def conclude(self, _progress: progresses.Progress, *,
                 touch_failed: Any = ()) -> Any:
        """Write the report down."""
        return self._current().conclude(touch_failed)

    def gave_up(self, progress: progresses.Progress, *, settings: _Shape,
                now: float, reason: str, detail: str) -> Any:
        """Write down that a pass did not come to its end."""
        read = shapes.Settings(**settings)
        why = reasons.Reason(reason)  # type: ignore[call-arg]
        state = states.State(read, progress)
        last = None
        with contextlib.suppress(states.UnreadableError):
            last = state.last_pass()
        with contextlib.ExitStack() as held:
            # The one that hangs may still hold it, if it cannot even die.
            with contextlib.suppress(states.BusyError):
                held.enter_context(state.held(0))
            reports.write(state, reports.gave_up(
                last, read, now, why, detail))

    def _current(self) -> sweep.Sweep:
        if self._sweep is None:
            raise ValueError('no pass is under way')
        return self._sweep


def _operator(name: str) -> Callable[..., Any]:
    def ask(progress: progresses.Progress, *, settings: _Shape,
            **arguments: Any) -> Any:
        return getattr(operator_acts.OperatorActs(
            shapes.Settings(**settings), progress), name)(**arguments)
    return ask
