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

"""Containers that Swift serves as web sites."""

from tests.functional.swift.ways import marks
from tests.functional.swift.ways import registry

ways = registry.Group('Static web')

_ACL = '.r:*,.rlistings'


def _site(*names, **settings):
    def prepare(place):
        for name in names:
            place.write(name, marks.BYTES + name.encode())
        place.set(Container_Read=_ACL, **{
            'Container_Meta_Web_' + name: value
            for name, value in settings.items()})
    return prepare


def _visit(place, client, path='/', method='GET', container=None):
    client.request(
        method, client.account_path + (container or place.secret) + path,
        raw_path=True, token=False)


@ways.reads(_site('index.html', Index='index.html'))
def index(place, client):
    """The index page."""
    _visit(place, client)


@ways.reads(_site('index.html', Index='index.html'))
def index_head(place, client):
    """HEAD of the index page."""
    _visit(place, client, method='HEAD')


@ways.reads(_site('dir/index.html', Index='index.html'))
def index_below(place, client):
    """The index page of a pseudo-directory."""
    _visit(place, client, '/dir/')


@ways.reads(_site('index.html', Index='index.html'))
def index_with_token(place, client):
    """The index page for a user with X-Web-Mode."""
    client.get(place.secret + '/', {'X-Web-Mode': 'true'})


@ways.reads(_site(marks.NAME, Listings='true'))
def listing(place, client):
    """The listing as a page."""
    _visit(place, client)


@ways.reads(_site('dir/' + marks.NAME, Listings='true'))
def listing_below(place, client):
    """The listing of a pseudo-directory as a page."""
    _visit(place, client, '/dir/')


@ways.reads(_site(marks.NAME, Listings='true'))
def listing_with_token(place, client):
    """The listing for a user with X-Web-Mode."""
    client.get(place.secret + '/', {'X-Web-Mode': 'true'})


@ways.reads(_site(Listings='true', Listings_CSS=marks.META + '.css'))
def listing_style(place, client):
    """The style sheet that the listing names."""
    _visit(place, client)


@ways.reads(_site(Listings='false', Listings_CSS=marks.META + '.css'))
def style_without_listing(place, client):
    """The style sheet on the page that says that there is no listing."""
    _visit(place, client)


@ways.reads(_site(Listings='true', Listings_Label=marks.META))
def listing_label(place, client):
    """The label in the listing's title."""
    _visit(place, client)


@ways.reads(_site('404error.html', Error='error.html', Listings='true'))
def page_for_404(place, client):
    """The page for an object that is not there."""
    _visit(place, client, '/none')


@ways.reads(lambda place: (
    _site('401error.html', Error='error.html')(place),
    place.set(Container_Read='.r:.friend.example')),
    closed_by_swift=True)
def page_for_401(place, client):
    """The page for those who may not read."""
    _visit(place, client, '/o')


@ways.reads(_site('404error.html', Error='error.html', Listings='true'))
def page_for_404_below(place, client):
    """The page for a pseudo-directory that is not there."""
    _visit(place, client, '/none/')


@ways.tells(_site('dir/x', Index='x', Listings='true'))
def redirect(place, client):
    """A pseudo-directory without its slash: whether it is there."""
    answers = []
    for path in ('/dir', '/non'):
        _visit(place, client, path)
        answers.append((client.answers[-1].status,
                        bool(client.answers[-1].headers['Location'])))
    return answers


@ways.reads(_site('index.html', Index='index.html'))
def index_by_host(place, client):
    """The index page with the container in the Host."""
    host = '%s.%s.example.com' % (
        place.secret[1:], place.account.replace('_', '-'))
    client.request('GET', '/', {'Host': host}, raw_path=True, token=False)


def _open_site(place):
    place.set(Container_Read=_ACL)
    done = place.plain.post(place.open, {
        'X-Container-Read': _ACL, 'X-Container-Meta-Web-Index': 'index',
        'X-Container-Meta-Web-Error': 'error'})
    assert done.status == 204
    place.link(name='index')
    place.link(name='404error')


@ways.reads(_open_site)
def index_is_a_symlink(place, client):
    """An open site whose index page is a symlink into the container."""
    _visit(place, client, container=place.open)


@ways.reads(_open_site)
def error_page_is_a_symlink(place, client):
    """An open site whose error page is a symlink into the container."""
    _visit(place, client, '/none', container=place.open)
