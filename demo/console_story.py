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

"""The tale of the rabbit hole: a console log that goes through the bus.

Run as ``python -m demo.console_story``, with Nova and RabbitMQ installed.
"""

from __future__ import annotations

from importlib import metadata
import io
import os
import sys
import tempfile
from typing import Any
import unittest
import warnings

from demo import ending
from demo import narration
from demo import nova_exchange
from demo import record
from demo.report import quantity

NOVA = metadata.version('nova')
if int(NOVA.partition('.')[0]) >= 33:
    # Native threads, for releases that know them.  Nova looks at this when
    # it is imported.
    os.environ.setdefault('OS_NOVA_DISABLE_EVENTLET_PATCHING', 'True')
# Would keep from the terminal what the story prints.
os.environ.pop('OS_STDOUT_CAPTURE', None)

REFRESHES = 12
#: Of etc/nova/api-paste-console-limit.ini and of [ops_console] max_bytes.
BURST, MAX_LINES, MAX_BYTES, BUS_BYTES = 10, 1000, 1048576, 262144
#: A message and what is around it, on its way to the broker and from it.
ENVELOPES = 2048
HEADER = 'X-Console-Log-Truncated'
TALE = ('Users looked at console logs that had grown without bounds.  Each '
        'look brought the whole of one through the message bus, until the '
        'bus had room for nothing else.')


class Figures:
    """What looks at the console log cost, as it was measured.

    :ivar bus: bytes over the bus for the first one
    :ivar browser: bytes to the browser for the first one
    :ivar served: how many more were answered
    :ivar all_looks: bytes over the bus for all of them
    """

    def __init__(self) -> None:
        self.bus = 0
        self.browser = 0
        self.served = 0
        self.all_looks = 0


class Story:
    """What happens in one cloud.

    :param cloud: a demo.console_cloud.ConsoleCloud
    :param figures: to write down what was measured
    """

    def __init__(self, narrator: narration.Narrator, cloud: Any,
                 figures: Figures) -> None:
        self._narrator = narrator
        self._cloud = cloud
        self._exchange = nova_exchange.Exchange(narrator, cloud)
        self._figures = figures
        self._server = ''

    def stock(self) -> None:
        """Tell what happens without us."""
        self._narrator.step('As Nova comes: a user looks at a console log, '
                            '4 MB that are no text.')
        self._boot()
        self._look('200 OK')
        self._narrator.check('the bus carries seven times the log, twice',
                             True, self._figures.bus > 2 * 7 * 4_000_000)
        self._narrator.step('He keeps refreshing.  Nothing keeps him.')
        self._refresh()
        self._narrator.check('served', REFRESHES - 1, self._figures.served)

    def guarded(self) -> None:
        """Tell what happens with us."""
        self._narrator.step('With ops_ext.GuardedDriver and console_limit: '
                            'the same look.')
        self._boot()
        answer = self._look('200 OK')
        self._narrator.check('what the bus carried is bounded', True,
                             self._figures.bus <= 2 * BUS_BYTES + ENVELOPES)
        self._narrator.check('as is the answer', True,
                             self._figures.browser <= MAX_BYTES)
        self._narrator.check('the end of the log', '?' * 100,
                             answer.json()['output'][-100:])
        self._narrator.log(self._cloud.said(
            'max_lines = %d' % MAX_LINES).partition('] ')[2])
        self._narrator.step('He keeps refreshing.')
        self._refresh()
        self._narrator.check('served', BURST - 1, self._figures.served)
        refused, _bytes = self._cloud.look(self._server)
        self._narrator.exchange(
            '127.0.0.1', 'POST', self._path(),
            expected='429 Too Many Requests', came=_status(refused),
            got=['Retry-After: ' + refused.headers['Retry-After'],
                 refused.json()['overLimit']['message']])
        self._narrator.log(self._cloud.said('refused').partition('] ')[2])

    def _boot(self) -> None:
        self._server = self._exchange.boot(self._cloud.client(), 'chatty')

    def _path(self) -> str:
        return nova_exchange.shortened(
            '/v2.1/servers/%s/action' % self._server)

    def _look(self, expected: str) -> Any:
        answer, self._figures.bus = self._cloud.look(self._server)
        self._figures.browser = len(answer.content)
        cut = answer.headers.get(HEADER)
        self._narrator.exchange(
            '127.0.0.1', 'POST', self._path(), expected=expected,
            came=_status(answer),
            sent=['{"os-getConsoleOutput": {"length": null}}'],
            got=['%s bytes went over the bus' % quantity.exact(
                     self._figures.bus),
                 '%s bytes went to the browser' % quantity.exact(
                     self._figures.browser),
                 *(['%s: %s' % (HEADER, cut)] if cut else [])])
        return answer

    def _refresh(self) -> None:
        answers: dict[str, int] = {}
        self._figures.all_looks = self._figures.bus
        for _time in range(REFRESHES - 1):
            answer, carried = self._cloud.look(self._server)
            self._figures.all_looks += carried
            status = _status(answer)
            answers[status] = answers.get(status, 0) + 1
        self._figures.served = answers.get('200 OK', 0)
        for status, count in answers.items():
            self._narrator.act('127.0.0.1', 'POST ' + self._path(),
                               '%d times %s' % (count, status.split()[0]))


def tell(narrator: narration.Narrator) -> None:
    """Tell the tale in a Nova as it comes, and in one with us."""
    narrator.opening(
        'Nova: down the rabbit hole',
        'Nova %s with a real RabbitMQ; a relay in front of it counts.  The '
        'driver' % NOVA,
        'is Nova\'s fake one, and reads all of a console log, as some real '
        'ones do.',
        'The configuration is etc/nova/api-paste-console-limit.ini, with 30/h '
        'in place',
        'of 30/m, and the defaults of nova-compute.', tale=TALE)
    # Deprecations are of interest to those who develop Nova.
    warnings.simplefilter('ignore')
    # Only now: it takes some seconds.
    from demo import console_cloud
    stock, guarded = Figures(), Figures()
    _in_cloud(narrator, 'Starting RabbitMQ and Nova:', console_cloud
              .ConsoleCloud(narrator, lambda cloud: Story(
                  narrator, cloud, stock).stock()))
    _in_cloud(narrator, 'Starting both again:', console_cloud
              .GuardedCloud(narrator, lambda cloud: Story(
                  narrator, cloud, guarded).guarded()))
    _sum_up(narrator, stock, guarded)


def _sum_up(narrator: narration.Narrator, stock: Figures,
            guarded: Figures) -> None:
    def pair(title: str, unit: str, was: int, now: int, *, most: int = 0
             ) -> None:
        narrator.figure(record.Figure(title, unit, (
            record.Bar('Nova as it comes', was, record.STOCK),
            record.Bar('with us', now)), most=most, logarithmic=not most))

    pair('Bytes over the bus, for one look', quantity.BYTES, stock.bus,
         guarded.bus)
    pair('Bytes over the bus, for %d looks' % REFRESHES, quantity.BYTES,
         stock.all_looks, guarded.all_looks)
    pair('Bytes to the browser, for one look', quantity.BYTES, stock.browser,
         guarded.browser)
    # The first one was served to both.
    refused, refuses = (REFRESHES - 1 - one.served for one in (
        stock, guarded))
    pair('Looks refused, of %d in a row' % REFRESHES, 'requests', refused,
         refuses, most=REFRESHES)
    narrator.result(
        'Nova as it comes moved %s over the message bus for %d looks at one '
        'console log, and refused %d' % (
            quantity.short(stock.all_looks, quantity.BYTES), REFRESHES,
            refused),
        'with GuardedDriver and console_limit it moved %s, and refused %d'
        % (quantity.short(guarded.all_looks, quantity.BYTES), refuses))


def _in_cloud(narrator: narration.Narrator, title: str, case: Any) -> None:
    narrator.progress(title)
    # Nova's fixtures may leave files behind when they are interrupted.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        tempfile.tempdir = place
        try:
            result = unittest.TextTestRunner(stream=io.StringIO()).run(
                unittest.TestSuite([case]))
        except SystemExit as error:
            # How nova-compute ends when it cannot load its driver.
            raise RuntimeError('a service ended: %s' % error) from error
        finally:
            tempfile.tempdir = None
    if narrator.failure:
        raise narrator.failure
    for _, text in [*result.errors, *result.failures, *result.skipped]:
        raise RuntimeError(text)


def _status(answer: Any) -> str:
    return '%d %s' % (answer.status_code, answer.reason)


if __name__ == '__main__':
    sys.exit(ending.run('nova', tell, 'console'))
