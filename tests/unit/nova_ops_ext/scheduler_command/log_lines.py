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

"""Lines of the log of nova-scheduler."""

SERVER = 'b3ed9ad0-2b6b-4b1b-8f2e-26a0a5a4a1a1'
OTHER = 'c4fe0be1-2b6b-4b1b-8f2e-26a0a5a4a1a1'
REQUEST = 'req-11111111-2222-4333-8444-555555555555'
OTHER_REQUEST = 'req-66666666-2222-4333-8444-555555555555'
OURS = 'nova_ops_ext.scheduler.filters.guarded_filter'
WEIGHERS = 'nova_ops_ext.scheduler.weights.guarded_weigher'
NOVA = 'nova.filters'
REASON = 'not for clients of network doc'


def line(message, *, time='00:10:01.123', process=42, level='INFO',
         logger=OURS, request=REQUEST):
    """Give a line without its newline."""
    context = '-' if request is None else 'None %s user project - - -' % (
        request)
    return '2026-11-22 %s %d %s %s [%s] %s' % (
        time, process, level, logger, context, message)


def refused(*hosts, server=SERVER, more=0, **fields):
    """Give the line of a filter that refused all hosts."""
    count = len(hosts) + more
    return line(
        'ClientNetworkFilter: instance %s, client 10.1.0.5, network doc: '
        '0 of %d hosts pass; refused: %d (%s): %s%s' % (
            server, count, count, REASON, ', '.join(hosts),
            ' and %d more' % more if more else ''), **fields)


def named(*hosts, server=SERVER, **fields):
    """Give the line that names all of them."""
    return line('ClientNetworkFilter: instance %s, %s: %s' % (
        server, REASON, ', '.join(hosts)), level='DEBUG', **fields)


def returned(**fields):
    """Give Nova's line of a filter that left no host."""
    return line('Filter ClientNetworkFilter returned 0 hosts', logger=NOVA,
                **fields)


def removed(server=SERVER, **fields):
    """Give Nova's line at the end."""
    return line(
        "Filtering removed all hosts for the request with instance ID '%s'. "
        "Filter results: ['ComputeFilter: (start: 3, end: 3)', "
        "'ClientNetworkFilter: (start: 3, end: 0)']" % server, logger=NOVA,
        **fields)
