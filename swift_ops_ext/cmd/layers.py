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

"""The rules that one request is judged by, holder by holder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ops_ext_net import networks
from swift_ops_ext.cmd import target
from swift_ops_ext.lint import names
from swift_ops_ext import policy
from swift_ops_ext import verdict


def holders(case: verdict.Case) -> Iterator[tuple[str, verdict.Holder]]:
    """Give what holds rules, as its owner would call it."""
    yield 'this account', case.account
    if case.container is not None:
        yield 'this container', case.container
    for owner, holder in case.owners:
        yield 'container %s' % owner, holder


def of(about: target.Target, case: verdict.Case, decided_by: policy.Policy,
       address: networks.Address | None) -> list[dict[str, Any]]:
    """Describe what holds rules.

    :param address: to say which rules name it
    """
    titles = ['account %s' % about.account]
    if case.container is not None:
        titles.append('container %s' % about.name)
    titles.extend('container %s/%s' % (about.account, owner)
                  for owner, _holder in case.owners)
    return [_described(name, holder, decided_by, address)
            for name, (_whose, holder) in zip(titles, holders(case),
                                              strict=True)]


def lines(described: list[dict[str, Any]]) -> Iterator[str]:
    """Write down what was described."""
    for holder in described:
        if holder['state'] != 'there':
            yield '%s: %s' % (holder['name'], holder['state'])
        elif not holder['rules']:
            yield '%s: no rules' % holder['name']
        else:
            yield '%s (mode %s)' % (holder['name'], holder['mode'])
        for rule in holder['rules']:
            if rule['problem']:
                told = 'cannot be understood: ' + rule['problem']
            elif rule['names_address']:
                told = 'names the address'
            else:
                told = 'does not name the address'
            yield '  %s: %s (%s)' % (rule['name'],
                                     ', '.join(rule['networks']) or '-', told)
        if holder['mode_problem']:
            yield '  %s: %s' % (names.MODE,
                                holder['mode_problem'])


def _described(name: str, holder: verdict.Holder, decided_by: policy.Policy,
               address: networks.Address | None) -> dict[str, Any]:
    held = holder.rules
    mode = held.mode if held and held.mode else decided_by.mode
    return {
        'name': name,
        'state': holder.state.value,
        'mode': mode.value,
        'mode_problem': held.mode_problem if held else '',
        'rules': [{
            'name': rule.title,
            'networks': [str(network) for network in rule.named.networks],
            'problem': rule.problem,
            'names_address': address is not None and address in rule.named,
        } for rule in (held.written if held else ())],
    }
