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

"""``list``: every rule of an account and its containers."""

from __future__ import annotations

from collections.abc import Iterator
import itertools
from typing import Any

from swift_ops_ext.cmd import cluster
from swift_ops_ext.cmd import outcome
from swift_ops_ext.cmd import proxy_conf
from swift_ops_ext.lint import names
from swift_ops_ext import rules


def run(account: str, conf_path: str | None, *, as_json: bool
        ) -> outcome.Exit:
    """List the rules of an account and of all containers in it."""
    conf = proxy_conf.read(proxy_conf.find(conf_path))
    found = cluster.Cluster(conf)
    held: list[dict[str, Any]] = []
    incomplete = None
    try:
        for stored in itertools.chain([found.account(account)],
                                      found.containers(account)):
            held.extend(_described(stored, found.book,
                                   conf.filter.policy.mode))
    except outcome.CannotTellError as error:
        if not held:
            raise
        incomplete = error
    result = {'account': account, 'holders': held,
              'complete': incomplete is None}
    outcome.show(result, _lines(result), as_json=as_json)
    if incomplete is not None:
        outcome.complain('%s; the list is not complete' % incomplete)
        return outcome.Exit.UNKNOWN
    return outcome.Exit.GOOD


def _described(stored: cluster.Stored, book: rules.Book,
               default_mode: rules.Mode) -> Iterator[dict[str, Any]]:
    compiled = book.rules(stored.metadata)
    if compiled is None:
        return
    values = {key.title(): value for key, value in stored.metadata.items()}
    yield {
        'account': stored.account,
        'container': stored.container,
        'mode': (compiled.mode or default_mode).value,
        'own_mode': compiled.mode is not None,
        'mode_problem': compiled.mode_problem,
        'rules': [{'name': rule.title, 'value': values[rule.title],
                   'problem': rule.problem} for rule in compiled.written],
    }


def _lines(result: dict[str, Any]) -> Iterator[str]:
    for holder in result['holders']:
        yield '%s (mode %s%s)' % (
            '/'.join(part for part in (holder['account'],
                                       holder['container']) if part),
            holder['mode'], ', its own' if holder['own_mode'] else '')
        for rule in holder['rules']:
            yield '  %s: %s' % (rule['name'], rule['value'])
            if rule['problem']:
                yield '    cannot be understood: %s' % rule['problem']
        if holder['mode_problem']:
            yield '  %s: %s' % (names.MODE,
                                holder['mode_problem'])
    if not result['holders']:
        yield '%s: no rules' % result['account']
