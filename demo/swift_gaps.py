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

"""Between the chapters: the same ways, with and without the filter."""

from __future__ import annotations

from demo import narration
from demo import record
from demo import swift_cast
from demo import swift_ways
from tests.harness import swift_client
from tests.harness import swift_cluster


class Gaps:
    """Tries each way in at a proxy with our filter and at one without."""

    def __init__(self, narrator: narration.Narrator, cast: swift_cast.Cast,
                 cluster: swift_cluster.SwiftCluster) -> None:
        self._narrator = narrator
        self._office = cast.office
        self._proxies = {'without': cluster.plain, 'with': cluster.filtered}
        self._led_in: dict[str, int] = {}
        self._ways = 0

    def tell(self) -> None:
        self._narrator.step('All of these ways from elsewhere again, beside a '
                            'Swift without the filter.')
        for guard, proxy in self._proxies.items():
            client = swift_client.Client(proxy, swift_cast.ELSEWHERE)
            answers = self._answers(client)
            self._led_in[guard] = 0
            self._ways = len(answers)
            for way, answer in answers.items():
                came = swift_cast.CONTENT in answer.body
                self._led_in[guard] += came
                self._narrator.act(
                    client.source, '%s the filter: %s' % (guard, way),
                    '%d, %s' % (answer.status, 'the content' if came
                                else 'nothing of it'))
                self._narrator.check('the content came %s the filter, %s' % (
                    guard, way), guard == 'without', came)

    def sum_up(self) -> None:
        """Say what came of the whole story."""
        self._narrator.figure(record.Figure(
            'Ways that led from elsewhere into the container', 'ways', (
                record.Bar('Swift as it comes', self._led_in['without'],
                           record.STOCK),
                record.Bar('with ip_whitelist', self._led_in['with'])),
            most=self._ways))
        refused = sorted((status, count) for status, count
                         in self._narrator.answers.items()
                         if status[0] in '45')
        self._narrator.figure(record.Figure(
            'Requests refused with ip_whitelist, by answer', 'requests',
            tuple(record.Bar(*one) for one in refused),
            most=self._narrator.requests, note='All requests of the story.  '
            'Who is refused is told why: 403 is by a rule, 409 a large object '
            'of which a part is refused, or a slip that would shut out its '
            'sender; 400 a rule that cannot be read, 503 rules that cannot be '
            'had.'))
        self._narrator.result(
            'Swift as it comes let %d of %d ways lead into the container from '
            'an address that it is not for' % (
                self._led_in['without'], self._ways),
            'with ip_whitelist %d' % self._led_in['with'])

    def _answers(self, client: swift_client.Client
                 ) -> dict[str, swift_client.Answer]:
        signed = self._office.tempurl('GET', swift_cast.OBJECT,
                                      swift_ways.TEMPURL_KEY)
        return {
            'directly': client.request('GET', swift_cast.OBJECT),
            'address claimed': client.request(
                'GET', swift_cast.OBJECT,
                {'X-Forwarded-For': swift_cast.OFFICE}),
            'a large object': client.request('GET', swift_ways.LARGE),
            'a signed URL': client.request(
                'GET', signed, raw_path=True, token=False),
            'S3': client.s3('GET', swift_cast.OBJECT)}
