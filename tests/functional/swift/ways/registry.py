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

"""The ways, as their modules register them."""

from collections.abc import Callable
import enum
import inspect
from typing import Any
from typing import NamedTuple

Attempt = Callable[..., Any]


class Kind(enum.Enum):
    """What the client is after, and so what has to be looked at."""

    READS = 'reads'
    CHANGES = 'changes'
    TELLS = 'tells'


class Way(NamedTuple):
    """One way.

    :ivar what: one sentence: what is tried
    :ivar attempt: called with a place and a client; one that tells gives the
        answers to a right and to a wrong guess
    :ivar prepare: called with the place before
    :ivar closed_by_swift: whether it leads nowhere even without a rule
    :ivar once: whether a place is of no use after it, even if it failed
    :ivar of_account: whether it needs a rule of the account
    :ivar parts: whether parts of uploads have to be looked at, too
    """

    group: str
    name: str
    what: str
    kind: Kind
    attempt: Attempt
    prepare: Attempt | None
    closed_by_swift: bool
    once: bool
    of_account: bool
    parts: bool

    def __str__(self) -> str:
        return '%s: %s' % (self.group, self.name)


class Group:
    """The ways of one class, in the order in which they are written.

    :param title: name of the class
    :param of_account: whether a rule of the account closes them, not one of
        the container
    :param parts: whether they are about parts of uploads
    """

    def __init__(self, title: str, of_account: bool = False,
                 parts: bool = False) -> None:
        self.title = title
        self.ways: list[Way] = []
        self._of_account = of_account
        self._parts = parts

    def reads(self, prepare: Attempt | None = None, *,
              closed_by_swift: bool = False, once: bool = False,
              ) -> Callable[[Attempt], Attempt]:
        """Register a way to get something out."""
        return self._register(Kind.READS, prepare, closed_by_swift, once)

    def changes(self, prepare: Attempt | None = None, *,
                closed_by_swift: bool = False, once: bool = False,
                ) -> Callable[[Attempt], Attempt]:
        """Register a way to get something in, or away."""
        return self._register(Kind.CHANGES, prepare, closed_by_swift, once)

    def tells(self, prepare: Attempt | None = None, *,
              closed_by_swift: bool = False, once: bool = False,
              ) -> Callable[[Attempt], Attempt]:
        """Register a way to find out whether a guess is right."""
        return self._register(Kind.TELLS, prepare, closed_by_swift, once)

    def add(self, kind: Kind, name: str, what: str, attempt: Attempt,
            prepare: Attempt | None = None, closed_by_swift: bool = False,
            once: bool = False) -> None:
        """Register one of several that differ in a parameter only."""
        self.ways.append(Way(self.title, name, what, kind, attempt, prepare,
                             closed_by_swift, once, self._of_account,
                             self._parts))

    def _register(self, kind: Kind, prepare: Attempt | None,
                  closed_by_swift: bool, once: bool,
                  ) -> Callable[[Attempt], Attempt]:
        def register(attempt: Attempt) -> Attempt:
            what = inspect.getdoc(attempt)
            if not what:
                raise ValueError('%s does not say what it is' % attempt)
            self.add(kind, attempt.__name__, ' '.join(what.split()), attempt,
                     prepare, closed_by_swift, once)
            return attempt
        return register
