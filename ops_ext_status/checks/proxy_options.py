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

"""Do the options of ip_whitelist mean what they seem to?  Pure."""

from __future__ import annotations

from collections.abc import Iterator

from ops_ext_net import networks
from ops_ext_status import breadth
from ops_ext_status import entry_points
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import note
from ops_ext_status.finding import warning
from ops_ext_status import proxy
from swift_ops_ext import configuration
from swift_ops_ext import policy
from swift_ops_ext import rules

_UNKNOWN = 'ip_whitelist: unknown option '


def findings(of: proxy.Proxy) -> Iterator[Finding]:
    """Find what is wrong with the options."""
    for section in of.sections:
        yield from _defaults(of, section)
        if section.options is None:
            yield _problem(section)
        else:
            yield from _mode(section, section.options)
            yield from _lists(section, section.options)
            yield from _proxies(section, section.options)


def _problem(section: proxy.Section) -> Finding:
    known = (*configuration.OPTIONS, 'list_<name>')
    for option in section.written.local:
        if section.problem.startswith(_UNKNOWN + repr(option)):
            near = entry_points.nearest(option, known)
            return failure(
                'bad-option', '%s %s' % (section.where, option),
                section.written.local[option], 'there is no such option, so '
                'swift-proxy does not start', 'is it %s?' % near if near else
                'the options are %s' % ', '.join(known))
    return failure(
        'bad-option', section.where, '', section.problem.partition(': ')[2],
        'swift-proxy does not start: mend the value')


def _defaults(of: proxy.Proxy, section: proxy.Section) -> Iterator[Finding]:
    name = section.where.rpartition('[')[2].rstrip(']')
    for option, value in of.ini.sections.get(name, {}).items():
        common = of.ini.defaults.get(option)
        if common is not None and common != value:
            yield failure(
                'default-wins', of.ini.at(name, option), value,
                '[DEFAULT] has %s = %s, and of the two PasteDeploy takes '
                'that one' % (option, common), 'remove it from [DEFAULT], or '
                'write "set %s = %s" here' % (option, value))


def _mode(section: proxy.Section, options: configuration.Configuration
          ) -> Iterator[Finding]:
    if options.policy.mode is rules.Mode.LOG:
        yield warning(
            'log-mode', section.where + ' mode', 'log', 'nothing is refused, '
            'only logged', 'set it to enforce when the log has shown enough')
    if options.policy.default is policy.Default.CLOSED and not (
            options.policy.always_allow.networks):
        yield note(
            'closed', section.where + ' default', 'closed', 'a container '
            'without an Allow rule admits nobody, not even operators',
            'nothing, or name operators in always_allow')


def _lists(section: proxy.Section, options: configuration.Configuration
           ) -> Iterator[Finding]:
    for option, named, what in (
            ('always_allow', options.policy.always_allow,
             'nobody needs an Allow rule, so the rules of users keep nobody '
             'out'),
            ('always_deny', options.policy.always_deny,
             'nobody gets into any container')):
        for version in (4, 6):
            if breadth.everybody(named.networks, version):
                yield failure(
                    'everybody', '%s %s' % (section.where, option),
                    named.networks, 'it names every IPv%d address: %s' % (
                        version, what), 'name the networks that are meant')
    trusted = _trusted(options)
    for network in trusted:
        if any(network.version == other.version and network.overlaps(other)
               for other in options.policy.always_allow.networks):
            yield warning(
                'proxy-allowed', section.where + ' always_allow', network,
                'it is in trusted_proxies as well: a request in which the '
                'balancer names no client is then let in as the balancer\'s',
                'name clients there, and no balancers')


def _trusted(options: configuration.Configuration
             ) -> tuple[networks.Network, ...]:
    text = dict(options.written).get('trusted_proxies', '')
    return networks.parse_networks(text)


def _proxies(section: proxy.Section, options: configuration.Configuration
             ) -> Iterator[Finding]:
    where = section.where + ' trusted_proxies'
    yield from breadth.of_proxies(where, _trusted(options))
    if 'client_address_header' in dict(options.written) and not (
            _trusted(options)):
        yield warning(
            'header-unread', section.where + ' client_address_header',
            options.header, 'trusted_proxies is empty, so the header is '
            'never read, and behind a balancer every client has its address',
            'name the balancers in trusted_proxies')
