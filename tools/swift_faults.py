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

"""Faults on the side of Swift; see :mod:`tools.faults`."""

from __future__ import annotations

from tools import fault

_NET = 'ops_ext_net/'
_WHITELIST = 'swift_ops_ext/'
_TEST = 'tests/unit/'


def _net(what: str, module: str, right: str, wrong: str) -> fault.Fault:
    return fault.Fault(what, _NET + module, right, wrong,
                       '%s%stest_%s' % (_TEST, _NET, module))


def _whitelist(what: str, module: str, right: str, wrong: str,
               tests: str = '') -> fault.Fault:
    """Name a fault that the tests of the same module notice, or others."""
    return fault.Fault(what, _WHITELIST + module, right, wrong, '%s%s%s' % (
        _TEST, _WHITELIST, tests or 'test_' + module))


_ADDRESSES = (
    _net('the walk starts at the right', 'client_address.py',
         'in reversed(forwarded.split(', 'in iter(forwarded.split('),
    _net('only trusted proxies are believed', 'client_address.py',
         'or client.address not in self._proxies\n', 'or False\n'),
    _net('an entry that cannot be read ends the walk', 'client_address.py',
         "return Client(None, 'entry", "continue; return Client(None, 'entry"),
    _whitelist('what Swift reads of odd headers is not the proxy\'s word',
               'ip_whitelist.py', "env.get('headers_raw')", 'None'),
    _whitelist('inner requests are the client\'s', 'ip_whitelist.py',
               'visit = cache.get(visits.KEY)', 'visit = None'),
)

_RULES = (
    _whitelist('a malformed Allow rule still restricts', 'rules.py',
               'bool(allowed),\n',
               'any(not rule.problem for rule in allowed),\n'),
    _whitelist('a malformed Deny rule denies everyone', 'rules.py',
               'next((rule for rule in denying if rule.problem), None)',
               'None'),
    _whitelist('a rule for reading is none for writing', 'rules.py',
               "effect == 'allow':\n        narrowed =",
               "effect == 'allow':\n        narrowed = None and"),
    _whitelist('readers are those who may read', 'rules.py',
               'if wanted is operation.Operation.READ:',
               'if wanted is not operation.Operation.READ:'),
    _whitelist('a POST writes', 'operation.py', "frozenset(('GET', 'HEAD'))",
               "frozenset(('GET', 'HEAD', 'POST'))"),
    _whitelist('a mode that cannot be read is enforced', 'rules.py',
               'return Mode.ENFORCE, ', 'return Mode.LOG, '),
)

_TABLE = (
    _whitelist('always_deny refuses', 'verdict.py',
               'if address is not None and address in policy.always_deny:',
               'if False:'),
    _whitelist('rules that are not known admit no one', 'verdict.py',
               'if self._unknown:', 'if False:'),
    _whitelist('Deny rules refuse', 'verdict.py', 'denial = self._denial(one)',
               'denial = None'),
    _whitelist('Deny rules win over always_allow', 'verdict.py',
               'if denial is not None:',
               'if denial is not None and not (address is not None\n'
               '                    and address in policy.always_allow):'),
    _whitelist('a malformed Deny rule refuses all', 'verdict.py',
               'if broken is not None:', 'if False:'),
    _whitelist('always_allow admits', 'verdict.py',
               'elif address in policy.always_allow:', 'elif False:'),
    _whitelist('without an address, rules refuse', 'verdict.py',
               'yield from self._no_address()', 'return'),
    _whitelist('Allow rules refuse whom they do not name', 'verdict.py',
               'if not one.rules.admits(address, self._wanted):', 'if False:'),
    _whitelist('default = closed refuses', 'verdict.py', 'if self._closed():',
               'if False:'),
    _whitelist('a missing container is missing', 'verdict.py',
               'found = (MISSING if', 'found = (ADMITTED if'),
    _whitelist('account rules are asked', 'verdict.py',
               "('this account', case.account)]",
               "('this account', case.account._replace(rules=None))]"),
    _whitelist('owners\' rules are asked', 'verdict.py',
               'for name, holder in case.owners)',
               'for name, holder in case.owners[:0])'),
    _whitelist('narrow is not replace', 'verdict.py',
               'is policy_module.ContainerRules.REPLACE',
               'is policy_module.ContainerRules.NARROW'),
    _whitelist('what one mode = log passes, other rules refuse', 'verdict.py',
               'if mode is rules_module.Mode.ENFORCE:',
               'if mode is rules_module.Mode.ENFORCE and not logged:'),
    _whitelist('a container has a mode of its own', 'verdict.py',
               'holder.rules.mode or policy.mode', 'policy.mode'),
    _whitelist('the short cut knows always_deny', 'verdict.py',
               'if policy.always_deny or wanted is', 'if wanted is'),
    _whitelist('the short cut knows account rules', 'verdict.py',
               'for rules in (account, container):',
               'for rules in (container,):'),
    _whitelist('the short cut knows Deny rules', 'verdict.py',
               'address in rules.denied)):\n            return False',
               'address in rules.denied)):\n            continue'),
    _whitelist('the short cut knows default = closed', 'verdict.py',
               'return policy.default is policy_module.Default.OPEN',
               'return True'),
)

_HOLDERS = (
    _whitelist('an answer other than 404 is not "missing"', 'holders.py',
               "if info['status'] == 404 else",
               "if info['status'] >= 400 else"),
    _whitelist('an answer other than 404 is not "without rules"',
               'holders.py', 'else _UNKNOWN', 'else _WITHOUT_RULES'),
    _whitelist('a container of an unknown account is not missing',
               'holders.py',
               'if info is _NOBODY_COULD_SAY and',
               'if info is _NOBODY_COULD_SAY or'),
    _whitelist('a container whose description is cut off is not believed',
               'information.py', "return (info['object_count'] is not None\n",
               'return (True\n'),
    _whitelist('nor an account', 'information.py',
               "return info.get('container_count') is not None",
               'return True'),
    _whitelist('nor by the short cut', 'holders.py',
               "or of_container['object_count'] is None\n", '\n'),
    _whitelist('older versions are their container\'s', 'owners.py',
               'while container.startswith(_VERSIONS)', 'while False'),
    _whitelist('parts of S3 uploads are their bucket\'s', 'owners.py',
               'endings = (_UPLOADS, *suffixes)', 'endings = suffixes'),
    _whitelist('segments_suffixes are obeyed', 'owners.py',
               'endings = (_UPLOADS, *suffixes)', 'endings = (_UPLOADS,)'),
    _whitelist('owners are looked up', 'cases.py',
               'if not (container.endswith(self.endings) or '
               "container[0] == '\\x00'):", 'if True:',
               'test_second_place.py'),
    _whitelist('the short cut is not for what is kept for others',
               'second_place.py', 'or container.endswith(self._endings)\n',
               'or False\n'),
)

_SECOND_PLACE = (
    _whitelist('an object whose container is lost is not served',
               'second_place.py', 'return answers.missing(env)',
               'return self._app'),
    _whitelist('who is not authorized gets 401', 'second_place.py',
               'if denial is not None:', 'if False:'),
    _whitelist('a pre-flight learns nothing', 'second_place.py',
               'self._found.forget(env, account, container)', 'pass'),
    _whitelist('queued deletions are judged', 'second_place.py',
               'return self._queue(env, visit)', 'return self._app'),
    _whitelist('all queued deletions are', 'second_place.py',
               'for account, container in named:',
               'for account, container in sorted(named)[-1:]:'),
    _whitelist('a long visit is judged anew', 'second_place.py',
               'visit.refresh(env)', 'pass'),
    _whitelist('the short cut is for the client\'s own requests',
               'second_place.py', "or 'swift.source' in env):", '):'),
    _whitelist('what a long visit knew is forgotten', 'visit.py',
               'del cache[key]', 'pass'),
    _whitelist('show_rules = owners is obeyed', 'second_place.py',
               'if self._conf.shown_to is policy.Who.OWNERS:', 'if False:'),
    _whitelist('only owners see rules', 'shown_rules.py',
               "if not env.get('swift_owner') or", 'if'),
    _whitelist('signed URLs show no rules', 'shown_rules.py',
               "or env.get('swift.authorize_override'):", ':'),
    _whitelist('refusals name no rule to all', 'refusals.py',
               'else judged.general', 'else judged.reason',
               'test_second_place.py'),
    _whitelist('a client cannot write into the log', 'explanations.py',
               "'reason': _printable(judged.reason)",
               "'reason': judged.reason"),
)

_FIRST_PLACE = (
    _whitelist('answers from between the places are judged', 'first_place.py',
               'if not status.startswith(_REFUSALS):', 'if False:'),
    _whitelist('also late ones', 'first_place.py',
               'body = utils.reiterate(body)', 'pass'),
    _whitelist('also S3\'s', 'first_place.py',
               'named = [_names(key) for key in',
               'named = [_names(key) for key in () and'),
    _whitelist('only a DELETE deletes in bulk', 'first_place.py',
               "return bool(env['REQUEST_METHOD'] == 'DELETE'\n",
               'return bool(True\n'),
    _whitelist('the reason is on answers of others', 'first_place.py',
               'headers = _with_reason(headers, visit.reason)', 'pass'),
)

_CHANGES = (
    _whitelist('400 for a rule that cannot be understood', 'rule_changes.py',
               '        if problems:\n', '        if False:\n'),
    _whitelist('409 for a change that shuts out its sender',
               'rule_changes.py', 'if then is None:', 'if True:'),
    _whitelist('only who confirms it shuts himself out', 'rule_changes.py',
               "if env.get(_CONFIRMATION, '').strip().lower() == 'true':",
               'if True:'),
    _whitelist('who confirms it may', 'rule_changes.py',
               "if env.get(_CONFIRMATION, '').strip().lower() == 'true':",
               'if False:'),
    _whitelist('reading counts when someone is shut out', 'changes.py',
               'in (operation.Operation.WRITE, operation.Operation.READ):',
               'in (operation.Operation.WRITE,):'),
    _whitelist('Swift\'s limits are named', 'changes.py',
               'if _size(value) > limits.value:', 'if False:'),
    _whitelist('a value goes before a removal', 'changes.py',
               '    sent.update((name', '    sent = dict((name'),
    _whitelist('rule_changes = owners is obeyed', 'rule_changes.py',
               'return self._conf.changes is policy.Who.OWNERS',
               'return False'),
    _whitelist('a signed URL is no owner', 'answers.py',
               "if env.get('swift.authorize_override') or 'swift.authorize'",
               "if 'swift.authorize'", 'test_rule_changes.py'),
    _whitelist('who is not authorized learns nothing of what is stored',
               'rule_changes.py',
               'if not (problems or change.changes_rules) or '
               'self._denied(env):',
               'if not (problems or change.changes_rules):'),
    _whitelist('what a lost account hides is judged', 'rule_changes.py',
               "if (container and env['REQUEST_METHOD'] == 'PUT'",
               'if (False'),
)

_SHARED_CACHE = (
    _whitelist('a change is announced', 'rule_changes.py',
               'if not shared_cache.announce(env, self._account,\n'
               '                                         '
               'self._container or None):', 'if False:'),
    _whitelist('an announcement is remembered', 'shared_cache.py',
               'self._cache.set_multi({name: mark}, key, '
               'time=_ANNOUNCED_SECONDS)', 'pass'),
    _whitelist('marks are compared', 'shared_cache.py',
               'or info.pop(_MARK, None) != change\n',
               'or [info.pop(_MARK, None)] == []\n'),
    _whitelist('the first of two look-ups says how old it is',
               'shared_cache.py', 'self._known.setdefault(key, change)',
               'self._known[key] = change'),
    _whitelist('nobody keeps what may be old', 'shared_cache.py',
               '                return None\n            if self._known[key]',
               '                return self._cache.set(key, value)\n'
               '            if self._known[key]'),
    _whitelist('nobody keeps what is not whole', 'shared_cache.py',
               'or not information.is_whole(value)):', '):'),
    _whitelist('"missing" is not believed for seconds', 'shared_cache.py',
               'or not information.is_whole(info)):', '):'),
    _whitelist('all look-ups are watched', 'ip_whitelist.py',
               'shared_cache.install(env)', 'pass'),
)

_PIPELINE = (
    _whitelist('it stands in two places', 'place.py', 'if len(places) != 2:',
               'if len(places) < 2:'),
    _whitelist('the first is left of what asks for containers', 'place.py',
               'if _name(app) in _BETWEEN:', 'if False:'),
    _whitelist('the first is right of the cache', 'place.py',
               'if _name(app) in _BEFORE:', 'if False:'),
    _whitelist('the second is right of all else', 'place.py',
               "if _name(app) not in _AFTER:\n            raise",
               "if False:\n            raise"),
    _whitelist('both have the same options', 'ip_whitelist.py',
               'if first._conf.written != second._conf.written:', 'if False:'),
    _whitelist('a place that is not checked lets nothing through',
               'ip_whitelist.py', 'self._blind = not place.sees_all(app)',
               'self._blind = False'),
    _whitelist('an option that is not known stops the start',
               'configuration.py', 'raise ValueError(\n                    '
               "'ip_whitelist: unknown", 'str(\n                    '
               "'ip_whitelist: unknown"),
    _whitelist('no proxy is trusted that is everyone', 'configuration.py',
               'if network.prefixlen == 0:', 'if False:'),
)


def _figures(what: str, path: str, right: str, wrong: str) -> fault.Fault:
    return fault.Fault(what, path, right, wrong, _TEST + 'tools/figures')


_FIGURES = (
    _figures('text in a figure is escaped', 'tools/figures/drawing.py',
             'saxutils.escape(words))', 'words)'),
    _figures('a figure is drawn anew when a verdict changes',
             'swift_ops_ext/verdict.py', 'if self._closed():', 'if False:'),
    _figures('the bytes are those of JSON within JSON',
             'tools/figures/rabbit_hole.py',
             "json.dumps(json.dumps(log.decode('ascii', 'replace'))[1:-1]",
             "json.dumps(log.decode('ascii', 'replace')"),
)

FAULTS = (*_ADDRESSES, *_RULES, *_TABLE, *_HOLDERS, *_SECOND_PLACE,
          *_FIRST_PLACE, *_CHANGES, *_SHARED_CACHE, *_PIPELINE,
          *_FIGURES)
