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

"""Requests that carry their permission with them: temporary URLs and S3."""

from collections.abc import Iterable
import hashlib
import hmac
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials

from tests.harness import swift_conf

PRESIGNED_SECONDS = 300


def quote(path: str) -> str:
    return urllib.parse.quote(path, safe='/~')


def tempurl(method: str, path: str, key: str, expires: int) -> str:
    """The target of a temporary URL, good until that time."""
    signed = '%s\n%d\n%s' % (method, expires, path)
    signature = hmac.new(
        key.encode(), signed.encode(), hashlib.sha256).hexdigest()
    return '%s?temp_url_sig=%s&temp_url_expires=%d' % (
        quote(path), signature, expires)


def s3(signer: str, who: tuple[str, str], method: str, url: str,
       headers: Iterable[tuple[str, str]], body: bytes,
       ) -> tuple[str, list[tuple[str, str]]]:
    """Target and headers of a signed S3 request.

    :param signer: 'v4', 'v2', 'v4-query' or 'v2-query'
    :param who: access key and secret key
    """
    request = botocore.awsrequest.AWSRequest(
        method, url,
        # No other signature covers the body, and to botocore the body of a
        # presigned request is a form whose fields go in the URL.
        data=body if signer == 'v4' else None)
    for name, value in headers:
        request.headers[name] = value
    _signer(signer, botocore.credentials.Credentials(*who)).add_auth(request)
    parts = urllib.parse.urlsplit(request.url)
    target = parts.path + (parts.query and '?' + parts.query)
    return target, list(request.headers.items())


def _signer(name: str, who: botocore.credentials.Credentials,
            ) -> botocore.auth.BaseSigner:
    if name == 'v4':
        return botocore.auth.S3SigV4Auth(who, 's3', swift_conf.REGION)
    if name == 'v4-query':
        return botocore.auth.S3SigV4QueryAuth(
            who, 's3', swift_conf.REGION, PRESIGNED_SECONDS)
    if name == 'v2':
        return botocore.auth.HmacV1Auth(who)
    if name == 'v2-query':
        return botocore.auth.HmacV1QueryAuth(who, PRESIGNED_SECONDS)
    raise ValueError('no S3 signature is called %r' % name)
