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

"""The guide's first story: containers for some addresses only.

Run as ``python -m demo.swift_story``, with Swift installed.
"""

from __future__ import annotations

from importlib import metadata
import pathlib
import sys
import tempfile

from demo import ending
from demo import narration
from demo import swift_cast
from demo import swift_exchange
from demo import swift_gaps
from demo import swift_operation
from demo import swift_rules
from demo import swift_ways
from tests.harness import object_storage
from tests.harness import swift_cluster

TALE = ('The guide shows a middleware of one\'s own by an example: a '
        'container that only some addresses may open.  It warns that the '
        'example is not for production.')


def tell(narrator: narration.Narrator) -> None:
    """Start a Swift, tell the story in it, and end it."""
    narrator.opening(
        'Swift: containers that only some addresses may open',
        'The office is %s.  On the campus, too, are a user at %s and'
        % (swift_cast.OFFICE, swift_cast.CAMPUS),
        'a kiosk, %s.  Elsewhere is %s.  All have valid credentials.'
        % (swift_cast.KIOSK, swift_cast.ELSEWHERE),
        'The configuration is etc/swift/proxy-server.conf-sample with one '
        'list in it.', tale=TALE)
    narrator.progress('Starting Swift %s: account, container, object, proxy, '
                      'memcached ...' % metadata.version('swift'))
    with (tempfile.TemporaryDirectory(dir=object_storage.place()) as workdir,
          swift_cluster.SwiftCluster(
              pathlib.Path(workdir),
              overlay={swift_cast.SECTION: swift_cast.OPTIONS}) as cluster):
        narrator.progress('ready', end=True)
        cast = swift_cast.Cast.at(swift_exchange.Exchange(narrator),
                                  cluster.filtered)
        with narrator.watching(cluster.filtered.output):
            swift_ways.Ways(narrator, cast).tell()
            gaps = swift_gaps.Gaps(narrator, cast, cluster)
            gaps.tell()
            swift_rules.Rules(narrator, cast).tell()
            swift_operation.Operation(narrator, cast, cluster).tell()
            gaps.sum_up()


if __name__ == '__main__':
    sys.exit(ending.run('swift', tell, 'swift'))
