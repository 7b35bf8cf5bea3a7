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

"""Where the child is, for a parent that wants to know what hangs."""


class Progress:
    """What is being touched, and how often that has changed.

    One thread tells, another reads: an attribute and a counter are enough,
    and cost nothing where they are told thousands of times a second.

    :ivar path: what is touched now
    :ivar count: how many times it was told
    """

    __slots__ = ('count', 'path')

    def __init__(self) -> None:
        self.path = ''
        self.count = 0

    def at(self, path: str) -> None:
        """Tell before anything that may hang."""
        self.path = path
        self.count += 1


class Silent(Progress):
    """For whom nobody watches."""

    __slots__ = ()

    def at(self, path: str) -> None:
        """Forget it."""
