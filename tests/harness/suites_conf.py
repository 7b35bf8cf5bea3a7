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

"""What Swift's own functional tests want from a cluster, and are told of it.

The values are those with which all of them pass on a Swift without filter.
"""

from tests.harness import swift_conf

#: How they are run: without our filter, with it, and with a rule in force.
PLAIN, FILTERED, RULED = RUNS = ('plain', 'filtered', 'ruled')

#: By name of the directory below ``test``.
_LARGEST_FILE = {
    # So many bytes are sent.
    'functional': 8388610,
    # Parts of so many bytes are asked for.
    's3api': 5368709122,
}
SUITES = tuple(_LARGEST_FILE)
#: Whose metadata a rule for all tests has to be in.
ACCOUNTS = ('AUTH_test', 'AUTH_test2', 'AUTH_test5', 'AUTH_admin',
            'SERVICE_test')
#: Tests that need all the room that the metadata of an account has.
FILL_ACCOUNT = frozenset(
    'test/functional/test_account.py::TestAccount::' + name
    for name in ('test_bad_metadata2', 'test_bad_metadata3'))

_OWNERS = {
    'account': 'test', 'username': 'tester', 'password': 'testing',
    'account2': 'test2', 'username2': 'tester2', 'password2': 'testing2',
    'username3': 'tester3', 'password3': 'testing3',
    'account5': 'test5', 'username5': 'tester5', 'password5': 'testing5',
    'account6': 'admin', 'username6': 'admin', 'password6': 'admin',
    'service_prefix': 'SERVICE',
}
_S3_USERS = (('test:tester', 'testing'), ('test:tester2', 'testing2'),
             ('test:tester3', 'testing3'))


def suite_of(test: str) -> str:
    """Such as s3api of test/s3api/test_object.py."""
    suite = test.split('/')[1]
    if suite not in _LARGEST_FILE:
        raise ValueError('%s is in none of: %s' % (
            test, ', '.join(_LARGEST_FILE)))
    return suite


def common(suite: str) -> swift_conf.Options:
    """What swift.conf has on top of the laboratory's."""
    return {
        'swift-constraints': {'max_file_size': str(_LARGEST_FILE[suite])},
        'storage-policy:1': {'name': 'Policy-1'},
    }


def proxies(suite: str) -> swift_conf.Options:
    """What the proxies have on top of the laboratory's."""
    s3api = {'s3_acl': 'true', 'allow_no_owner': 'false',
             'min_segment_size': '5242880'}
    if suite == 's3api':
        s3api['check_bucket_owner'] = 'true'
    return {
        'app:proxy-server': {
            'allow_open_expired': 'true',
            # No back end fails on purpose here; some are slow on a machine
            # that is busy with other things.
            'node_timeout': '60', 'recoverable_node_timeout': '60',
            'conn_timeout': '10',
        },
        'filter:s3api': s3api,
        'filter:tempauth': {
            'reseller_prefix': 'AUTH, SERVICE',
            'SERVICE_require_group': 'service',
            'user_test_tester2': 'testing2 .admin',
            'user_test5_tester5': 'testing5 service',
        },
    }


def test_conf(url: str) -> swift_conf.Options:
    """The file in which the tests find the cluster."""
    functional = {
        'auth_uri': url + '/auth/v1.0', 's3_storage_url': url + '/',
        's3_region': swift_conf.REGION, 'collate': 'C',
        'storage_domain': swift_conf.DOMAIN, **_OWNERS}
    s3api = {'endpoint': url, 'region': swift_conf.REGION,
             's3_acl_tests_enabled': 'true'}
    for number, (access, secret) in enumerate(_S3_USERS, start=1):
        suffix = '' if number == 1 else str(number)
        functional['s3_access_key' + suffix] = access
        functional['s3_secret_key' + suffix] = secret
        s3api['access_key%d' % number] = access
        s3api['secret_key%d' % number] = secret
    return {'func_test': functional, 's3api_test': s3api,
            'swift-constraints': {}}
