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

"""What the scheduler's classes are, and the metadata that they read."""

from __future__ import annotations

from collections.abc import Iterator

from nova_ops_ext.conf import guarded_weigher
from nova_ops_ext.scheduler import client_label
from nova_ops_ext.scheduler import new_host
from nova_ops_ext.scheduler_command import features
from tools.reference import docstrings
from tools.reference import markup
from tools.reference import oslo_options
from tools.reference import refused

_OF_AGGREGATES = 'Aggregate metadata: '
_EXTRA_SPEC = 'Extra spec of a flavor: '
_HINT = 'Scheduler hint: '
#: Tried one after another, since a name may be nearly anything.
_WRONG = (refused.NONSENSE, '')


def classes() -> str:
    """Give the section of the classes."""
    words = ('Nova loads the filters with ``available_filters = %s``, and '
             'the weighers with ``weight_classes = %s``, each beside Nova\'s '
             'own; see :doc:`scheduler`.' % (features.OUR_FILTERS_LINE,
                                             features.OUR_WEIGHERS_LINE))
    return markup.section('Filters and weighers', markup.wrapped(words),
                          markup.definitions(_classes()))


def _classes() -> Iterator[tuple[str, list[str]]]:
    for one in features.FEATURES:
        module = one.group.removeprefix('ops_')
        for package, name in (('filters', one.filter),
                              ('weights', one.weigher)):
            if name is not None:
                yield markup.literal(name), [
                    markup.wrapped(docstrings.summary(docstrings.of_class(
                        'nova_ops_ext.scheduler.%s.%s' % (package, module),
                        name))),
                    markup.fields([
                        ('Options', ':ref:`[%s] <%s>`' % (
                            one.group, oslo_options.label(
                                'nova', one.group))),
                        ('Metadata', markup.literals(map(_shown, one.keys))),
                        ('Manual', ':doc:`%s`' % module)])]


def keys() -> str:
    """Give the section of the keys, the extra spec and the hint."""
    return markup.section('Metadata', markup.wrapped(
        'Keys of the metadata of aggregates.  A filter refuses the hosts of '
        'an aggregate whose value cannot be read, and a weigher leaves it '
        'out.'), markup.definitions(_keys()), markup.wrapped(
            'What flavors and servers have:'), markup.definitions([
                _other(new_host.__name__, new_host.EXTRA_SPEC, _EXTRA_SPEC,
                       'NewHostFilter'),
                _other(client_label.__name__, client_label.HINT, _HINT,
                       'ClientNetworkFilter', 'ClientNetworkWeigher')]))


def _keys() -> Iterator[tuple[str, list[str]]]:
    for one in features.FEATURES:
        readers = [name for name in (one.filter, one.weigher) if name]
        for key in one.keys:
            words = docstrings.comment(one.problems.__module__, key)
            yield markup.literal(_shown(key)), [
                markup.wrapped(markup.sentence(
                    words.removeprefix(_OF_AGGREGATES))),
                markup.fields([
                    ('Value', markup.plain(_right(one, key))),
                    ('Of several', one.several),
                    ('Goes on in', '%s and so on' % markup.literals(
                        [key + '1', key + '2']) if one.numbered else ''),
                    ('Read by', ', '.join(readers))])]
        if one.weigher:
            option = guarded_weigher.options(one.group)[0]
            yield markup.literal('%s_%s' % (one.group, option.name)), [
                markup.wrapped('%s for the hosts of the aggregate.' %
                               markup.literal(option.name)),
                markup.fields([('Value', 'a number'),
                               ('Of several', 'the lowest counts'),
                               ('Read by', one.weigher)])]


def _right(one: features.Feature, key: str) -> str:
    name = key + 'p' if key.endswith(':') else key
    return refused.first(problem for wrong in _WRONG
                         for problem in one.problems({name: wrong}))


def _shown(key: str) -> str:
    return key + '<project>' if key.endswith(':') else key


def _other(module: str, key: str, kind: str, *readers: str
           ) -> tuple[str, list[str]]:
    words = docstrings.comment(module, key)
    if not words.startswith(kind):
        raise LookupError('%s: %r is no %s' % (module, words, kind))
    return markup.literal(key), [
        markup.wrapped(words),
        markup.fields([('Read by', ', '.join(readers))])]
