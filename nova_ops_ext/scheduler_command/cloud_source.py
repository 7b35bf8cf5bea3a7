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

"""Where the command has the cloud from: a file, or its API."""

from __future__ import annotations

from collections.abc import Iterator
import json
import sys
from typing import Any

from nova_ops_ext.scheduler_command import cloud

# openstacksdk logs, retries and raises by classes of several libraries.
_PAGE = 1000
_MOST_PAGES = 10000
# The first in which a service has an id that does not depend on the cell.
_MICROVERSION = '2.64'


class CannotReadError(Exception):
    """The cloud could not be read, and why."""


def from_file(path: str) -> cloud.Cloud:
    """Read what ``dump`` wrote.

    :param path: ``-`` is standard input
    :raises CannotReadError: and why
    """
    name = 'standard input' if path == '-' else path
    try:
        if path == '-':
            if sys.stdin is None:
                raise CannotReadError('there is no standard input')
            text = sys.stdin.buffer.read()
        else:
            with open(path, 'rb') as file:
                text = file.read()
        return cloud.read(json.loads(text))
    except OSError as error:
        raise CannotReadError('%s: %s' % (name, error.strerror or error)
                              ) from None
    except RecursionError:
        raise CannotReadError('%s: nested too deeply' % name) from None
    except (ValueError, cloud.NotACloudError) as error:
        raise CannotReadError('%s: %s' % (name, error)) from None


def from_cloud(name: str | None) -> tuple[dict[str, Any], list[str]]:
    """Ask the APIs of a cloud.

    :param name: its name in clouds.yaml; None takes OS_CLOUD or the other
        OS_ variables
    :returns: the document, and what could not be had
    :raises CannotReadError: and why
    """
    try:
        import openstack
    except ImportError as error:
        raise CannotReadError(
            'openstacksdk is not installed here (pip install '
            '"openstack-ops-ext[scheduler-command]"); or name what '
            '"nova-ops-scheduler dump" wrote with --dump: %s' % error
        ) from None
    try:
        return _ask(openstack.connect(cloud=name))
    except CannotReadError:
        raise
    except Exception as error:
        # Those of openstack, keystoneauth, requests, os-client-config.
        raise CannotReadError('the cloud cannot be asked: %s: %s' % (
            type(error).__name__, error)) from None


def _ask(connection: Any) -> tuple[dict[str, Any], list[str]]:
    compute = connection.compute
    parts = {
        'aggregates': _get(compute, '/os-aggregates', 'aggregates'),
        'services': _get(compute, '/os-services?binary=nova-compute',
                         'services'),
        'server_groups': list(_pages(compute)),
    }
    missing = []
    try:
        parts['projects'] = _get(connection.identity, '/projects', 'projects',
                                 microversion=None)
    except Exception as error:
        # Reader of Nova's administration need not be one of keystone's.
        missing.append('projects: %s: %s' % (type(error).__name__, error))
    return cloud.document(parts), missing


def _get(proxy: Any, path: str, key: str, *,
         microversion: str | None = _MICROVERSION) -> list[Any]:
    answer = proxy.get(path, microversion=microversion)
    if answer.status_code != 200:
        raise CannotReadError('GET %s: %d %.200s' % (
            path, answer.status_code, answer.text))
    try:
        entries = answer.json()[key]
    except (ValueError, LookupError, TypeError):
        raise CannotReadError('GET %s: the answer has no "%s"' % (
            path, key)) from None
    if not isinstance(entries, list):
        raise CannotReadError('GET %s: "%s" is no list' % (path, key))
    return entries


def _pages(compute: Any) -> Iterator[Any]:
    offset = 0
    for _page in range(_MOST_PAGES):
        page = _get(compute, '/os-server-groups?all_projects=True&limit=%d'
                    '&offset=%d' % (_PAGE, offset), 'server_groups')
        if not page:
            return
        yield from page
        # Nova's own limit may be lower than ours.
        offset += len(page)
    raise CannotReadError('the list of server groups does not end')
