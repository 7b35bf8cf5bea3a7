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

"""How a story is told on the terminal.

A step has a title, then what was asked and answered, laid out as::

    source     request                              answer
        > a header or body that was sent
        < a header or body that came back
        | a line of the service's log

A story only goes on as long as each answer is the expected one: what is not
raises Unexpected, which ends the story.  All of it goes into the story's
record, too, from which the report is made.
"""

from __future__ import annotations

import collections
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
import contextlib
import datetime
import time

from demo import page
from demo import record
from demo.report import quantity

INDENT = page.INDENT
SOURCE, REQUEST = 11, 40
LOG_LINES, LOG_COLUMNS = 12, 400
#: So much of what was expected, and of what came, is kept of each check.
CHECK_COLUMNS = 400
_MARKS = {'sent': '>', 'got': '<', 'log': '|'}


class Unexpected(Exception):
    """An answer is not the expected one."""

    def __init__(self, what: str, expected: object, came: object) -> None:
        super().__init__('%s\n%sexpected  %s\n%scame      %s' % (
            what, INDENT, expected, INDENT, came))


class Narrator:
    """Tells one story.

    :param service: what the story is about, 'swift' or 'nova'
    :param paper: where to
    :param story: under which name it is recorded
    """

    def __init__(self, service: str, paper: page.Page | None = None,
                 story: str = '') -> None:
        self.requests = 0
        self.checks = 0
        self.answers: collections.Counter[str] = collections.Counter()
        self.failure: Exception | None = None
        self.record = record.Record(
            story or service, service, began=datetime.datetime.now(
                datetime.timezone.utc).isoformat(timespec='seconds'))
        self._service = service
        self._page = paper or page.Page()
        self._began = time.monotonic()
        self._steps = 0
        self._log_end: list[str] = []

    def opening(self, title: str, *lines: str, tale: str = '') -> None:
        """Say what the story is about.

        :param lines: how it is set up
        :param tale: what happened to others, or what the guide wants
        """
        self.record.title, self.record.about = title, lines
        self.record.tale = tale
        self._page.line(title, page.BOLD)
        self._page.wrapped(tale)
        for line in lines:
            self._page.line(line)

    def progress(self, words: str, *, end: bool = False) -> None:
        """Add to the line that tells how far the start of a service is."""
        self._page.grow(words, end=end)

    def step(self, title: str, *more: str) -> None:
        """Begin a step: what the operator does, and why.

        :param more: lines of what there is to know besides
        """
        self._steps += 1
        self.record.steps.append(record.Step(title, more))
        self._page.line()
        self._page.line('%2d. %s' % (self._steps, title), page.BOLD)
        for line in more:
            self._page.line(INDENT + line)

    def exchange(self, source: str, method: str, target: str, *,
                 expected: str, came: str, sent: Iterable[str] = (),
                 got: Iterable[str] = ()) -> None:
        """Tell a request and its answer.

        :param expected: the answer's status line, as it has to be
        :param came: the answer's status line
        :param sent: what matters of the request, besides its first line
        :param got: what matters of the answer, besides its first line
        """
        self.requests += 1
        self.answers[came] += 1
        self.act(source, '%-4s %s' % (method, target), came)
        for kind, lines in (('sent', sent), ('got', got)):
            for line in lines:
                self._below(kind, line)
        self.check('%s %s' % (method, target), expected, came)

    def act(self, source: str, what: str, outcome: str = '') -> None:
        """Tell what was done other than by a request, and what came of it."""
        self._write(record.Line('act', what, source, outcome))
        self._page.line('%s%-*s%-*s %s' % (
            INDENT, SOURCE, source, REQUEST, what, outcome))

    def log(self, line: str) -> None:
        """Show a line of the service's log, in full."""
        self._below('log', line, page.DIM)

    def figure(self, figure: record.Figure) -> None:
        """Show numbers side by side."""
        self.record.figures.append(figure)
        self._page.line()
        self._page.line('%s%s (%s)' % (
            INDENT, figure.title, quantity.measure(figure.most, figure.unit)))
        for bar in figure.bars:
            self._page.line('%s%-*s %12s' % (
                INDENT, SOURCE + REQUEST, bar.label,
                quantity.exact(bar.value)))

    def result(self, stock: str, ours: str) -> None:
        """Say in a sentence each what came of it without us and with us."""
        self.record.stock, self.record.ours = stock, ours
        self._page.line()
        self._page.wrapped('%s; %s.' % (stock, ours))

    def check(self, what: str, expected: object, came: object) -> None:
        """Go on only if what came is what was expected."""
        self._checked(what, expected, came, came == expected)

    def contains(self, what: str, expected: str, text: str) -> None:
        """Go on only if the text has the expected one in it."""
        passed = expected in text
        # Of a text that has it, it alone is worth being kept.
        self._checked(what, '"%s"' % expected, '"%s"' % (
            expected if passed else text), passed)

    def _checked(self, what: str, expected: object, came: object,
                 passed: bool) -> None:
        self.checks += 1
        self.record.checks.append(record.Check(
            what, str(expected)[:CHECK_COLUMNS], str(came)[:CHECK_COLUMNS],
            passed))
        if not passed:
            raise Unexpected(what, expected, came)

    def _below(self, kind: str, line: str, colour: str = '') -> None:
        self._write(record.Line(kind, line))
        self._page.below(_MARKS[kind], line, colour)

    def _write(self, line: record.Line) -> None:
        if not self.record.steps:
            # What is told before the first step.
            self.record.steps.append(record.Step(''))
        self.record.steps[-1].lines.append(line)

    @contextlib.contextmanager
    def watching(self, read_log: Callable[[], str]) -> Iterator[None]:
        """Keep the failure and the end of the log, while they are there.

        :param read_log: gives the service's log
        """
        try:
            yield
        except Exception as error:
            self.failure = error
            self._log_end = read_log().splitlines()[-LOG_LINES:]
            raise

    def succeeded(self) -> None:
        """Say what happened, as the last line."""
        self.record.outcome = record.PASSED
        self._page.line()
        if self.checks and not self.requests:
            self._end('%d things looked at, all as expected' % self.checks)
            return
        self._end('%d requests, %d answers as expected' % (
            self.requests, self.requests))

    def failed(self, error: BaseException) -> None:
        """Say what went wrong, as the last lines."""
        self.record.outcome = record.FAILED
        self.record.error = '%s: %s' % (type(error).__name__, error)
        self.record.log = tuple(line[:LOG_COLUMNS] for line in self._log_end)
        self._page.line()
        if self._log_end:
            self._page.line('The end of the log:')
            for line in self.record.log:
                self._page.line(INDENT + line)
            self._page.line()
        self._page.line(self.record.error)
        self._end('failed after ' + self._so_far(), page.RED)

    def interrupted(self) -> None:
        """Say that the story was not told to its end, as the last line."""
        self.record.outcome = record.INTERRUPTED
        self._page.line()
        self._end('interrupted after ' + self._so_far(), page.RED)

    def _so_far(self) -> str:
        if self.checks and not self.requests:
            return '%d looks' % self.checks
        return '%d requests' % self.requests

    def _end(self, what: str, colour: str = '') -> None:
        self.record.seconds = round(time.monotonic() - self._began, 1)
        self.record.requests = self.requests
        self._page.line('%s: %s, %.1f s' % (
            self._service, what, self.record.seconds), colour)
