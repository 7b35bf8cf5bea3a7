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


"""What Nova's own filter makes of a header without its addresses."""

import hypothesis
from hypothesis import strategies
from oslo_middleware import http_proxy_to_wsgi

from ops_ext_net import forwarded

PIECES = strategies.lists(strategies.sampled_from([
    'for', 'For ', '=', '"', ',', ';', ' ', 'proto', 'host', '10.1.0.5', 'x',
    '\\'])).map(''.join)


@hypothesis.given(PIECES)
def test_oslo_finds_all_but_addresses(header):
    parse = http_proxy_to_wsgi.HTTPProxyToWSGI._parse_rfc7239_header
    left = forwarded.without_addresses(header)
    assert left
    before, after = parse(header)[0], parse(left)[0]
    assert not after.get('for')
    for name in ('proto', 'host'):
        assert after.get(name) == before.get(name)
