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

"""Tests of the scheduler: hosts, rules for them, and who gets one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from typing import ClassVar

from tempest import config
from tempest.lib.common.utils import data_utils
from tempest.lib.common.utils import test_utils
from tempest.lib import exceptions

from ops_ext_tempest import candidates
from ops_ext_tempest import hosts
from ops_ext_tempest.tests import base
from ops_ext_tempest.tests import servers

CONF = config.CONF


class SchedulerTest(base.ComputeTest):
    """Has hosts, and a flavor whose servers get no others.

    It goes in front of FeatureTest or StockTest.

    :cvar hosts_needed: how many
    :ivar hosts: their names
    """

    credentials: ClassVar[list[str]] = ['primary', 'admin']
    #: create with a host named
    min_microversion: ClassVar[str] = '2.74'
    hosts_needed: ClassVar[int] = 2
    hosts: ClassVar[list[str]]

    @classmethod
    def resource_setup(cls) -> None:
        super().resource_setup()
        admin = cls.os_admin
        cls._providers = hosts.providers(
            admin.hypervisor_client.list_hypervisors(
                detail=True)['hypervisors'])
        found = [name for name in hosts.usable(
            admin.services_client.list_services()['services'],
            admin.aggregates_client.list_aggregates()['aggregates'],
            CONF.ops_ext.hosts) if name in cls._providers]
        if len(found) < cls.hosts_needed:
            raise cls.skipException(
                'needs %d compute hosts that are up, enabled and without '
                'rules; there are %d' % (cls.hosts_needed, len(found)))
        cls.hosts = found[:cls.hosts_needed]
        cls._candidates = cls.make_candidates()
        cls.flavor = cls.make_flavor(cls._candidates.extra_specs)

    @classmethod
    def make_candidates(cls) -> candidates.Candidates:
        """Make hosts for one more flavor; see :mod:`candidates`."""
        made = candidates.Candidates(
            cls.os_admin.placement_client,
            cls.os_admin.resource_providers_client, cls._providers,
            'CUSTOM_OPS_EXT_' + data_utils.rand_uuid_hex().upper())
        cls.addClassResourceCleanup(made.remove)
        made.create()
        return made

    @classmethod
    def make_flavor(cls, extra_specs: dict[str, str]) -> str:
        """Make a flavor like that of tempest.conf.

        :returns: its id
        """
        client = cls.os_admin.flavors_client
        like = client.show_flavor(CONF.compute.flavor_ref)['flavor']
        made = client.create_flavor(
            name=data_utils.rand_name('ops-ext',
                                      prefix=CONF.resource_name_prefix),
            ram=like['ram'], vcpus=like['vcpus'], disk=like['disk'],
            ephemeral=like.get('OS-FLV-EXT-DATA:ephemeral', 0))['flavor']
        cls.addClassResourceCleanup(client.delete_flavor, made['id'])
        client.set_flavor_extra_spec(made['id'], **extra_specs)
        return str(made['id'])

    def candidates_are(self, *names: str) -> None:
        """Let the servers of the test have these hosts, and no others."""
        self._candidates.be(names)

    def rule(self, names: Collection[str], **metadata: str) -> Any:
        """Make an aggregate of hosts, until the test ends.

        Keys with a colon are given by ``**{'key:x': 'value'}``.

        :returns: its id
        """
        client = self.os_admin.aggregates_client
        made = client.create_aggregate(
            name=data_utils.rand_name('ops-ext',
                                      prefix=CONF.resource_name_prefix),
        )['aggregate']['id']
        self.addCleanup(client.delete_aggregate, made)
        for name in names:
            client.add_host(made, host=name)
            self.addCleanup(test_utils.call_and_ignore_notfound_exc,
                            client.remove_host, made, host=name)
        # Last, so that no moment has half of it.
        client.set_metadata(made, metadata=metadata)
        return made

    def change_rule(self, aggregate: Any, **metadata: str | None) -> None:
        """Change the metadata of an aggregate; None removes a key."""
        self.os_admin.aggregates_client.set_metadata(
            aggregate, metadata=metadata)

    def group(self, policy: str = 'anti-affinity', manager: Any = None
              ) -> str:
        """Make a server group, until the test ends.

        :returns: its id
        """
        client = (manager or self.os_primary).server_groups_client
        made = client.create_server_group(
            name=data_utils.rand_name('ops-ext',
                                      prefix=CONF.resource_name_prefix),
            policy=policy)['server_group']['id']
        self.addCleanup(test_utils.call_and_ignore_notfound_exc,
                        client.delete_server_group, made)
        return str(made)

    def boot(self, count: int = 1, *, manager: Any = None,
             group: str | None = None, hints: dict[str, Any] | None = None,
             **kwargs: Any) -> list[dict[str, Any]]:
        """Ask for servers; see :func:`servers.create`."""
        hints = dict(hints or {}, **({'group': group} if group else {}))
        if hints:
            kwargs['scheduler_hints'] = hints
        kwargs.setdefault('flavorRef', self.flavor)
        return servers.create(self, manager or self.os_primary, count=count,
                              **kwargs)

    def host_of(self, server: dict[str, Any]) -> str:
        """Tell which host a server is on, which must be ACTIVE."""
        self.assertEqual('ACTIVE', server['status'], server.get('fault'))
        shown = self.os_admin.servers_client.show_server(server['id'])
        return str(shown['server']['OS-EXT-SRV-ATTR:host'])

    def boot_on(self, *names: str, count: int = 1, **kwargs: Any
                ) -> list[str]:
        """Ask for servers, all of which have to get one of these hosts.

        :returns: the hosts that they got
        """
        got = [self.host_of(server)
               for server in self.boot(count, **kwargs)]
        self.assertLessEqual(set(got), set(names))
        return got

    def boot_refused(self, **kwargs: Any) -> None:
        """Ask for a server, for which there must be no host."""
        server = self.boot(**kwargs)[0]
        self.assertTrue(servers.refused(server), 'on %s: %s' % (
            server['status'], server.get('fault')))

    def boot_until(self, *names: str, **kwargs: Any) -> None:
        """Ask for a server until it gets one of these hosts.

        For when Nova needs a moment to notice what the test has changed.
        """
        def got() -> bool:
            server = self.boot(**kwargs)[0]
            if not servers.refused(server):
                self.assertIn(self.host_of(server), names)
                return True
            servers.delete((kwargs.get('manager') or self.os_primary
                            ).servers_client, server['id'])
            return False

        if not test_utils.call_until_true(got, CONF.compute.build_timeout,
                                          2):
            raise exceptions.TimeoutException(
                'no server got one of %s' % ', '.join(names))

    def migration_refused(self, server: dict[str, Any]) -> None:
        """Have an admin migrate a server, for which there must be no host."""
        client = self.os_admin.servers_client
        home = self.host_of(server)
        client.migrate_server(server['id'])
        self.assertTrue(
            test_utils.call_until_true(
                self._migration_failed, CONF.compute.build_timeout, 1,
                server['id']),
            'the migration did not come to an end without a host')
        self.assertEqual(home, self.host_of(
            servers.settled(self.os_primary.servers_client, server['id'])))

    def _migration_failed(self, server_id: str) -> bool:
        client = self.os_admin.servers_client
        actions = client.list_instance_actions(server_id)['instanceActions']
        asked = [action['request_id'] for action in actions
                 if action['action'] == 'migrate']
        events = client.show_instance_action(
            server_id, asked[0])['instanceAction']['events']
        return any('NoValidHost' in (event.get('traceback') or '')
                   for event in events)
