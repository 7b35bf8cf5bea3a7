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

"""Who uses the storage of the cloud: one of each kind of permission.

All have a permission that Swift takes; what they may do differs by their
addresses alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
import uuid

from keystoneauth1.identity import v3
from keystoneauth1 import session as sessions

from tests.e2e.cloud import user
from tests.e2e.cloud import whole
from tests.e2e.storage import bearer
from tests.e2e.storage import pipeline

#: A container with these is open to all whom no rule keeps out.
PUBLIC = {'X-Container-Read': '.r:*,.rlistings'}
TEMPURL_KEY = 'the temporary URL key of the account'

_LIBRARY, _STUDIO, _SERVICE = 'library', 'studio', 'service'


class Cast:
    """Makes them in keystone; each is a :class:`bearer.Bearer`.

    :ivar owner: administers the account, and whose account it is
    :ivar others: all who have another permission for the same account
    :ivar anyone: who has none, and asks for what is public
    :ivar service: for the account that a service keeps for the project
    :ivar acls: headers of a container that let those in whom ACLs name
    """

    def __init__(self, cloud: whole.Cloud) -> None:
        self._cloud = cloud
        # keystone gives EC2 credentials to members only.
        owner = cloud.user('librarian', _LIBRARY,
                           roles=(pipeline.OPERATOR, 'member'))
        member = cloud.user('reader', _LIBRARY, roles=('member',))
        guest = cloud.user('painter', _STUDIO, roles=('member',))
        reseller = cloud.user('landlord', _STUDIO, roles=(pipeline.RESELLER,))
        service = cloud.user('archive', _SERVICE, roles=(pipeline.SERVICE,))
        account = 'AUTH_' + owner.project_id
        self.user = owner
        self.owner = bearer.Bearer(
            'owner', account, token=_token(owner),
            s3=self._ec2_credential(owner))
        self.service = bearer.Bearer(
            'service, for the owner',
            '%s_%s' % (pipeline.SERVICE_PREFIX, owner.project_id),
            token=_token(owner), service_token=_token(service))
        self.others = (
            bearer.Bearer(
                'owner, by application credential', account,
                token=self._application_credential(owner)),
            bearer.Bearer('owner, by EC2 credential', account,
                          s3=self.owner.s3),
            bearer.Bearer('temporary URL', account, tempurl_key=TEMPURL_KEY),
            bearer.Bearer('member, by an ACL', account, token=_token(member)),
            bearer.Bearer('another project, by an ACL', account,
                          token=_token(guest)),
            bearer.Bearer('reseller admin', account, token=_token(reseller)))
        self.anyone = bearer.Bearer('anyone, by a public ACL', account)
        named = ','.join('%s:%s' % (who.project_id, who.user_id)
                         for who in (member, guest))
        self.acls = {'X-Container-Read': named, 'X-Container-Write': named}

    def everyone(self) -> tuple[bearer.Bearer, ...]:
        return self.owner, self.service, *self.others, self.anyone

    def unseen_token(self) -> str:
        """Give a token of the owner that no service has seen yet."""
        return str(sessions.Session(auth=v3.Password(
            self._cloud.keystone_url, username='librarian',
            password=whole.PASSWORD, project_name=_LIBRARY,
            user_domain_id='default', project_domain_id='default',
        )).get_token())

    @staticmethod
    def _ec2_credential(who: user.User) -> tuple[str, str]:
        made = _identity(who, 'POST', '/users/%s/credentials/OS-EC2'
                         % who.user_id, {'tenant_id': who.project_id})
        return made['credential']['access'], made['credential']['secret']

    def _application_credential(self, who: user.User) -> Callable[[], str]:
        made = _identity(
            who, 'POST', '/users/%s/application_credentials' % who.user_id,
            {'application_credential': {'name': uuid.uuid4().hex}},
        )['application_credential']
        session = sessions.Session(auth=v3.ApplicationCredential(
            self._cloud.keystone_url, made['secret'],
            application_credential_id=made['id']))
        return lambda: str(session.get_token())


def _token(who: user.User) -> Callable[[], str]:
    return lambda: str(who.token)


def _identity(who: user.User, method: str, path: str, body: Any) -> Any:
    return who.request(method, path, json=body, service='identity').json()
