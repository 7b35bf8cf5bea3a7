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

"""What is reading and what is writing."""

import pytest

from swift_ops_ext import operation

READ, WRITE = operation.Operation.READ, operation.Operation.WRITE
EITHER = operation.Operation.EITHER


@pytest.mark.parametrize(('method', 'wanted'), [
    ('GET', READ), ('HEAD', READ), ('PUT', WRITE), ('POST', WRITE),
    ('DELETE', WRITE), ('COPY', WRITE), ('OPTIONS', EITHER),
    ('UPDATE', WRITE), ('REPLICATE', WRITE), ('get', WRITE), ('', WRITE),
    ('TEST', WRITE), ('GET\n', WRITE)])
def test_the_clients_own(method, wanted):
    assert operation.of(method) is wanted


@pytest.mark.parametrize('source', [
    'S3', 'OV', 'VW', 'SLO', 'SSC', 'SYM', 'DLO', 'SW', None])
@pytest.mark.parametrize('client_method', ['GET', 'HEAD'])
def test_what_is_read_for_a_reader_is_read(source, client_method):
    for container in 'c', 'c+segments':
        assert operation.of('GET', source, client_method, container) is READ
        assert operation.of('PUT', source, client_method, container) is WRITE


@pytest.mark.parametrize(('source', 'client_method', 'container', 'wanted'), [
    # Versions are put aside in containers under the same rules.
    ('OV', 'PUT', 'c', WRITE), ('OV', 'DELETE', 'c', WRITE),
    # The older versioning may put them elsewhere.
    ('VW', 'PUT', 'c', READ),
    # The bytes or the size and digest of another's object would get out.
    ('SSC', 'PUT', 'c', READ), ('SSC', 'COPY', 'c', READ),
    ('SLO', 'PUT', 'c', READ), ('SYM', 'PUT', 'c', READ),
    ('SLO', 'DELETE', 'c', READ), ('BD', 'POST', 'c', READ),
    # A HEAD that only finds out what to write to.
    ('S3', 'POST', 'c', WRITE), ('S3', 'DELETE', 'c', WRITE),
    ('S3', 'PUT', 'c+segments', WRITE),
    # The HEAD of the source of a copy.
    ('S3', 'PUT', 'c', READ),
    ('S3', 'PUT', '+segments-not', READ)])
def test_what_is_read_for_a_writer(source, client_method, container, wanted):
    for method in 'GET', 'HEAD':
        assert operation.of(method, source, client_method,
                            container) is wanted
    assert operation.of('PUT', source, client_method, container) is WRITE
    assert operation.of('OPTIONS', source, client_method,
                        container) is EITHER
