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

"""The options of a block device, written in a name as JSON.  Pure."""

from __future__ import annotations

from collections.abc import Collection
import json
from typing import Any

from nova_ops_ext.imagecache.qcow2 import NotUnderstood

_FORMATS = frozenset(('qcow2', 'qcow', 'raw', 'luks', 'qed'))
_PROTOCOLS = frozenset(('file', 'host_device'))
_CHILDREN = frozenset(('file', 'backing', 'data-file'))
# Options that name no other device or file.
_HARMLESS = frozenset((
    'aio', 'auto-read-only', 'detect-zeroes', 'discard', 'drop-cache',
    'force-share', 'key-secret', 'l2-cache-entry-size', 'l2-cache-size',
    'lazy-refcounts', 'locking', 'node-name', 'offset', 'pr-manager',
    'read-only', 'refcount-cache-size', 'size', 'x-check-cache-dropped'))
_HARMLESS_GROUPS = frozenset(('cache', 'encrypt'))
_DEEPEST = 32

_Key = tuple[str, ...]
_Node = dict[str, Any]


def files(text: str, elsewhere: Collection[str]
          ) -> list[tuple[str, str | None]]:
    """Give each file with the format that is laid on it.

    :param text: what follows ``json:``
    :param elsewhere: drivers whose devices are not on this host
    :raises NotUnderstood: if anything in it is not known
    """
    try:
        options = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood('a json: name cannot be read (%s)' %
                            str(error)[:80]) from None
    if not isinstance(options, dict):
        raise NotUnderstood('a json: name is not an object')
    flat = _flat(options, ())
    away = [key[:-1] for key, value in flat if key[-1] == 'driver'
            and isinstance(value, str) and value in elsewhere]
    nodes: dict[_Key, _Node] = {(): {}, **{key: {} for key in away}}
    for key, value in flat:
        *parents, last = key
        if any(key[:len(one)] == one for one in away) or any(
                one in _HARMLESS_GROUPS for one in parents):
            continue
        node = nodes.setdefault(tuple(parents), {})
        if last in node or not _CHILDREN.issuperset(parents):
            raise NotUnderstood('%r in a json: name' % '.'.join(key)[:80])
        node[last] = value
    return [one for key, node in nodes.items() if key not in away
            for one in _of_node(nodes, key, node)]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _value in pairs}) < len(pairs):
        raise ValueError('a key stands in it twice')
    return dict(pairs)


def _flat(options: dict[str, Any], parents: _Key) -> list[tuple[_Key, Any]]:
    """Write nested options as QEMU does, where dots separate them."""
    if len(parents) > _DEEPEST:
        raise NotUnderstood('a json: name is nested too deep')
    found: list[tuple[_Key, Any]] = []
    for name, value in options.items():
        key = (*parents, *name.split('.'))
        found += _flat(value, key) if isinstance(value, dict) else [
            (key, value)]
    return found


def _of_node(nodes: dict[_Key, _Node], key: _Key, node: _Node
             ) -> list[tuple[str, str | None]]:
    driver = node.get('driver')
    if driver is not None and not (isinstance(driver, str) and (
            driver in _FORMATS or driver in _PROTOCOLS)):
        raise NotUnderstood('driver %r in a json: name' % str(driver)[:40])
    for option, value in node.items():
        # Nothing below it may be said in so many words.
        if option not in ('driver', 'filename') and (
                option not in _HARMLESS) and (
                option != 'backing' or value not in (None, '')):
            raise NotUnderstood('%r in a json: name' % option[:80])
    name = node.get('filename')
    if name is None:
        if (*key, 'file') not in nodes:
            raise NotUnderstood('a json: name that names no file')
        return []
    if not isinstance(name, str) or '\0' in name or driver in _FORMATS:
        raise NotUnderstood('the file name in a json: name')
    return [(name, _laid_on(nodes, key))]


def _laid_on(nodes: dict[_Key, _Node], key: _Key) -> str | None:
    if key[-1:] == ('data-file',):
        return 'raw'
    above = nodes.get(key[:-1], {}) if key[-1:] == ('file',) else {}
    format_ = above.get('driver')
    return format_ if isinstance(format_, str) else None
