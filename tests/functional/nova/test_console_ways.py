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

"""Every way of asking for a console log, with the filter and without."""

import json
import os
import unittest

import hypothesis
from nova.api.openstack.compute import routes

from nova_ops_ext.console import asked
from tests.functional.nova import console_ways
from tests.functional.nova.console_ways import apis
from tests.functional.nova.console_ways import bodies
from tests.functional.nova.console_ways import cloud
from tests.functional.nova.console_ways import way
from tests.harness import nova_cloud

LONG = cloud.LONG
#: One of so many ways is tried; all, unless the variable is set.
EVERY = int(os.environ.get('OPS_EXT_CONSOLE_WAYS_EVERY', '1'))
#: What is another for each request, or is ours.
_REQUEST_IDS = ('x-compute-request-id', 'x-openstack-request-id')
_HEADER = 'x-console-log-truncated'
_NEWEST = json.dumps({'output': '\n'.join(LONG[-way.MAX_LINES:])}).encode()


class WaysCloud(cloud.TalkativeCloud):
    def setUp(self):
        super().setUp()
        self.asker = apis.Asker(self.server['id'], nova_cloud.PROJECT)
        watching = self.asker.watching()
        watching.__enter__()
        self.addCleanup(watching.__exit__, None, None, None)

    def both(self, how):
        return (self.asker.send(self.stock, how),
                self.asker.send(self.ours, how))


def comparable(exchange, without=()):
    """What two answers must have in common."""
    headers = [(name, '' if name.lower() in _REQUEST_IDS else value)
               for name, value in exchange.headers
               if name.lower() not in without]
    return exchange.status, headers, exchange.raised


def difference(stock, ours):
    """What is wrong with ours, in the light of what stock does; or None."""
    if stock.outcome == way.UNBOUNDED:
        cut = ('content-length', _HEADER)
        if comparable(stock, cut) != comparable(ours, cut):
            return 'other status or headers'
        if ours.asked != [way.MAX_LINES] or type(ours.asked[0]) is not int:
            return 'the compute node was asked for %r' % ours.asked
        if ours.body != _NEWEST:
            return 'another body than the newest lines'
        if ours.header('content-length') != [str(len(ours.body))]:
            return 'a wrong length'
        if len(ours.header(_HEADER)) != 1:
            return 'not told that it was cut'
        return None
    if comparable(stock) != comparable(ours):
        return 'other status or headers'
    if stock.body != ours.body:
        return 'another body'
    if repr(stock.asked) != repr(ours.asked):
        return 'the compute node was asked something else'
    # The last of two is what the answer is to.
    if repr(stock.seen) != repr(ours.seen[-1:]) and not _reduced_in_vain(
            stock, ours):
        return 'Nova saw another request'
    return None


def _reduced_in_vain(stock, ours):
    """Whether ours is less of what Nova refuses for another reason.

    Such as a log of a server that is not there.  The answer is the same.
    """
    if stock.outcome in (way.UNBOUNDED, way.BOUNDED):
        return False
    for seen in stock.seen:
        *rest, _length, content_type, body = seen
        less = asked.reduced(body, way.MAX_LINES)
        if [(*rest, len(less), content_type, less)] != ours.seen:
            return False
    return bool(stock.seen)


def told(how, stock, ours, why):
    shown = [f'{how.name}: {why}']
    for name, exchange in (('stock', stock), ('ours', ours)):
        shown.append('  %s: %s %s, asked %.80r, %d bytes %.300r, saw %.300r'
                     % (name, exchange.status or exchange.raised,
                        exchange.headers, exchange.asked, len(exchange.body),
                        exchange.body, exchange.seen))
    return '\n'.join(shown)


class TestWays(WaysCloud):
    """All kinds on one cloud, as a cloud takes its time to start."""

    def check(self, kind):
        wrong = []
        for how in console_ways.KINDS[kind][::EVERY]:
            stock, ours = self.both(how)
            if stock.outcome != how.stock:
                wrong.append(told(how, stock, ours, 'stock is %s, not %s' % (
                    stock.outcome, how.stock)))
            if how.mended:
                why = None if ours.body == _NEWEST else 'not mended'
            else:
                why = difference(stock, ours)
            if why:
                wrong.append(told(how, stock, ours, why))
        return wrong

    def test_ways(self):
        kinds = console_ways.KINDS
        wrong = [told for kind in kinds for told in self.check(kind)]
        if wrong:
            self.fail('%d of %d ways:\n%s' % (
                len(wrong), sum(map(len, kinds.values())), '\n'.join(wrong)))


class TestWithoutSizelimit(WaysCloud):
    def test_transfer(self):
        """Nothing is unbounded where nobody limits the request, either.

        Stock answers some of the ways otherwise there; with the filter a body
        that comes in pieces is served, which webob takes for a disconnection.
        """
        paste = apis.without_sizelimit(self.shipped)
        self.stock = self.nova(paste)
        self.ours = self.nova(apis.with_filter(paste))
        unbounded = 0
        for how in console_ways.KINDS['transfer']:
            stock, ours = self.both(how)
            unbounded += stock.outcome == way.UNBOUNDED
            self.assertNotEqual(way.UNBOUNDED, ours.outcome, how.name)
            if stock.outcome == way.BOUNDED:
                self.assertEqual(stock.body, ours.body, how.name)
        self.assertGreater(unbounded, 50)


class TestOtherRequests(WaysCloud):
    def test_every_other_url_of_nova(self):
        """With the body of the action, which is none of theirs.

        Some quote it in their answers, so it has to be as it came.
        """
        wrong, tried = [], 0
        for path, methods in routes.ROUTE_LIST:
            if not isinstance(methods, dict):
                continue
            for prefix in ('/v2.1', '/v2'):
                for method in methods:
                    # The ids in a URL are of things that are not there, or
                    # of the server, so that nothing is deleted.
                    if method == 'DELETE' or path.endswith('/action'):
                        continue
                    how = way.Way(
                        '%s %s%s' % (method, prefix, path), 0,
                        way.length('5000'), method=method,
                        path=prefix + path.replace('{server_id}', '{server}')
                        .replace('{id}', '{server}'),
                        environ={'HTTP_X_ROLES': 'admin,member,reader'})
                    stock, ours = self.both(how)
                    tried += 1
                    why = difference(stock, ours)
                    again = self.asker.send(self.stock, how)
                    if why and not difference(stock, again):
                        wrong.append(told(how, stock, ours, why))
        self.assertGreater(tried, 300)
        self.assertEqual([], wrong, '\n'.join(wrong))


class TestShortLogs(WaysCloud):
    """Where the limit does not bite, nobody notices it."""

    def test_short_logs(self):
        self._whole_log_is_the_same()
        self._what_may_be_cut_says_so()
        self._minus_one_brings_the_first_line_too()
        self._one_line_more()
        self._newline_at_the_end_is_a_line_as_in_stock()
        self.log = LONG
        self._other_limits()

    def bodies(self, *lengths):
        for text in lengths:
            yield from way.on_both(text, way.length(text), way.BOUNDED)
        yield from way.on_both('none', way.PLAIN, way.BOUNDED)

    def _whole_log_is_the_same(self):
        for count in (0, 1, 2, 35, way.MAX_LINES - 1, way.MAX_LINES):
            self.log = LONG[:count]
            for how in self.bodies('null', '5000', '"5000"', '1e300', '35'):
                stock, ours = self.both(how)
                self.assertEqual(stock.body, ours.body)
                if count < way.MAX_LINES:
                    self.assertEqual(comparable(stock), comparable(ours))

    def _what_may_be_cut_says_so(self):
        # There are as many lines as nova-compute was asked for.
        self.log = LONG[:way.MAX_LINES]
        for how in self.bodies('null', '5000', '"5000"', '1e300'):
            stock, ours = self.both(how)
            self.assertEqual(
                ['bytes-kept=%d, lines-kept=%d' % (
                    len(stock.body), way.MAX_LINES)], ours.header(_HEADER))
            self.assertEqual(sorted(comparable(stock)[1]),
                             sorted(comparable(ours, (_HEADER,))[1]))

    def _minus_one_brings_the_first_line_too(self):
        # Stock leaves it out, by accident of a slice in nova-compute.
        self.log = LONG[:3]
        for how in self.bodies('-1', '"-1"', '-1.0'):
            stock, ours = self.both(how)
            if how.body == way.PLAIN:
                continue
            self.assertEqual(b'{"output": "line 2\\nline 3"}', stock.body)
            self.assertEqual(
                b'{"output": "line 1\\nline 2\\nline 3"}', ours.body)

    def _one_line_more(self):
        self.log = LONG[:way.MAX_LINES + 1]
        for how in self.bodies('null', '1001', '"1001"'):
            _, ours = self.both(how)
            lines = json.loads(ours.body)['output'].split('\n')
            self.assertEqual(self.log[1:], lines)

    def _newline_at_the_end_is_a_line_as_in_stock(self):
        self.log = [*LONG, '']
        asked = way.Way('', way.BOUNDED, way.length(str(way.MAX_LINES)))
        stock = self.asker.send(self.stock, asked)
        for how in self.bodies('null', '5000'):
            ours = self.asker.send(self.ours, how)
            self.assertEqual(stock.body, ours.body)

    def _other_limits(self):
        for limit in (1, 2, 999, 2999, 3000, 5000):
            app = self.limited(max_lines=limit)
            for how in self.bodies('null', '-1', '"2999"', '1e300'):
                ours = self.asker.send(app, how)
                self.assertLessEqual(
                    len(json.loads(ours.body)['output'].split('\n')), limit)


class TestAnyBody(WaysCloud):
    def test_any_body(self):
        @hypothesis.settings(max_examples=400, deadline=None,
                             database=None)
        @hypothesis.given(bodies.bodies(), bodies.paths())
        def agree(body, path):
            how = way.Way('', 0, body, path=path)
            stock, ours = self.both(how)
            why = difference(stock, ours)
            self.assertIsNone(why, told(how, stock, ours, why))

        agree()


class TestTheTests(WaysCloud):
    """The comparison finds what it has to find."""

    def test_stock_is_not_good_enough(self):
        self.ours = self.stock
        how = way.Way('', way.UNBOUNDED)
        self.assertIn('was asked for', difference(*self.both(how)))

    def test_another_limit_is_noticed(self):
        self.ours = self.limited(max_lines=way.MAX_LINES - 1)
        self.assertIn('was asked for', difference(*self.both(
            way.Way('', way.UNBOUNDED))))
        self.assertIsNotNone(difference(*self.both(
            way.Way('', way.BOUNDED, way.length(str(way.MAX_LINES))))))

    def test_a_changed_request_is_noticed(self):
        ours = self.ours

        def add_a_blank(environ, start_response):
            environ['CONTENT_LENGTH'] = str(int(environ['CONTENT_LENGTH']) - 1)
            return ours(environ, start_response)

        self.ours = add_a_blank
        self.assertEqual('Nova saw another request', difference(*self.both(
            way.Way('', way.BOUNDED, way.length('5') + b' '))))


class TestTheWays(unittest.TestCase):
    def test_no_way_has_the_name_of_another(self):
        for kind, ways in console_ways.KINDS.items():
            names = [how.name for how in ways]
            self.assertEqual(len(names), len(set(names)), kind)

    def test_enough_ways(self):
        ways = sum(console_ways.KINDS.values(), [])
        self.assertGreater(len(ways), 350)
        self.assertGreater(sum(how.served for how in ways), 150)
