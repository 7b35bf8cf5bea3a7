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

"""Methods, and what claims to be another method."""

from tests.functional.nova.console_ways import way

_METHODS = {
    'GET': 404, 'HEAD': 404, 'PUT': 404, 'DELETE': 404, 'PATCH': 404,
    'OPTIONS': 200, 'TRACE': 404, 'CONNECT': 404, 'post': 404, 'Post': 404,
    'QUERY': 404, 'X' * 1000: 404, '': 404, 'POST ': 404,
}


def _query(name: str, stock: way.Outcome, query: str, method: str = 'POST',
           **environ: str) -> list[way.Way]:
    return [
        way.Way(name, stock, method=method, query=query, environ=environ),
        way.Way(name + ', v2', stock, path=way.LEGACY, method=method,
                query=query, environ=environ)]


WAYS = [
    *(way.Way((method[:8] or 'empty') + ' as the method' + suffix, stock,
              path=path, method=method)
      for method, stock in _METHODS.items()
      for suffix, path in (('', way.CURRENT), (', v2', way.LEGACY))),
    way.Way('no method', way.RAISES, environ={'REQUEST_METHOD': way.ABSENT}),
    # Routes takes the method from the query, for the choice of the route;
    # Nova then leaves out the body.
    *_query('GET, _method=POST', 500, '_method=POST', 'GET'),
    *_query('HEAD, _method=POST', 500, '_method=POST', 'HEAD'),
    *_query('DELETE, _method=POST', 500, '_method=POST', 'DELETE'),
    *_query('PATCH, _method=POST', 500, '_method=POST', 'PATCH'),
    *_query('PUT, _method=POST', way.UNBOUNDED, '_method=POST', 'PUT'),
    *_query('PUT, _method=post', way.UNBOUNDED, '_method=post', 'PUT'),
    *_query('PUT, _method in escapes', way.UNBOUNDED,
            '_method=%50%4f%53%54', 'PUT'),
    *_query('PUT, _method among others', way.UNBOUNDED,
            'a=b&_method=POST&c=d', 'PUT'),
    *_query('PUT, _method twice', way.UNBOUNDED,
            '_method=GET&_method=POST', 'PUT'),
    *_query('PUT, _method twice, the other way', 404,
            '_method=POST&_method=GET', 'PUT'),
    *_query('PUT, name of _method in escapes', 404,
            '%5fmethod=POST', 'PUT'),
    *_query('POST, _method=POST', way.UNBOUNDED, '_method=POST'),
    *_query('POST, _method=GET', 404, '_method=GET'),
    *_query('POST, _method=DELETE', 404, '_method=DELETE'),
    *_query('POST, empty _method', way.UNBOUNDED, '_method='),
    *_query('POST, _method not UTF-8', way.UNBOUNDED, '_method=%ff'),
    *_query('POST, x_method', way.UNBOUNDED, 'x_method=GET'),
    # Headers that other frameworks know.
    *_query('GET, X-HTTP-Method-Override', 404, '', 'GET',
            HTTP_X_HTTP_METHOD_OVERRIDE='POST'),
    *_query('GET, X-Method-Override', 404, '', 'GET',
            HTTP_X_METHOD_OVERRIDE='POST'),
    *_query('POST, X-HTTP-Method-Override', way.UNBOUNDED, '',
            HTTP_X_HTTP_METHOD_OVERRIDE='GET'),
    *_query('POST, X-HTTP-Method', way.UNBOUNDED, '',
            HTTP_X_HTTP_METHOD='DELETE'),
    # Queries.
    *_query('query with the length', way.UNBOUNDED, 'length=5'),
    *_query('query with the action', way.UNBOUNDED,
            'os-getConsoleOutput=x&length=5'),
    *_query('query that is no query', way.UNBOUNDED, '&&==%%%zz'),
    *_query('query with bytes', way.UNBOUNDED, 'a=\xff\xfe'),
    *_query('long query', way.UNBOUNDED, 'a=' + 'b' * 20000),
    way.Way('no query', way.UNBOUNDED,
            environ={'QUERY_STRING': way.ABSENT}),
]
