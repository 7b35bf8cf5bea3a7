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

"""Reads the deletions that Swift queues for its object expirer.  Pure.

An asynchronous delete of a large object deletes no segment by itself: it
writes a list of names for a daemon that has no client, and that nobody could
refuse any more.  So the list is judged when it is written.
"""

from __future__ import annotations

import json


def containers(body: bytes) -> frozenset[tuple[str, str]]:
    """Give account and container of everything that is to be deleted.

    :param body: of the UPDATE request to the queue, a list of entries whose
        ``name`` is ``<timestamp>-<account>/<container>/<object>``
    :raises ValueError: if it is anything else
    """
    try:
        return frozenset(_container(str(entry['name']))
                         for entry in json.loads(body))
    except (KeyError, RecursionError, TypeError, ValueError) as error:
        raise ValueError('a queue of deletions that cannot be read: %r' % (
            error,)) from None


def _container(name: str) -> tuple[str, str]:
    timestamp, dash, path = name.partition('-')
    account, container, _object = path.split('/', 2)
    if not (timestamp and dash and account and container and _object):
        raise ValueError(name)
    return account, container
