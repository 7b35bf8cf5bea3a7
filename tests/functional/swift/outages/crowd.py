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

"""Many clients at a restricted container at once, while Swift is broken.

The refused have the same full credentials as the admitted and try every kind
of request. What they get is only half of the truth: whether anything changed
is seen afterwards, through a proxy that no filter stands in.
"""

from collections.abc import Callable
from collections.abc import Iterable
import dataclasses
import itertools
import json
import queue
import threading

from tests.harness import swift_client

#: Stands in everything that only the admitted may see.
TOKEN = b'secret-bytes'
SECRET = TOKEN * 20
NOTE = TOKEN.decode()
MINE = b'brought along'

_numbers = itertools.count()


class Place:
    """A restricted container, one without content, and one for everybody."""

    def __init__(self, plain: swift_client.Client, admitted: str,
                 refused: str) -> None:
        self.plain = plain
        self.refused = refused
        number = next(_numbers)
        self.secret, self.empty, self.open = (
            '/%s-%d' % (name, number) for name in ('closed', 'empty', 'open'))
        rules = {'X-Container-Meta-Allow-Office': admitted,
                 'X-Container-Meta-Note': NOTE}
        for container, headers in ((self.secret, rules), (self.empty, rules),
                                   (self.open, {})):
            assert plain.put(container, headers=headers).status == 201
        target = self.secret[1:] + '/o'
        for path, body, headers, query in (
                (self.secret + '/o', SECRET,
                 {'X-Object-Meta-Note': NOTE}, ''),
                (self.secret + '/' + NOTE, b'', {}, ''),
                (self.open + '/mine', MINE, {}, ''),
                (self.open + '/slo',
                 json.dumps([{'path': '/' + target}]).encode(), {},
                 'multipart-manifest=put'),
                (self.open + '/dlo', b'', {'X-Object-Manifest': target}, ''),
                (self.open + '/link', b'',
                 {'X-Symlink-Target': target}, '')):
            assert plain.put(path, body, headers, query).status == 201
        self.before = self.state()

    def own_rule(self) -> dict[str, str]:
        return {'X-Container-Meta-Allow-Mine': self.refused,
                'X-Container-Meta-Allow-Office': self.refused}

    def state(self) -> dict[str, object]:
        """All that a refused client could have changed."""
        seen: dict[str, object] = {}
        for container in self.secret, self.empty, self.open:
            answer = self.plain.get(container)
            seen[container] = (
                answer.status // 100, answer.body,
                sorted((name.title(), value)
                       for name, value in answer.headers.items()
                       if name.lower().startswith('x-container-meta-')))
        for path in self.secret + '/o', self.open + '/stolen':
            answer = self.plain.get(path)
            seen[path] = answer.status, answer.body == SECRET
        seen['note'] = self.plain.head(self.secret + '/o').headers.get(
            'X-Object-Meta-Note')
        # New objects need not be in the listing while it cannot be written.
        for name in 'new', 'copied':
            seen[name] = self.plain.head(
                '%s/%s' % (self.secret, name)).status
        return seen


Attempt = Callable[[Place, swift_client.Client], swift_client.Answer]

#: Those that begin at the open container; they may succeed, but without what
#: is in the restricted one.
INDIRECT: dict[str, Attempt] = {
    'SLO GET': lambda p, c: c.get(p.open + '/slo'),
    'DLO GET': lambda p, c: c.get(p.open + '/dlo'),
    'symlink GET': lambda p, c: c.get(p.open + '/link'),
}
#: Those that are done to the restricted container: no success is right. Each
#: leaves to those below it what they need.
DIRECT: dict[str, Attempt] = {
    'object GET': lambda p, c: c.get(p.secret + '/o'),
    'object HEAD': lambda p, c: c.head(p.secret + '/o'),
    'object GET of a range': lambda p, c: c.get(
        p.secret + '/o', {'Range': 'bytes=3-99'}),
    'object GET of the newest': lambda p, c: c.get(
        p.secret + '/o', {'X-Newest': 'true'}),
    'container GET': lambda p, c: c.get(p.secret),
    'container GET of the newest': lambda p, c: c.get(
        p.secret, {'X-Newest': 'true'}, 'format=json'),
    'container HEAD': lambda p, c: c.head(p.secret),
    'S3 GET': lambda p, c: c.s3('GET', p.secret + '/o'),
    'S3 listing': lambda p, c: c.s3('GET', p.secret),
    'COPY from': lambda p, c: c.copy(p.secret + '/o', p.open + '/stolen'),
    'COPY into': lambda p, c: c.copy(p.open + '/mine', p.secret + '/copied'),
    'S3 PUT': lambda p, c: c.s3('PUT', p.secret + '/new', body=b'x'),
    'object PUT': lambda p, c: c.put(p.secret + '/new', b'x'),
    'object POST': lambda p, c: c.post(
        p.secret + '/o', {'X-Object-Meta-Note': 'mine'}),
    'object PUT over': lambda p, c: c.put(p.secret + '/o', b'x'),
    'object DELETE': lambda p, c: c.delete(p.secret + '/o'),
    'container POST': lambda p, c: c.post(p.secret, p.own_rule()),
    'container PUT': lambda p, c: c.put(p.secret, headers=p.own_rule()),
    'container PUT of the empty': lambda p, c: c.put(
        p.empty, headers=p.own_rule()),
    'container DELETE': lambda p, c: c.delete(p.empty),
}
ALL = {**INDIRECT, **DIRECT}
#: One of each kind, where every request takes long.
FEW = ('object GET', 'object PUT', 'container GET', 'container POST',
       'container PUT', 'COPY from', 'S3 GET', 'SLO GET')
ADMITTED: dict[str, Attempt] = {
    name: DIRECT[name] for name in (
        'object GET', 'object HEAD', 'object GET of a range')}


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What became of one request."""

    name: str
    answer: swift_client.Answer

    @property
    def passed(self) -> bool:
        """Whether a refused client got what he should not."""
        answer = self.answer
        return (TOKEN in answer.body or NOTE in str(answer.headers)
                or (self.name in DIRECT and answer.status < 400))

    @property
    def served(self) -> bool:
        """Whether an admitted client got what he asked for."""
        answer = self.answer
        if self.name == 'object HEAD':
            return answer.headers.get('X-Object-Meta-Note') == NOTE
        return (answer.status in (200, 206) and TOKEN in answer.body
                and answer.body in SECRET)

    @property
    def put_off(self) -> bool:
        """Whether an admitted client was told to come again."""
        return (self.answer.status >= 500
                and int(self.answer.headers.get('Retry-After', 0)) > 0)

    def __str__(self) -> str:
        return '%s: %d %s %r' % (self.name, self.answer.status,
                                 dict(self.answer.headers),
                                 self.answer.body[:80])


class Crowd:
    """The refused and the admitted, one thread each."""

    def __init__(self, refused: Iterable[swift_client.Client],
                 admitted: Iterable[swift_client.Client]) -> None:
        self._refused = tuple(refused)
        self._admitted = tuple(admitted)

    def rush(self, place: Place, names: Iterable[str] = tuple(ALL),
             ) -> tuple[list[Outcome], list[Outcome]]:
        """Each of these once; what the refused and the admitted got."""
        todo: queue.SimpleQueue[tuple[str, Attempt]] = queue.SimpleQueue()
        for name in names:
            todo.put((name, ALL[name]))
        over = threading.Event()
        refused: list[Outcome] = []
        admitted: list[Outcome] = []
        errors: list[BaseException] = []

        def try_all(client: swift_client.Client) -> None:
            try:
                while True:
                    name, attempt = todo.get_nowait()
                    refused.append(Outcome(name, attempt(place, client)))
            except queue.Empty:
                pass
            except BaseException as error:
                errors.append(error)

        def go_on(client: swift_client.Client) -> None:
            try:
                for name, attempt in itertools.cycle(ADMITTED.items()):
                    admitted.append(Outcome(name, attempt(place, client)))
                    if over.is_set():
                        break
            except BaseException as error:
                errors.append(error)

        at_work = [threading.Thread(target=try_all, args=(client,))
                   for client in self._refused]
        reading = [threading.Thread(target=go_on, args=(client,))
                   for client in self._admitted]
        for thread in at_work + reading:
            thread.start()
        for thread in at_work:
            thread.join()
        over.set()
        for thread in reading:
            thread.join()
        if errors:
            raise errors[0]
        return refused, admitted

    def warm(self, place: Place) -> None:
        """Let the proxy look at all containers, so that it remembers them."""
        for container in place.secret, place.empty, place.open:
            assert self._refused[0].get(container).status in (200, 403)

    def back_to_normal(self, place: Place) -> bool:
        """Whether each of them gets what is right."""
        path = place.secret + '/o'
        return (all(client.get(path).body == SECRET
                    for client in self._admitted)
                and all(client.get(path).status == 403
                        for client in self._refused))
