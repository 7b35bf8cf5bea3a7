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

"""``check``: what the filter would say to an address, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ops_ext_net import client_address
from ops_ext_net import networks
from swift_ops_ext.cmd import cluster
from swift_ops_ext.cmd import layers
from swift_ops_ext.cmd import outcome
from swift_ops_ext.cmd import proxy_conf
from swift_ops_ext.cmd import target
from swift_ops_ext import operation
from swift_ops_ext import policy
from swift_ops_ext import verdict

# An address that nobody has, to see whose word is taken for it.
_SOMEONE = '192.0.2.254'
_SOMEONE_ELSE = '192.0.2.253'


def run(asked: str, address: str, method: str | None,
        conf_path: str | None, *, as_json: bool) -> outcome.Exit:
    """Say what the filter would.

    :param asked: account, container or object
    :param address: of the client
    :param method: of the request; None for reading and for writing
    """
    try:
        about = target.read(asked)
        client = client_address.Client(networks.parse_address(address))
    except ValueError as error:
        raise outcome.CannotTellError(str(error)) from None
    conf = proxy_conf.read(proxy_conf.find(conf_path))
    found = cluster.Cluster(conf)
    case = found.case(about.account, about.container)
    wanted = ([operation.of(method.upper())] if method else
              [operation.Operation.READ, operation.Operation.WRITE])
    judged = [(one, verdict.judge(client, one, case, conf.filter.policy))
              for one in wanted]
    result = _result(about, client, judged, case, conf)
    outcome.show(result, _lines(result), as_json=as_json)
    kinds = {one.kind for _wanted, one in judged}
    if verdict.Kind.UNKNOWN in kinds:
        outcome.complain('the rules of %s cannot be read at the moment' %
                         about.name)
        return outcome.Exit.UNKNOWN
    if verdict.Kind.REFUSED in kinds:
        return outcome.Exit.BAD
    if verdict.Kind.MISSING in kinds:
        outcome.complain('there is no container %s' % about.name)
        return outcome.Exit.UNKNOWN
    return outcome.Exit.GOOD


def _result(about: target.Target, client: client_address.Client,
            judged: list[tuple[operation.Operation, verdict.Verdict]],
            case: verdict.Case, conf: proxy_conf.ProxyConf
            ) -> dict[str, Any]:
    decided_by = conf.filter.policy
    held = layers.of(about, case, decided_by, client.address)
    return {
        'account': about.account,
        'container': about.container,
        'address': str(client),
        'verdicts': [{
            'operation': wanted.value,
            'verdict': one.kind.value,
            'code': one.code.value,
            'reason': one.reason or _why(client, wanted, case, decided_by),
            'passes_because_mode_is_log': [
                {'code': refusal.code.value, 'reason': refusal.reason}
                for refusal in one.logged],
        } for wanted, one in judged],
        'holders': held,
        'proxy_conf': conf.path,
        'options': dict(conf.filter.written),
        'is_trusted_proxy': _is_trusted(conf.filter.proxies, str(client)),
    }


def _why(client: client_address.Client, wanted: operation.Operation,
         case: verdict.Case, decided_by: policy.Policy) -> str:
    """Say why an address is not refused."""
    address = client.address
    if address is not None and address in decided_by.always_allow:
        return 'always_allow names the address.'
    named = ['%s of %s' % (rule.title, whose)
             for whose, holder in layers.holders(case)
             for rule in (holder.rules.written if holder.rules else ())
             if not rule.name.deny and address is not None
             and address in rule.named
             and (wanted is operation.Operation.EITHER
                  or wanted in rule.name.operations)]
    if named:
        return 'Let in by %s.' % ', '.join(named)
    if any(holder.rules and holder.rules.allows
           for _whose, holder in layers.holders(case)):
        return 'Let in by no rule; the mode of the rules is log.'
    if case.container is not None and (
            case.container.state is verdict.State.MISSING):
        return 'No Allow rule is about it.'
    return ('No Allow rule is about it, and default = %s.' %
            decided_by.default.value)


def _is_trusted(proxies: client_address.TrustedProxies, address: str) -> bool:
    word = _SOMEONE if address != _SOMEONE else _SOMEONE_ELSE
    return str(proxies.client(address, word)) == word


def _lines(result: dict[str, Any]) -> Iterator[str]:
    yield '%s from %s' % (
        '/'.join(part for part in (result['account'], result['container'])
                 if part), result['address'])
    for one in result['verdicts']:
        yield '  %-5s %s: %s' % (one['operation'], one['verdict'],
                                 one['reason'])
        for logged in one['passes_because_mode_is_log']:
            yield ('        would be refused, passes because mode is log: %s'
                   % logged['reason'])
    if result['is_trusted_proxy']:
        yield ('  note  the address is in trusted_proxies: its requests are '
               'judged by the address that it names')
    yield from layers.lines(result['holders'])
    options = ['%s = %s' % option for option in result['options'].items()
               if option[0] in ('default', 'mode', 'container_rules',
                                'always_allow', 'always_deny')]
    yield 'options: %s' % (', '.join(options) or 'as they are by default')
