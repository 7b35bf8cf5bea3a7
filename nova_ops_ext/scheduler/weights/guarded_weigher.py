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


"""The base class of all weighers: what every one of them owes the operator.

It weighs once a request and not host by host, gives every host a number from
0 to 1 times its multiplier, obeys ``mode``, writes one line that explains the
outcome, and never raises.
"""

from __future__ import annotations

import abc
from collections.abc import Sequence
from typing import Any

import nova.conf
from nova.scheduler import weights
from oslo_log import log as logging

from nova_ops_ext import conf
from nova_ops_ext.scheduler import aggregate_value
from nova_ops_ext.scheduler import guarded_mode
from nova_ops_ext.scheduler import new_worker
from nova_ops_ext.scheduler import per_aggregate
from nova_ops_ext.scheduler import preference

CONF = nova.conf.CONF
conf.register_opts(CONF)
LOG = logging.getLogger(__name__)


class GuardedWeigher(weights.BaseHostWeigher, abc.ABC):
    """Weighs all hosts of a request, and cannot fail the boot.

    A subclass names its group of options, reads them in
    :meth:`read_options` and weighs in :meth:`weigh`.  One object serves many
    requests at the same time, so neither may leave anything of a request on
    it.  If it fails, every host has the same weight.
    """

    #: Group of options; it has those of conf.guarded_weigher among others.
    GROUP: str

    # Our weights are absolute: with the limits given, Nova does not stretch
    # them so that the last host has 0 and the first 1.
    minval = 0.0
    maxval = 1.0

    def __init__(self) -> None:
        super().__init__()
        options = CONF[self.GROUP]
        try:
            conf.check(CONF, self.GROUP)
            self._mode = guarded_mode.Mode(self.GROUP, type(self).__name__)
            preference.check_multiplier(options.weight_multiplier)
            self.read_options(options)
        except ValueError as error:
            raise ValueError('[%s] %s' % (self.GROUP, error)) from None
        LOG.info('%(weigher)s: loaded, mode = %(mode)s, weight_multiplier = '
                 '%(multiplier)s', {
                     'weigher': type(self).__name__,
                     'mode': self._mode.current(),
                     'multiplier': options.weight_multiplier})

    @abc.abstractmethod
    def read_options(self, options: Any) -> None:
        """Read and check the options that do not change while we run.

        :param options: the weigher's group of options
        :raises ValueError: naming option, value and what would be right
        """

    @abc.abstractmethod
    def weigh(self, hosts: Sequence[Any], spec: Any
              ) -> preference.Preference | None:
        """Weigh the hosts.

        :param hosts: HostState objects
        :param spec: the RequestSpec
        :returns: None if there is nothing to prefer: all weigh the same
        """

    def _weigh_object(self, obj: Any, weight_properties: Any) -> float:
        # Nova asks for one host only in classes that weigh host by host.
        return self.weigh_objects(
            [weights.WeighedHost(obj, 0.0)], weight_properties)[0]

    def weigh_objects(self, weighed_obj_list: Sequence[Any],
                      weight_properties: Any) -> list[float]:
        """Give the weights, multiplied; called by nova-scheduler."""
        nothing = [0.0] * len(weighed_obj_list)
        try:
            mode = self._mode.current()
            if mode == 'off':
                return nothing
            multiplier = CONF[self.GROUP].weight_multiplier
            # It may have changed since the start.
            preference.check_multiplier(multiplier)
            hosts = [weighed.obj for weighed in weighed_obj_list]
            new_worker.catch_up(hosts)
            weighed = self.weigh(hosts, weight_properties)
            if weighed is None:
                return nothing
            if len(weighed.weights) != len(hosts):
                raise RuntimeError('%d weights for %d hosts' % (
                    len(weighed.weights), len(hosts)))
            enforced = mode == 'enforce'
            self._explain(weighed, weight_properties, enforced=enforced)
            if not enforced:
                return nothing
            return self._multiplied(hosts, weighed.weights, multiplier)
        except Exception:
            # Nova would put the server into ERROR.
            LOG.exception('%s failed; all hosts weigh the same',
                          type(self).__name__)
            return nothing

    def _multiplied(self, hosts: list[Any], given: Sequence[float],
                    multiplier: float) -> list[float]:
        own = per_aggregate.RuledAggregates(hosts, self._own_multiplier)
        if not own.rules:
            return [multiplier * weight for weight in given]
        return [times * weight for times, weight in zip(
            own.least(hosts, multiplier), given, strict=True)]

    def _own_multiplier(self, aggregate: Any) -> float | None:
        try:
            return aggregate_value.decimal(
                aggregate.metadata, self.GROUP + '_weight_multiplier')
        except ValueError as error:
            # As Nova does for its own weighers.
            LOG.warning('%s: %s; the option counts', type(self).__name__,
                        error)
            return None

    def _explain(self, weighed: preference.Preference, spec: Any, *,
                 enforced: bool) -> None:
        try:
            LOG.info('%(weigher)s: instance %(instance)s, %(explanation)s', {
                'weigher': type(self).__name__,
                'instance': spec.instance_uuid,
                'explanation': weighed.explain(enforced=enforced)})
        except Exception:
            LOG.exception('%s cannot explain itself', type(self).__name__)
