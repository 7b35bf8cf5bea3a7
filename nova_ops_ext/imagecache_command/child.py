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


"""Asks the process that alone touches the storage."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
import contextlib
from typing import Any

from nova_ops_ext.imagecache import shapes
from nova_ops_ext.imagecache import worker_process


class CannotAskError(Exception):
    """There was no answer, and why."""


class HangsError(CannotAskError):
    """The storage does not answer.

    :ivar path: that hangs
    """

    def __init__(self, path: str, seconds: float) -> None:
        super().__init__('%s has not answered for %d seconds' % (
            path, seconds))
        self.path = path


class Child:
    """The process.

    :param worker: that was started
    """

    def __init__(self, worker: worker_process.Worker,
                 settings: shapes.Settings) -> None:
        self._worker = worker
        self._settings = settings._asdict()

    def state(self) -> dict[str, Any]:
        """Read the record and the trash."""
        return self._object('state', settings=self._settings)

    def look(self, now: float, known: shapes.Known) -> dict[str, Any]:
        """Look at everything, change nothing, and give the report.

        :param known: of the servers
        """
        self._object('look', settings=self._settings, now=now, dry_run=True)
        return self._object('finish', known=known._asdict())

    def act(self, ask: str, **arguments: Any) -> dict[str, Any]:
        """Have something done."""
        return self._object(ask, settings=self._settings, **arguments)

    def _object(self, ask: str, **arguments: Any) -> dict[str, Any]:
        answer = self._worker.ask(ask, **arguments)
        if not isinstance(answer, dict):
            raise CannotAskError('the answer to %s has another form' % ask)
        return answer


@contextlib.contextmanager
def started(settings: shapes.Settings, patience: float, deadline: float,
            on_progress: Callable[[str, int], None]) -> Iterator[Child]:
    """Start it, and end it in any case.

    :raises CannotAskError: also for what it is asked meanwhile
    """
    try:
        with worker_process.Worker(patience, deadline, on_progress) as worker:
            yield Child(worker, settings)
    except worker_process.Hung as error:
        raise HangsError(error.path, error.seconds) from None
    except worker_process.WorkerError as error:
        raise CannotAskError(str(error)) from None
