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

"""What the manuals point to is there.

Nothing is asked outside of this tree; ``make linkcheck`` does that, too.
"""

import pathlib
import re
import runpy

import pytest

from tests.harness import manual_blocks
from tests.harness import manual_links
from tests.harness import manual_paths
from tools import manuals

ROOT = manual_blocks.ROOT
PAGES = manual_blocks.pages()
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


def links_of(text, name='doc/source/any.rst'):
    return list(manual_links.of_page(
        manual_blocks.document(text, name, ROOT / name), name))


def problems(text, name='doc/source/any.rst'):
    return [(link.kind, link.target, manual_links.problem(link))
            for link in links_of(text, name) if manual_links.problem(link)]


@pytest.mark.parametrize('name', NAMES)
def test_each_link(name):
    assert [(str(link), manual_links.problem(link)) for link in
            manual_links.of_page(manual_links.document(ROOT / name), name)
            if manual_links.problem(link)] == []


def test_each_page_is_reached_from_the_index():
    links = manual_links.everywhere()
    assert manual_links.reachable(links) == {
        name for name in NAMES if name.startswith('doc/source/')}


@pytest.mark.parametrize('one', manual_paths.paths(), ids=str)
def test_each_path(one):
    assert manual_paths.is_there(one.text)


@pytest.mark.parametrize('one', manual_paths.addresses(), ids=str)
def test_each_address(one):
    assert manual_paths.problem(one.text) == ''


def test_each_excuse_is_needed():
    named = {(name, node.astext()) for page, name in zip(
        PAGES, NAMES, strict=True)
        for node in manual_links.document(page).findall(
            manual_paths.nodes.literal)}
    for name, text in manual_paths.NOT_OF_THE_TREE:
        assert (name, text) in named
        assert manual_paths.looks_like_one(text)
    known = {one.text for one in manual_paths.addresses()}
    assert set(manual_paths.NOT_HTTPS) <= known


def test_counts(capsys):
    manual_links.main()
    manual_paths.main()
    told = capsys.readouterr().out
    links = manual_links.everywhere()
    assert len(links) > 200 and '\n%d links of ' % len(links) in told
    assert {link.kind for link in links} <= set(manual_links.KINDS)
    assert '%d paths' % len(manual_paths.paths()) in told
    assert len(manual_paths.paths()) > 100
    assert '%d addresses' % len(manual_paths.addresses()) in told


@pytest.mark.parametrize('text', [
    '`x <faq.rst>`__', '`x <../../README.rst>`__', '`x <.>`__',
    '`x <faq.rst#limits>`__', ':doc:`faq`', ':doc:`/faq`', ':doc:`x <faq>`',
    ':ref:`nova.ops_ext.driver`', ':ref:`x <nova.ops_ext>`',
    '.. toctree::\n   :maxdepth: 1\n\n   faq\n   x <demo>',
    '.. image:: figures/swift_path.svg', 'Title\n=====\n\nSee `Title`_.',
    '.. literalinclude:: ../../etc/nova/scheduler.conf'])
def test_what_is_there(text):
    if '#limits' in text:
        text = text.replace('limits', sorted(manual_links.document(
            ROOT / 'doc/source/faq.rst').ids)[0])
    assert links_of(text) and problems(text) == []


@pytest.mark.parametrize(('text', 'kind', 'problem'), [
    ('`x <other.rst>`__', 'file', 'no such file'),
    ('`x <doc/source/faq.rst>`__', 'file', 'no such file'),
    ('`x <../../../other>`__', 'file', 'no such file'),
    ('`x <../../.git>`__', 'file', 'no such file'),
    ('`x <faq.rst#other-title>`__', 'file', 'no such anchor'),
    ('`x <conf.py#title>`__', 'file', 'no such anchor'),
    ('`x <#title>`__', 'file', 'no such file'),
    (':doc:`other`', ':doc:', 'no such page'),
    (':doc:`/doc/source/faq`', ':doc:', 'no such page'),
    (':doc:`faq <other>`', ':doc:', 'no such page'),
    (':ref:`faq`', ':ref:', 'no such label'),
    ('.. toctree::\n\n   faq\n   other', 'toctree', 'no such page'),
    ('.. image:: figures/other.svg', 'included', 'no such file')])
def test_what_is_not_there(text, kind, problem):
    ((found, _target, told),) = problems(text)
    assert (found, told) == (kind, problem)


@pytest.mark.parametrize('text', [
    'See `Title`_.', '.. include:: other.rst',
    '.. literalinclude:: other.conf', '.. csv-table::\n   :file: other.csv',
    '.. raw:: html\n   :file: other.svg', ':dok:`faq`'])
def test_what_docutils_misses(text):
    with pytest.raises(ValueError):
        links_of(text)


def test_a_link_elsewhere_is_one():
    assert [link.kind for link in links_of(
        'https://docs.openstack.org and `x <https://docs.openstack.org>`__ '
        'and `y <mailto:a@b>`__')] == ['external'] * 3


def test_a_table_of_contents_is_no_link():
    assert links_of('.. contents::\n\nA\n=\n\nText.\n\nB\n=\n\nText.\n'
                    ) == []


def test_a_page_that_no_toctree_has():
    links = [manual_links.Link('doc/source/index.rst', 'toctree', 'faq'),
             manual_links.Link('doc/source/faq.rst', 'toctree', 'demo'),
             manual_links.Link('doc/source/other.rst', 'toctree', 'tales')]
    assert manual_links.reachable(links) == {
        'doc/source/index.rst', 'doc/source/faq.rst', 'doc/source/demo.rst'}


@pytest.mark.parametrize(('text', 'there'), [
    ('tools/', True), ('tools/stages.py', True), ('stages.py', True),
    ('tools/*_faults.py', True), ('nova_ops_ext/conf/<feature>.py', True),
    ('scheduler/filters/', True), ('checks/options.py', True),
    ('tools/other.py', False), ('tools/stages.py/', False),
    ('other.py', False), ('ages.py', False), ('other/', False),
    ('tools/<x>.rst', False), ('etc/nova/other.conf', False),
    ('.work/demo/', None), ('/etc/nova/', None), ('192.0.2.0/24', None),
    ('test/functional', None), ('a b/', None), ('30/m', None)])
def test_a_path(text, there):
    assert manual_paths.looks_like_one(text) is (there is not None)
    if there is not None:
        assert manual_paths.is_there(text) is there


@pytest.mark.parametrize(('url', 'problem'), [
    ('https://docs.openstack.org/nova/latest/', ''),
    ('http://docs.openstack.org/', 'not https'),
    ('https://docs/', 'no plain name'), ('https://', 'no plain name'),
    ('https://docs.openstack.org:8080/', 'no plain name'),
    ('https://me@docs.openstack.org/', 'no plain name'),
    ('https://docs.openstack.org:x/', 'Port'),
    ('https://[x/', 'Invalid')])
def test_an_address(url, problem):
    told = manual_paths.problem(url)
    assert bool(told) is bool(problem) and problem in told


@pytest.mark.parametrize(('url', 'ignored'), [
    ('http://swift.example.com/v1', True), ('https://example.org', True),
    ('http://192.0.2.7:8080/info', True), ('http://[2001:db8::1]/', True),
    ('http://localhost:8080/', True), ('https://docs.openstack.org/', False),
    ('https://example.community/', False), ('https://myexample.com/', False),
    ('https://docs.openstack.org/?of=http://example.com/', False)])
def test_for_what_sphinx_does_not_ask(url, ignored):
    conf = runpy.run_path(str(manual_links.SOURCE / 'conf.py'))
    assert ignored is any(re.match(pattern, url) for pattern
                          in conf['linkcheck_ignore'])


def test_sphinx_asks_for_the_links_of_all_pages():
    # CHANGELOG.rst is a part of a page of the manuals.
    assert {name for name in NAMES if '/' not in name} == {
        *manuals._ROOT_PAGES, 'CHANGELOG.rst'}


@pytest.mark.parametrize('url', [
    'http://swift.example.com/v1', 'https://example.org', 'http://localhost/',
    'http://192.0.2.7:8080/info', 'http://[2001:db8::1]/', 'http://proxies/'])
def test_an_example(url):
    assert manual_paths.is_example(url)
    assert not manual_paths.is_example(
        'https://docs.openstack.org/?of=' + url)


def test_addresses_in_a_file(tmp_path):
    file = pathlib.Path(tmp_path / 'any')
    file.write_text('See <https://docs.openstack.org/a>, or\n'
                    '`x <https://opendev.org/b>`__; https://example.com/c, '
                    'https://bugs.debian.org/d.')
    assert manual_paths.of_text(file) == [
        'https://docs.openstack.org/a', 'https://opendev.org/b',
        'https://bugs.debian.org/d']
