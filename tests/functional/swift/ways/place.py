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

"""A restricted container with a secret, and an open one beside it."""

import functools
import hashlib
import json
import time

from tests.functional.swift.ways import marks
from tests.functional.swift.ways import restrictions
from tests.harness import swift_client

#: Part of every name, so that no two runs meet.
TAG = r'way\d{5}'
KEY = 'the temporary URL key of the account'
CONTAINER_KEY = 'the temporary URL key of the container'


class Place:
    """Where one way is tried once; everything is made through plain.

    :ivar secret: the restricted container, holding the secret ``o``
    :ivar restricted: whether there is a rule
    :ivar known: marks that the open container shows by itself: what is in a
        manifest or a static link is not the restricted container's any more
    :ivar seen: what was there when last looked at
    :ivar made: when it was made
    :ivar queue: whether deletions that Swift puts off count as changes
    """

    def __init__(self, number: int, plain: swift_client.Client,
                 restriction: restrictions.Restriction | None) -> None:
        self.tag = 'way%05d' % number
        self.plain = plain
        self.account = plain.account_path.split('/')[2]
        self.key = KEY
        self.queue = False
        self.known: frozenset[str] = frozenset()
        self.seen: dict[tuple[str, str], bytes] | None = None
        self.made = time.time()
        self._restriction = restriction
        self._restricted_paths: list[str] = []
        if restriction is not None and restriction.of_account:
            self._done(plain.post('', restriction.headers))
        self.restricted = restriction is not None
        self.secret = self._restricted('secret')
        self.write('o')

    @functools.cached_property
    def open(self) -> str:
        """A container that anybody with an account may use."""
        path = '/open-' + self.tag
        self._done(self.plain.put(path))
        return path

    @functools.cached_property
    def twin(self) -> str:
        """An empty container that is restricted like the other."""
        return self._restricted('twin')

    def lift(self) -> None:
        """Take the rules away again, and nothing else."""
        if self._restriction is None:
            return
        removed = {name.replace('X-', 'X-Remove-', 1): 'x'
                   for name in self._restriction.headers}
        for path in ([''] if self._restriction.of_account
                     else self._restricted_paths):
            self._done(self.plain.post(path, removed))
        self.seen = None

    def restrict_also(self, path: str) -> None:
        """Make one more restricted container."""
        self._restricted_paths.append(path)
        rules = (self._restriction.headers
                 if self._restriction and not self._restriction.of_account
                 else {})
        self._done(self.plain.put(path, headers=dict(
            rules, **{'X-Container-Meta-Note': marks.META})))

    def write(self, name: str, body: bytes = marks.SECRET) -> None:
        """Put something into the restricted container."""
        self._done(self.plain.put(self.secret + '/' + name, body, {
            'X-Object-Meta-Colour': marks.META,
            'Content-Type': 'text/plain'}))

    def set(self, **metadata: str) -> None:
        """Post metadata of the restricted container, '_' read as '-'."""
        self._done(self.plain.post(self.secret, {
            'X-' + name.replace('_', '-'): value
            for name, value in metadata.items()}))

    def slo(self, *parts: str, at: str = '') -> str:
        """Make a static large object, in the open container or elsewhere."""
        path = at or self.open + '/slo'
        manifest = json.dumps([{'path': part} for part in parts]).encode()
        self._done(self.plain.put(
            path, manifest, query='multipart-manifest=put'))
        return path

    def dlo(self) -> str:
        """A dynamic large object over the secret, in the open container."""
        path = self.open + '/dlo'
        self._done(self.plain.put(path, headers={
            'X-Object-Manifest': self.secret[1:] + '/o'}))
        return path

    def link(self, target: str = '', name: str = 'link',
             static: bool = False) -> str:
        """A symlink to the secret, in the open container."""
        path = self.open + '/' + name
        headers = {'X-Symlink-Target': (target or self.secret + '/o')[1:]}
        if static:
            headers['X-Symlink-Target-Etag'] = marks.MD5
        self._done(self.plain.put(path, headers=headers))
        return path

    def upload(self, key: str = 'big') -> str:
        """Begin an S3 multipart upload of the secret; give its name."""
        begun = self.plain.s3(
            'POST', '%s/%s' % (self.secret, key), query='uploads=')
        name = between(begun.body, '<UploadId>')
        self._done(self.plain.s3(
            'PUT', '%s/%s' % (self.secret, key), body=marks.SECRET,
            query='partNumber=1&uploadId=' + name))
        return name

    def completed_upload(self, key: str = 'big') -> str:
        name = self.upload(key)
        self._done(self.plain.s3(
            'POST', '%s/%s' % (self.secret, key),
            body=completion(marks.MD5), query='uploadId=' + name))
        return name

    def versions(self) -> list[str]:
        """Enable versioning and write ``v`` twice; the newest id first."""
        self.set(Versions_Enabled='true')
        self.write('v')
        self.write('v', marks.BYTES + b'again')
        listing = json.loads(self.plain.get(
            self.secret, query='versions&format=json&prefix=v').body)
        return [entry['version_id'] for entry in listing]

    def _restricted(self, name: str) -> str:
        path = '/%s-%s' % (name, self.tag)
        self.restrict_also(path)
        return path

    @staticmethod
    def _done(answer: swift_client.Answer) -> None:
        assert answer.status // 100 == 2, answer


def between(body: bytes, tag: str) -> str:
    """The content of an XML element; 'none' if there is no such element."""
    _before, found, rest = body.decode().partition(tag)
    return rest.partition('<')[0] if found else 'none'


def completion(etag: str) -> bytes:
    """The body that completes an S3 upload of one part."""
    return ('<CompleteMultipartUpload><Part><PartNumber>1</PartNumber>'
            '<ETag>%s</ETag></Part></CompleteMultipartUpload>' % etag
            ).encode()


def md5(text: bytes) -> str:
    return hashlib.md5(text).hexdigest()
