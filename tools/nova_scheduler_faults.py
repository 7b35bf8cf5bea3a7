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


"""Faults in the scheduler's rules of issue 7; see :mod:`tools.faults`."""

from __future__ import annotations

from tools import fault

_PURE = 'nova_ops_ext/scheduler/'
_FILTER = _PURE + 'filters/'
_TESTS = 'tests/unit/nova_ops_ext/scheduler'
_FILTER_TESTS = _TESTS + '/filters'
_DOMAINS = _FILTER_TESTS + '/test_failure_domain.py'
_LEVELS = _TESTS + '/test_domain_levels.py'
_STAMP = 'tests/unit/nova_ops_ext/api/test_client_stamp.py'


def _fault(what: str, path: str, right: str, wrong: str,
           tests: str) -> fault.Fault:
    return fault.Fault(what, path, right, wrong, tests, 'nova')


SCHEDULER_FAULTS = (
    # All of them
    _fault('an option without a value stops nova-scheduler',
           'nova_ops_ext/conf/readable.py',
           'if value is None and option.default is not None:', 'if False:',
           _TESTS + '/test_bad_options.py'),
    _fault('a server is explained by all lines of its request',
           'nova_ops_ext/scheduler_command/history.py',
           '                or event.request in self._requests):',
           '                ):',
           'tests/unit/nova_ops_ext/scheduler_command/test_explain.py'),
    # NewHostFilter
    _fault('a host whose age is not known is new',
           _PURE + 'new_host.py',
           'self._now if created is None else created',
           'self.settled_by if created is None else created',
           _TESTS + '/test_new_host.py'),
    _fault('the longest burn-in counts', _PURE + 'new_host.py',
           'max(hours, default=otherwise)', 'min(hours, default=otherwise)',
           _FILTER_TESTS + '/test_new_host.py'),
    _fault('the ramp begins when the burn-in ends', _PURE + 'new_host.py',
           'self._ramp.allowed(age - self._burn_in)',
           'self._ramp.allowed(age)', _FILTER_TESTS + '/test_new_host.py'),
    _fault('what a batch has placed counts on the ramp',
           _FILTER + 'new_host.py',
           'max(host.num_instances, len(host.instances))',
           'len(host.instances)', _FILTER_TESTS + '/test_new_host.py'),
    _fault('what was moved to a new host counts at once',
           _FILTER + 'new_host.py',
           'max(host.num_instances, len(host.instances))',
           'host.num_instances', _FILTER_TESTS + '/test_new_host.py'),
    _fault('a burn-in that cannot be read refuses', _FILTER + 'new_host.py',
           '                return problem\n', '                return None\n',
           _FILTER_TESTS + '/test_new_host.py'),
    _fault('a server does not count against itself on the ramp',
           _FILTER + 'new_host.py', 'instances -= 1', 'pass',
           _FILTER_TESTS + '/test_new_host.py'),
    # ProjectPerHostFilter
    _fault('a host with the cap is full', _PURE + 'project_per_host.py',
           'if count < most:', 'if count <= most:',
           _TESTS + '/test_project_per_host.py'),
    _fault('the least cap counts', _PURE + 'project_per_host.py',
           'min(caps, default=otherwise)', 'max(caps, default=otherwise)',
           _FILTER_TESTS + '/test_project_per_host.py'),
    _fault('what a batch has placed counts for the cap',
           _PURE + 'project_per_host.py', '(placed if placed > 0 else 0)',
           '0',
           _FILTER_TESTS + '/test_project_per_host.py'),
    _fault('a count that is not known refuses',
           _PURE + 'project_per_host.py',
           'if stats is None or project is None:\n            return None',
           'if stats is None or project is None:\n            return 0',
           _FILTER_TESTS + '/test_project_per_host.py'),
    _fault('a server does not count against itself',
           _FILTER + 'project_per_host.py', 'count -= 1', 'pass',
           _FILTER_TESTS + '/test_project_per_host.py'),
    _fault('a cap that cannot be read refuses',
           _FILTER + 'project_per_host.py', 'return 0, problem',
           'return None', _FILTER_TESTS + '/test_project_per_host.py'),
    # FailureDomainFilter
    _fault('servers that are to come do not bring up full racks',
           _PURE + 'domain_levels.py',
           'heap = [level for level in levels if level.room > 0]',
           'heap = list(levels)', _LEVELS),
    _fault('a domain may be ahead while the rest can catch up',
           _PURE + 'domain_levels.py',
           'emptiest(levels, self._servers - 1)', 'emptiest(levels, 0)',
           _DOMAINS),
    _fault('what went ahead in a batch is not let down',
           _PURE + 'domain_levels.py', 'if reached >= self._best:',
           'if True:', _LEVELS),
    _fault('what was ahead before the batch refuses nothing',
           _PURE + 'domain_levels.py',
           'if members - self._best <= skew < members - reached:',
           'if skew < members - reached:', _LEVELS),
    _fault('a batch keeps the skew of each domain',
           _PURE + 'failure_domain.py',
           'found[name].add(otherwise if place.max_skew is None\n'
           '                                    else place.max_skew)',
           'found[name].add(otherwise)', _DOMAINS),
    _fault('a host without domain does not let a batch down',
           _FILTER + 'failure_domain.py',
           'return (levels.refusal_elsewhere() if self._without_pass',
           'return (None if self._without_pass', _DOMAINS),
    _fault('a host must pass each of its domains',
           _FILTER + 'failure_domain.py',
           'for domain in place.domains:', 'for domain in place.domains[:1]:',
           _DOMAINS),
    _fault('a server that moves does not count where it was',
           _PURE + 'server_group.py',
           'ignored[0] if ignored and operation.is_move(spec) else None',
           'None', _DOMAINS),
    _fault('a create ignores no source', _PURE + 'server_group.py',
           'if ignored and operation.is_move(spec) else', 'if ignored else',
           _DOMAINS),
    _fault('a move is no batch', _PURE + 'server_group.py',
           '    if operation.is_move(spec):\n        # It keeps',
           '    if False:\n        # It keeps', _DOMAINS),
    _fault('a domain has all hosts of its aggregate, candidates or not',
           _PURE + 'failure_domain.py',
           '.update(aggregate.hosts)', '.update(aggregate.hosts[:1])',
           _DOMAINS),
    _fault('what cannot be read is kept, to be told',
           _PURE + 'aggregate_rules.py',
           'self.problems.add(problem)', 'pass',
           _TESTS + '/test_aggregate_rules.py'),
    # ShuffleShardFilter
    _fault('who may use no host does not get the extension',
           _PURE + 'shuffle_shard.py', '    if size == 0:', '    if False:',
           _TESTS + '/test_shuffle_shard.py'),
    _fault('where a project ends and a host begins is known',
           _PURE + 'shuffle_shard.py',
           "len(owner).to_bytes(8, 'big') + owner", 'owner',
           _TESTS + '/test_shuffle_shard.py'),
    _fault('the shard is of all members, candidates or not',
           _PURE + 'shard_pools.py',
           'members = aggregate.hosts\n',
           'members = [host.host for host in hosts]\n',
           _FILTER_TESTS + '/test_shuffle_shard.py'),
    _fault('the extension opens only when the shard has no host left',
           _PURE + 'shuffle_shard.py',
           'if any(host in candidates for host in self.hosts):', 'if False:',
           _FILTER_TESTS + '/test_shuffle_shard.py'),
    # CascadeBreakerFilter
    _fault('hosts that died at once are one incident',
           _PURE + 'cascade_incidents.py',
           'if not row or death.began > row[-1].dead:', 'if True:',
           _TESTS + '/test_cascade.py'),
    _fault('a popular image in a rack without power is innocent',
           _PURE + 'cascade_incidents.py', 'return frozenset(found)',
           'return frozenset()', _TESTS + '/test_cascade.py'),
    _fault('a host taken out of service did not die',
           _PURE + 'cascade_deaths.py', 'one.disabled and (', 'False and (',
           _TESTS + '/test_cascade_deaths.py'),
    _fault('a host that is down died once', _PURE + 'cascade_incidents.py',
           'max(died.get(name, death.dead), death.dead)', 'death.dead',
           _TESTS + '/test_cascade.py'),
    _fault('the first sight of a host that is forced down counts',
           _PURE + 'cascade_sightings.py', 'known.get(one.name, now)', 'now',
           _TESTS + '/test_cascade_sightings.py'),
    _fault('what was not forced down any longer is forgotten',
           _PURE + 'cascade_sightings.py',
           'self._forced_by = forced_by = {',
           'self._forced_by = forced_by = known | {',
           _TESTS + '/test_cascade_sightings.py'),
    _fault('a heartbeat of a host that is forced down means nothing',
           _PURE + 'cascade_deaths.py', 'else min(self.seen, self.forced_by)',
           'else self.seen', _TESTS + '/test_cascade.py'),
    _fault('a host that disabled itself was not taken out of service',
           _PURE + 'cascade_evidence.py',
           "(row.disabled_reason or '').startswith(\n            _BY_ITSELF)",
           'False', _TESTS + '/test_cascade_evidence.py'),
    _fault('a host that died while a server was started counts',
           _PURE + 'cascade_evidence.py',
           'if row.status == _BEGUN and row.dest_compute:', 'if False:',
           _TESTS + '/test_cascade_evidence.py'),
    # What all of them stand on
    _fault('a worker that was forked reads the aggregates',
           _PURE + 'new_worker.py', '_worker = Worker(forked=True)',
           '_worker = Worker(forked=False)', _TESTS + '/test_new_worker.py'),
    _fault('what a message brings meanwhile is newer than what was read',
           _PURE + 'new_worker.py', 'known is not before.get(number) or (',
           '(', _TESTS + '/test_new_worker.py'),
    _fault('a new worker gives hosts what it has read',
           _PURE + 'new_worker.py', 'host.aggregates = [', '_ = [',
           _TESTS + '/test_new_worker.py'),
    # AggregatePreferenceWeigher
    _fault('the lowest preference of a host counts',
           _PURE + 'per_aggregate.py', 'number < least)', 'number > least)',
           _TESTS + '/weights/test_aggregate_preference.py'),
    _fault('a preference beyond 100 is no more than 100',
           _PURE + 'aggregate_preference.py', 'preference.bounded(', '(',
           _TESTS + '/test_aggregate_preference.py'),
    _fault('to avoid hosts is not to be without preference',
           _PURE + 'aggregate_preference.py', '_NEUTRAL = 0.5',
           '_NEUTRAL = 0.0', _TESTS + '/weights/test_aggregate_preference.py'),
    # client_stamp
    _fault('a server is stamped with the label of its own client',
           'nova_ops_ext/api/client_stamp.py',
           "getattr(context, 'remote_address', None), self._labels)",
           "env.get('REMOTE_ADDR'), self._labels)", _STAMP),
    _fault('a body that cannot be read is refused',
           'nova_ops_ext/api/client_stamp.py',
           'return _unreadable(env, start_response)', 'pass', _STAMP),
    _fault('what a user sent is removed where nothing is written',
           'nova_ops_ext/api/scheduler_hints.py',
           'if not removed and not written:', 'if not written:', _STAMP),
    _fault('client_stamp before authentication stops nova-api',
           'nova_ops_ext/api/client_stamp.py', 'if before is not None:',
           'if False:', _STAMP),
)
