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

"""A whole cloud of real services on this machine, for tests and by hand.

RabbitMQ, MariaDB, memcached, keystone, placement, glance, nova-api behind
HAProxy, nova-conductor, nova-scheduler with several workers, nova-compute
with fake guests, and with libvirt and QEMU: each of these has namespaces of
its own, and all have their instances on one GlusterFS.  The only stand-in is
the network service, of which Nova asks no more than lists.

    from tests.e2e.cloud import whole

    with whole.Cloud(workdir, ours=True, fakes=6, libvirt=2) as cloud:
        alice = cloud.user('alice', 'alpha', source='127.1.0.5')
        server = alice.boot('web')
        cloud.kill('nova-compute-kvm1')

``ours`` says whether Nova is as it comes or loads our plug-ins by the samples
of etc/nova, and ``cloud.use(ours=...)`` changes that while it runs.  What a
cloud can do is in ``whole``, what a user can in ``user``.  Further services
join by ``port``, ``register``, ``auth_options``, ``service_user`` and ``add``.

By hand, from the root of the repository::

    python -m tests.e2e.cloud up &
    eval "$(python -m tests.e2e.cloud env)"
    python -m tests.e2e.cloud do kill nova-compute-kvm1
    python -m tests.e2e.cloud down

It needs the environment of requirements/e2e.txt, root for libvirt's hosts,
and the programs that ``make e2e`` installs.  Nothing of it outlives the
process that started it.
"""
