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

"""The classes that nova-scheduler would load, looked up as it does."""

from __future__ import annotations

from collections.abc import Sequence
import importlib
import inspect
from typing import Any
from typing import NamedTuple
import warnings

from nova_ops_ext.scheduler_command import features


class Loaded(NamedTuple):
    """What the lines of an option give.

    :ivar classes: where each class is, by its name
    :ivar failed: what is wrong with a line
    :ivar unknown: lines that could not be looked up; what they give is not
        known
    :ivar twice: the names of classes that more than one line gives
    """

    classes: dict[str, list[str]]
    failed: dict[str, str]
    unknown: tuple[str, ...]
    twice: tuple[str, ...] = ()


def load(lines: Sequence[str], base: str) -> Loaded:
    """Look up classes, and functions that give classes.

    :param lines: of ``available_filters`` or ``weight_classes``
    :param base: of Nova's classes, which they have to stand on
    """
    found = Loaded({}, {}, ())
    unknown = []
    given: list[str] = []
    with_nova = _nova()
    for line in dict.fromkeys(lines):
        try:
            if not with_nova:
                _remember(found, _by_heart(line))
                continue
            classes = _import(line, base)
            _remember(found, classes)
            given += {name for name, _place in classes}
        except LookupError:
            unknown.append(line)
        except (Exception, SystemExit) as error:
            # It runs code of others.
            found.failed[line] = '%s: %s' % (type(error).__name__, error)
    return found._replace(unknown=tuple(unknown), twice=tuple(sorted(
        {name for name in given if given.count(name) > 1})))


def _nova() -> bool:
    # What its libraries warn of is nothing that an operator could mend.
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        try:
            importlib.import_module('nova.scheduler.filters')
        except Exception:
            return False
    return True


def _remember(found: Loaded, classes: list[tuple[str, str]]) -> None:
    for name, place in classes:
        places = found.classes.setdefault(name, [])
        if place not in places:
            places.append(place)


def _by_heart(line: str) -> list[tuple[str, str]]:
    known: dict[str, frozenset[str]] = {
        features.NOVA_FILTERS_LINE: features.NOVA_FILTERS,
        features.NOVA_WEIGHERS_LINE: frozenset(),
        features.OUR_FILTERS_LINE: features.our_filters(),
        features.OUR_WEIGHERS_LINE: features.our_weighers()}
    return [(name, line) for name in known[line]]


def _import(line: str, base: str) -> list[tuple[str, str]]:
    module, dot, name = line.rpartition('.')
    if not dot:
        raise ImportError('%r is not the path of a class' % line)
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        try:
            thing: Any = getattr(importlib.import_module(module), name)
            classes = [thing] if inspect.isclass(thing) else list(thing())
        except LookupError as error:
            # Not to be taken for a line that is not known.
            raise ImportError(repr(error)) from None
        wanted = getattr(importlib.import_module(base.rpartition('.')[0]),
                         base.rpartition('.')[2])
    for one in classes:
        if not (inspect.isclass(one) and issubclass(one, wanted)):
            raise TypeError('%s is no %s' % (
                getattr(one, '__name__', one), wanted.__name__))
    return [(one.__name__, '%s.%s' % (one.__module__, one.__name__))
            for one in classes]
