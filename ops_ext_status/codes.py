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

"""All codes, for ``--ignore`` and ``--list``, and what each is about.  Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

_FILES = {
    'unreadable': 'a file cannot be read, or is none that is known',
    'nothing': 'there is nothing to check',
    'not-looked-at': 'a file was not named, so something was not checked',
}
_PROXY = {
    'no-pipeline': 'there is no [pipeline:main]',
    'not-in-pipeline': 'ip_whitelist is not in the pipeline',
    'no-section': 'a word of a line has no section',
    'factory': 'a section loads no filter of ours, or none at all',
    'place': 'ip_whitelist is not in its two places',
    'places-differ': 'the two places have different options',
    'default-wins': '[DEFAULT] has an option of the section as well',
    'unread-file': 'a file of a directory is not read by Swift',
    'no-cache': 'there is no cache filter',
    'gatekeeper': 'gatekeeper stands too far right',
    'no-access-log': 'refusals are not in the access log',
    'no-auth': 'nothing that is known authorizes requests',
    'auth-order': 'filters stand on the wrong side of the authorization',
    'bad-option': 'a service does not start with this value',
    'log-mode': 'a feature is not enforced',
    'closed': 'containers without a rule admit nobody',
    'everybody': 'a list names every address',
    'proxy-allowed': 'a load balancer is also always let in',
    'proxies-wide': 'too many may name any address as their own',
    'header-unread': 'load balancers are not told of',
    'recheck': 'old rules may come back, or stay for long',
    'not-logged': 'decisions are not logged',
    'proxy-protocol': 'whoever connects writes the address that is judged',
    'internal-client': 'a daemon of Swift has the filter in its pipeline',
}
_API = {
    'no-api-line': 'api-paste.ini has no line of the compute API',
    'not-in-line': 'a section is there, but no line names it',
    'missing-in-line': 'a filter is in one line of the API, not in another',
    'twice-in-line': 'a filter is in a line more than once',
    'line-order': 'a filter stands in a wrong place of a line',
    'stamp-labels': 'nova-api does not know the networks of clients',
    'console-bytes': 'a console log may be too large for the message bus',
    'rate-alone': 'each worker counts by itself',
    'storage-library': 'the library for a shared rate is missing',
    'other-paste': 'nova-api reads another api-paste.ini',
    'forwarded-for': 'an option that Nova does not read any more',
    'proxy-headers': 'clients can choose their address',
    'stamp': 'a stamp is trusted that users may forge',
}
_SCHEDULER = {
    'available-filters': 'a line of available_filters is missing',
    'unknown-filter': 'enabled_filters names one that nothing gives',
    'cannot-load': 'a class or function cannot be loaded',
    'name-clash': 'two classes have one name',
    'nova-filters': 'filters that Nova has by default are not enabled',
    'enabled-twice': 'a filter or a weigher is enabled twice',
    'order': 'a filter is before ComputeFilter',
    'weight-classes': 'weight_classes lost some',
    'not-looked-up': 'Nova is not installed here, or a class is unknown',
    'nothing-enabled': 'no filter or weigher of ours is used',
    'rule-not-enabled': 'an option for what is not enabled',
    'unknown-option': 'no such option, or group',
    'negative-multiplier': 'a weigher prefers what it should avoid',
    'multiplier-zero': 'a weigher does nothing',
    'host-subset': 'Nova takes a host at random among the best',
    'no-ramp': 'a ramp without hours',
    'placement-limit': 'placement names too few hosts',
    'tenant-aggregates': 'placement limits the hosts of a project itself',
    'seed': 'shards can be computed by users',
    'without-effect': 'options with which a filter does nothing',
    'closes-hosts': 'an option closes all hosts',
}
_COMPUTE = {
    'driver': 'compute_driver is misspelt',
    'driver-not-ours': 'compute_driver is not ours',
    'driver-not-found': 'nova-compute does not find our driver',
    'driver-behind': 'the driver that GuardedDriver is to guard is wrong',
    'driver-unread': 'nobody reads [ops_ext] driver',
    'virt-type': 'a virt_type that was not tried',
    'no-libvirt': 'libvirt\'s Python module is missing',
    'no-passes': 'the image cache is never looked at',
    'passes-rare': 'the image cache is seldom looked at',
    'stock-removal': 'Nova\'s own manager may remove base images',
    'trash-shared': 'removal from shared storage, where there is none',
    'trash-short': 'what was removed by mistake is lost soon',
    'few-passes': 'one pass is enough to remove a file',
    'age-short': 'young files may be removed',
    'breaker-off': 'one pass may empty the cache',
    'state-shared': 'the record of the image cache is not of this host only',
    'state-dir': 'the record of the image cache cannot be written',
    'storage-hangs': 'storage does not answer',
    'metrics': 'metrics cannot be written',
    'stdio-handler': 'console logs grow without bound on the disk',
}
_INSTALLATION = {
    'other-environment': 'the service is installed elsewhere',
    'not-installed': 'pip does not know of openstack-ops-ext here',
    'stale': 'what is installed does not work',
    'version': 'a release that was not tried',
}

#: By what they are about.
GROUPS: Mapping[str, Mapping[str, str]] = {
    'files': _FILES, 'swift-proxy': _PROXY, 'nova-api': _API,
    'nova-scheduler': _SCHEDULER, 'nova-compute': _COMPUTE,
    'installation': _INSTALLATION,
}
CODES: Mapping[str, str] = {code: text for group in GROUPS.values()
                            for code, text in group.items()}
