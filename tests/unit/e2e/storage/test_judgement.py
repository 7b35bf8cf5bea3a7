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

import http.client

import pytest

from tests.e2e.load import tally
from tests.e2e.storage import judgement
from tests.functional.swift.outages import crowd
from tests.harness import swift_client

ENDING = tally.Ending


def outcome(name, status, body=b'', **headers):
    message = http.client.HTTPMessage()
    for key, value in headers.items():
        message[key.replace('_', '-')] = value
    return crowd.Outcome(name, swift_client.Answer(status, '', message, body))


@pytest.mark.parametrize(('seen', 'ending'), [
    (outcome('object GET', 403), ENDING.REFUSED),
    (outcome('object GET', 200, crowd.SECRET), ENDING.LET_IN),
    # Whatever the status.
    (outcome('object GET', 503, crowd.SECRET), ENDING.LET_IN),
    (outcome('object PUT', 201), ENDING.LET_IN),
    (outcome('container HEAD', 403, Note=crowd.NOTE), ENDING.LET_IN),
    (outcome('SLO GET', 409), ENDING.REFUSED),
    (outcome('object GET', 409), ENDING.FAILED),
    (outcome('object GET', 503, Retry_After='1'), ENDING.PUT_OFF),
    (outcome('object GET', 503), ENDING.FAILED),
    (outcome('object GET', 500), ENDING.FAILED),
    (outcome('object GET', 401), ENDING.FAILED)])
def test_refused(seen, ending):
    assert judgement.of_refused(seen).ending is ending


@pytest.mark.parametrize(('seen', 'ending'), [
    (outcome('object GET', 200, crowd.SECRET), ENDING.DONE),
    (outcome('object GET', 200, b'something else'), ENDING.FAILED),
    (outcome('object GET', 403), ENDING.TURNED_AWAY),
    (outcome('object GET', 503, Retry_After='1'), ENDING.PUT_OFF),
    (outcome('object GET', 404), ENDING.FAILED)])
def test_admitted(seen, ending):
    assert judgement.of_admitted(seen).ending is ending
