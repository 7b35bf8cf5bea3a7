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

"""The rules themselves, and other settings of the container."""

import json

from tests.functional.swift.ways import registry

ways = registry.Group('Rules and settings', parts=True)

_OWN = {'X-Container-Meta-Allow-Me': '127.0.0.3'}
# As the only rule it must not shut out who sends it.
_BOTH = {'X-Container-Meta-Allow-Me': '127.0.0.2, 127.0.0.3'}


def _setting(name, what, headers, method='POST', path=''):
    def attempt(place, client):
        open_container = place.open[1:]
        client.request(method, place.secret + path, {
            header: value.replace('OPEN', open_container)
            for header, value in headers.items()})
    ways.add(registry.Kind.CHANGES, name, what, attempt)


_setting('own_address', 'POST of a rule with the own address.', _OWN)
_setting('own_address_put', 'PUT of a rule with the own address.', _OWN,
         'PUT')
_setting('own_address_slash', 'The same with a slash behind the container.',
         _OWN, path='/')
_setting('own_address_lower_case', 'The same in lower case.',
         {'x-container-meta-allow-me': '127.0.0.3'})
_setting('everybody', 'POST of a rule that names everybody.',
         {'X-Container-Meta-Allow-All': '0.0.0.0/0 ::/0'})
_setting('mode', 'POST of a mode that only logs.',
         {'X-Container-Meta-IP-Whitelist-Mode': 'log'})
_setting('read_acl', 'POST of a read ACL for everybody.',
         {'X-Container-Read': '.r:*,.rlistings'})
_setting('write_acl', 'PUT of a write ACL.',
         {'X-Container-Write': 'test:tester3'}, 'PUT')
_setting('metadata', 'POST of metadata.', {'X-Container-Meta-Note': 'other'})
_setting('metadata_removed', 'POST that removes metadata.',
         {'X-Remove-Container-Meta-Note': 'x'})
_setting('sync_to', 'POST that has Swift sync everything to elsewhere.',
         {'X-Container-Sync-To': 'http://127.0.0.1/v1/AUTH_x/c',
          'X-Container-Sync-Key': 'shared'})
_setting('versions_location', 'POST that archives to an open container.',
         {'X-Versions-Location': 'OPEN'})
_setting('history_location', 'PUT that archives to an open container.',
         {'X-History-Location': 'OPEN'}, 'PUT')
_setting('tempurl_key', 'POST of a key for temporary URLs.',
         {'X-Container-Meta-Temp-URL-Key': 'mine'})
_setting('quota', 'POST of a quota.', {'X-Container-Meta-Quota-Bytes': '1'})
_setting('site', 'POST that makes it a web site.',
         {'X-Container-Meta-Web-Listings': 'true'})
_setting('cors', 'POST of an origin for scripts.',
         {'X-Container-Meta-Access-Control-Allow-Origin': '*'})


def _rule(place):
    # It has to let everybody in where nobody is to be refused.
    place.set(Container_Meta_Allow_Second=(
        '127.0.0.2' if place.restricted else '127.0.0.0/8'))


@ways.changes(_rule)
def rule_removed(place, client):
    """POST that removes a rule."""
    client.post(place.secret, {
        'X-Remove-Container-Meta-Allow-Second': 'x'})


@ways.changes(_rule)
def rule_removed_by_put(place, client):
    """PUT that removes a rule."""
    client.put(place.secret, headers={
        'X-Remove-Container-Meta-Allow-Second': 'x'})


@ways.changes(_rule)
def rule_emptied(place, client):
    """POST of an empty rule, which removes it."""
    client.post(place.secret, {'X-Container-Meta-Allow-Second': ''})


@ways.changes(_rule)
def rule_widened(place, client):
    """POST of another value for a rule."""
    client.post(place.secret, {
        'X-Container-Meta-Allow-Second': '127.0.0.0/9'})


@ways.changes(lambda place: place.twin)
def made_anew(place, client):
    """DELETE of an empty container and PUT without rules."""
    client.delete(place.twin)
    client.put(place.twin)


@ways.changes(lambda place: place.twin)
def deleted(place, client):
    """DELETE of an empty container."""
    client.delete(place.twin)


@ways.changes()
def emptied_and_deleted(place, client):
    """DELETE of all objects and of the container."""
    client.delete(place.secret + '/o')
    client.delete(place.secret)


@ways.changes(lambda place: place.plain.put(place.secret + '+segments'))
def own_address_for_parts(place, client):
    """POST of the own address to the container of S3's parts."""
    client.post(place.secret + '+segments', _BOTH)


@ways.reads(lambda place: place.plain.put(place.secret + '+segments'))
def own_address_for_parts_then_read(place, client):
    """The same by PUT, and GET of the secret through it."""
    client.put(place.secret + '+segments', headers=_BOTH)
    client.get(place.secret + '/o')


@ways.reads()
def own_address_then_read(place, client):
    """POST of a rule with the own address, and GET."""
    client.post(place.secret, _OWN)
    client.get(place.secret + '/o')


@ways.reads()
def rule_by_bulk(place, client):
    """The container in an archive to unpack, and GET."""
    client.put(place.secret, headers=_OWN, query='extract-archive=tar')
    client.get(place.secret + '/o')


@ways.tells(_rule)
def rules_read(place, client):
    """HEAD of the container: which rules it has."""
    return [json.dumps([name for name, _value in client.head(
        container).headers.items() if 'Allow-Second' in name])
        for container in (place.secret, place.twin)]
