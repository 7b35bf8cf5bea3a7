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

"""The hosts, servers and days that the story of the image cache is told in.

Nova's own periodic task, its databases and its manager are real, and so are
the images.  libvirt has no part in it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
import contextlib
import json
import logging
import os
import pathlib
import tempfile
from typing import Any

# First of all of Nova: it settles whether eventlet is used.
import nova.tests.functional  # noqa: H306

# Then this, before Nova's tests begin to show what it logs meanwhile.
import nova.compute.manager  # noqa: F401,H306

from nova import context as nova_context
from nova import exception
from nova.image import glance
from nova import test
from nova.tests import fixtures as nova_fixtures

from demo import narration
from demo import told_cloud
from nova_ops_ext.conf import image_cache as options
from nova_ops_ext.imagecache import place
from nova_ops_ext.imagecache import progress
from tests.functional.nova.image_cache import host as hosts
from tests.functional.nova.image_cache import world as worlds
from tests.harness import log_lines

STOCK, OBSERVE, TRASH = worlds.STOCK, worlds.OBSERVE, worlds.TRASH
SNAPSHOT = 'the user\'s snapshot'
#: What is on the snapshot, and nowhere else.
CONTENT = b'the only copy of what the user has'
_ROOT = pathlib.Path(__file__).resolve().parents[1]


class Days(worlds.World):
    """A world that counts its hours, with the defaults of our options."""

    def __init__(self, cloud: ImageCacheCloud, root: str, mode: str) -> None:
        self.hours = 0.0
        super().__init__(cloud, root, mode)

    def configure(self, host: hosts.Host) -> None:
        super().configure(host)
        if self.mode != STOCK:
            for name in ('minimum_passes', 'trash_retention'):
                self.case.flags(group='ops_image_cache', **{
                    name: _default(name)})

    def run(self, *which: hosts.Host, after: float = 0) -> None:
        self.wait(after)
        self.hours += after
        for host in which:
            host.idle = False
            host.run()

    def filled(self, image: str, content: bytes) -> str:
        """A file of the cache with something on it."""
        path = self.base(image)
        with open(path, 'r+b') as base:
            base.write(content)
        self.clock.age(path, worlds.LONG_AGO)
        return path

    def trash(self) -> list[str]:
        """What is in the trash."""
        directory = os.path.join(self.instances, '_base', 'ops_ext_trash')
        return sorted(os.listdir(directory)) if os.path.isdir(
            directory) else []

    def report(self, host: hosts.Host) -> dict[str, Any]:
        """The report that our manager has left of the host's last pass."""
        found, = pathlib.Path(host.state_path).glob(
            'ops_ext_image_cache/*/*/last_pass.json')
        report: dict[str, Any] = json.loads(found.read_text())
        return report


class ImageCacheCloud(told_cloud.Told, test.TestCase):
    """What Nova needs, without a service.

    :param story: what to run in it
    :param root: for its files
    """

    def __init__(self, narrator: narration.Narrator,
                 story: Callable[[Any], None], root: str) -> None:
        super().__init__(narrator, story)
        self._root = root
        self._log = log_lines.Lines()

    def setUp(self) -> None:
        super().setUp()
        logging.getLogger().addHandler(self._log)
        self.addCleanup(logging.getLogger().removeHandler, self._log)
        self.useFixture(nova_fixtures.PrivsepFixture())
        self.useFixture(nova_fixtures.GlanceFixture(self))

    def days(self, mode: str) -> Days:
        """A new world, with hosts that have this manager."""
        return Days(self, os.path.join(self._root, mode), mode)

    def upload(self, name: str) -> None:
        """Put an image into Glance."""
        glance.API().create(
            nova_context.get_admin_context(),
            {'id': worlds.image_id(name), 'name': name, 'status': 'active',
             'container_format': 'bare', 'disk_format': 'raw'})

    def delete(self, name: str) -> None:
        """Delete an image as its user does."""
        glance.API().delete(
            nova_context.get_admin_context(), worlds.image_id(name))

    def fetched(self, name: str) -> str:
        """What Glance says to who asks for the image."""
        try:
            glance.API().get(nova_context.get_admin_context(),
                             worlds.image_id(name))
        except exception.ImageNotFound:
            return '404 Not Found'
        return '200 OK'

    def scheduler_log(self, needle: str) -> list[str]:
        """What was logged so far and has the needle."""
        return [line for line in self._log.lines if needle in line]

    def said(self, *words: str) -> str:
        """The last line of the log that has all these words, or ''."""
        return next((line for line in reversed(self._log.lines)
                     if all(word in line for word in words)), '')


def _default(name: str) -> Any:
    return next(one.default for one in options.OPTIONS if one.name == name)


@contextlib.contextmanager
def a_place() -> Iterator[tuple[str, bool]]:
    """Make a directory, on a local file system if there is one.

    :returns: it, and whether it is, as far as the manager can tell
    """
    with contextlib.ExitStack() as stack:
        for above in None, _ROOT:
            found = stack.enter_context(tempfile.TemporaryDirectory(
                prefix='nova-', dir=above, ignore_cleanup_errors=True))
            if not place.look((found,), progress.Silent()):
                yield found, True
                return
        yield found, False
