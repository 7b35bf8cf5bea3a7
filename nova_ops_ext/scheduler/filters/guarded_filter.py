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

"""The base class of all filters: what every one of them owes the operator.

It decides once a request and not host by host, leaves rebuilds alone, obeys
``mode``, writes one line that explains the outcome, and never raises.
"""

from __future__ import annotations

import abc
from collections.abc import Iterable
from typing import Any

import nova.conf
from nova.scheduler import filters
from nova.scheduler import utils as scheduler_utils
from oslo_log import log as logging

from nova_ops_ext import conf
from nova_ops_ext.scheduler import guarded_mode
from nova_ops_ext.scheduler import new_worker
from nova_ops_ext.scheduler import outcome

CONF = nova.conf.CONF
conf.register_opts(CONF)
LOG = logging.getLogger(__name__)


class GuardedFilter(filters.BaseHostFilter, abc.ABC):
    """Decides about all hosts of a request, and cannot fail the boot.

    A subclass names its group of options, reads them in
    :meth:`read_options` and decides in :meth:`decide`.  One object serves
    many requests at the same time, so neither may leave anything of a request
    on it.
    """

    #: Group of options; it has those of conf.guarded_filter among others.
    GROUP: str

    # What most of them judge by does not change within a request.  One that
    # counts what a batch has placed already sets this to False.
    run_filter_once_per_request = True

    # A rebuild stays where it is.  Nova looks at this only when it goes host
    # by host, so filter_all below has to see to it.
    RUN_ON_REBUILD = False

    def __init__(self) -> None:
        super().__init__()
        options = CONF[self.GROUP]
        try:
            conf.check(CONF, self.GROUP)
            # Reading a choice checks it: what is wrong is to stop
            # nova-scheduler now, and not its first request.
            self._fail_policy = options.fail_policy
            self._mode = guarded_mode.Mode(self.GROUP, type(self).__name__)
            self.read_options(options)
        except ValueError as error:
            raise ValueError('[%s] %s' % (self.GROUP, error)) from None
        LOG.info('%(filter)s: loaded, mode = %(mode)s, fail_policy = '
                 '%(policy)s', {'filter': type(self).__name__,
                                'mode': self._mode.current(),
                                'policy': self._fail_policy})

    @abc.abstractmethod
    def read_options(self, options: Any) -> None:
        """Read and check the options that do not change while we run.

        :param options: the filter's group of options
        :raises ValueError: naming option, value and what would be right
        """

    @abc.abstractmethod
    def decide(self, hosts: list[Any], spec: Any) -> outcome.Outcome:
        """Decide which hosts pass.

        :param hosts: HostState objects
        :param spec: the RequestSpec
        """

    def filter_all(self, filter_obj_list: Iterable[Any],
                   spec_obj: Any) -> list[Any]:
        """Give the hosts that pass; called by nova-scheduler."""
        hosts: list[Any] = []
        enforced = True
        try:
            hosts = list(filter_obj_list)
            new_worker.catch_up(hosts)
            mode = self._mode.current()
            enforced = mode == 'enforce'
            return hosts if mode == 'off' else self._filter(
                hosts, spec_obj, enforced=enforced)
        except Exception:
            # Nova would put the server into ERROR and, in a batch, lose the
            # allocations of the others.
            passes = self._fail_policy == 'pass' or not enforced
            LOG.exception(
                '%(filter)s failed; fail_policy = %(policy)s, so %(what)s', {
                    'filter': type(self).__name__,
                    'policy': self._fail_policy if enforced
                    else self._fail_policy + ', but mode = log',
                    'what': 'all hosts pass' if passes else 'no host passes'})
            return hosts if passes else []

    def _filter(self, hosts: list[Any], spec: Any, *,
                enforced: bool) -> list[Any]:
        if (not self.RUN_ON_REBUILD
                and scheduler_utils.request_is_rebuild(spec)):
            return hosts
        decided = self.decide(hosts, spec)
        try:
            self._explain(decided, spec, enforced=enforced)
        except Exception:
            # What is decided stays decided, also where it cannot be told.
            LOG.exception('%s cannot explain itself', type(self).__name__)
        return decided.passed if enforced else hosts

    def _explain(self, decided: outcome.Outcome, spec: Any, *,
                 enforced: bool) -> None:
        line = decided.explain(enforced=enforced)
        if not self.run_filter_once_per_request:
            # A batch asks for each of its servers.  What was said of it is
            # kept with it, and with it forgotten.
            said = spec.__dict__.setdefault('_ops_ext_said', {})
            if said.get(self.GROUP) == line:
                return
            said[self.GROUP] = line
        LOG.log(logging.INFO if decided.judged else logging.DEBUG,
                '%(filter)s: instance %(instance)s, %(explanation)s', {
                    'filter': type(self).__name__,
                    'instance': spec.instance_uuid, 'explanation': line})
        if LOG.isEnabledFor(logging.DEBUG):
            for reason, names in decided.names().items():
                LOG.debug('%(filter)s: instance %(instance)s, %(reason)s: '
                          '%(names)s', {'filter': type(self).__name__,
                                        'instance': spec.instance_uuid,
                                        'reason': reason,
                                        'names': ', '.join(names)})
