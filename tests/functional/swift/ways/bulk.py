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

"""Requests whose bodies name many objects."""

import io
import tarfile

from tests.functional.swift.ways import registry

ways = registry.Group('Bulk')


def _archive(mode, *names):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as tar:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 7
            tar.addfile(member, io.BytesIO(b'changed'))
    return packed.getvalue()


def _extract(name, what, kind='tar', mode='w', path='', names=None,
             closed_by_swift=False):
    def attempt(place, client):
        inside = place.secret[1:]
        members = [member.format(inside=inside, open=place.open[1:])
                   for member in names or ['{inside}/new']]
        client.put(path.format(inside='/' + inside),
                   _archive(mode, *members),
                   query='extract-archive=' + kind)
    ways.add(registry.Kind.CHANGES, name, what, attempt,
             lambda place: place.open, closed_by_swift)


_extract('extract', 'Archive unpacked at the account.')
_extract('extract_gz', 'Archive unpacked from tar.gz.', 'tar.gz', 'w:gz')
_extract('extract_bz2', 'Archive unpacked from tar.bz2.', 'tar.bz2', 'w:bz2')
_extract('extract_into', 'Archive unpacked at the container.',
         path='{inside}', names=['new'])
_extract('extract_below', 'Archive unpacked at a pseudo-directory.',
         path='{inside}/dir', names=['new'])
_extract('extract_over', 'Archive that writes over an object.',
         names=['{inside}/o'])
_extract('extract_mixed', 'Archive for an open container, too.',
         names=['{open}/new', '{inside}/new'])
_extract('extract_dot', 'Archive with ./ in front of the names.',
         names=['./{inside}/new'])
_extract('extract_absolute', 'Archive with / in front of the names.',
         names=['/{inside}/new'])
_extract('extract_climbing', 'Archive with .. in its names.',
         names=['{open}/../{inside}/new'], closed_by_swift=True)


def _delete(name, what, item='{inside}/o\n', method='POST', at='',
            query='bulk-delete', accept='text/plain',
            prepare=lambda place: place.open, once=False):
    def attempt(place, client):
        body = item.format(
            inside=place.secret, open=place.open,
            twin=place.secret.replace('secret', 'twin'), bare=place.secret[1:],
            encoded=place.secret.replace('s', '%73')).encode()
        client.request(
            method, at.format(inside=place.secret, open=place.open),
            {'Content-Type': 'text/plain', 'Accept': accept,
             'Content-Length': str(len(body))}, body, query)
    ways.add(registry.Kind.CHANGES, name, what, attempt, prepare, once=once)


_delete('delete', 'Names to delete, posted to the account.')
_delete('delete_verb', 'The same by DELETE with a body.', method='DELETE')
_delete('delete_without_slash', 'Names without a slash in front.',
        '{bare}/o\n')
_delete('delete_percent_encoded', 'Percent-encoded names to delete.',
        '{encoded}/%6f\n')
_delete('delete_at_another', 'Names to delete, posted to an open container.',
        at='{open}')
_delete('delete_at_the_container', 'Names to delete, posted to itself.',
        at='{inside}')
_delete('delete_as_json', 'Answered as JSON.', accept='application/json')
_delete('delete_as_xml', 'Answered as XML, asked with bulk-delete=true.',
        accept='text/xml', query='bulk-delete=true')
_delete('delete_mixed', 'Among names that are open or not there.',
        '{open}/x\n{open}/y\n{inside}/o\n{open}/z\n',
        prepare=lambda place: place.plain.put(place.open + '/x'), once=True)
_delete('delete_last_line', 'A last name without an end of line.',
        '{open}/x\n{inside}/o')
_delete('delete_container', 'The container itself, after its object.',
        '{inside}/o\n{inside}\n')
_delete('delete_empty_container', 'An empty container.', '{twin}\n',
        prepare=lambda place: (place.open, place.twin))
