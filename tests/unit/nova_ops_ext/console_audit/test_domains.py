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

"""The XML of domains."""

import hypothesis
from hypothesis import strategies
import pytest

from nova_ops_ext.console_audit import domains
from tests.unit.nova_ops_ext.console_audit import nodes

UUID = '01234567-89ab-cdef-0123-456789abcdef'


def test_domain():
    text = nodes.domain_xml(UUID, '/i/console.log')
    assert domains.read(text, runs=False) == domains.Domain(
        UUID, 'instance-01234567', 'web & "1"', 'user-id', 'alice',
        'project-id', 'shop', ('/i/console.log',), False)


def test_status():
    text = nodes.status_xml(UUID, '/i/console.log')
    found = domains.read(text, runs=True)
    assert (found.uuid, found.name, found.runs, found.paths) == (
        UUID, 'instance-01234567', True, ('/i/console.log',))


def test_without_metadata():
    found = domains.read(b'<domain><name>n</name><uuid>u</uuid></domain>',
                         runs=False)
    assert found == domains.Domain('u', 'n')


@pytest.mark.parametrize(('devices', 'paths'), [
    ('<serial type="file"><source path="/a"/></serial>', ('/a',)),
    ('<console type="tcp"><log file="/b" append="off"/></console>', ('/b',)),
    ('<serial type="pty"><source path="/dev/pts/1"/><log file="/c"/></serial>'
     '<console type="pty"><log file="/c"/></console>', ('/c',)),
    ('<serial type="file"><source path="relative"/></serial>', ()),
    ('<disk type="file"><source path="/d"/></disk>', ()),
    ('<serial type="file"><source/></serial>', ()),
    ('<parallel type="file"><source path="/d"/></parallel>', ()),
])
def test_paths(devices, paths):
    text = ('<domain><name>n</name><uuid>u</uuid><devices>%s</devices>'
            '</domain>' % devices)
    assert domains.read(text.encode(), runs=False).paths == paths


BOMB = (b'<!DOCTYPE domain [<!ENTITY a "aaaaaaaaaa">' + b''.join(
    b'<!ENTITY %c "%s">' % (98 + number, b'&%c;' % (97 + number) * 10)
    for number in range(9))
    + b']><domain><name>&j;</name><uuid>u</uuid></domain>')


@pytest.mark.parametrize(('text', 'message'), [
    (BOMB, 'DOCTYPE'),
    (b'<!DOCTYPE domain SYSTEM "file:///etc/passwd"><domain/>', 'DOCTYPE'),
    (b'', 'not XML'), (b'<domain>', 'not XML'), (b'\x00', 'not XML'),
    (b'<domain><name>&x;</name></domain>', 'not XML'),
    (b'<?xml version="1.0" encoding="nonsense"?><domain/>', 'not XML'),
    (b'<network><name>n</name><uuid>u</uuid></network>', 'not the XML'),
    (b'<domain><name>n</name></domain>', 'not the XML'),
    (b'<domain>' + b'<a>' * 100000, 'deeper'),
])
def test_refused(text, message):
    with pytest.raises(ValueError, match=message):
        domains.read(text, runs=False)


@hypothesis.given(strategies.binary() | strategies.text(
    '<>/ domainuuidname="&;!?[]').map(str.encode) | strategies.tuples(
    strategies.integers(0, 2000), strategies.binary(max_size=5)).map(
        lambda cut: nodes.domain_xml(UUID, '/x')[:cut[0]] + cut[1]
        + nodes.domain_xml(UUID, '/x')[cut[0] + len(cut[1]):]))
def test_any_bytes_are_read_or_refused(text):
    try:
        found = domains.read(text, runs=True)
    except ValueError as error:
        assert str(error)
    else:
        assert found.uuid and found.name


@hypothesis.given(strategies.text(strategies.characters(
    exclude_categories=['Cs', 'Cc', 'Cn']), min_size=1).filter(
        lambda text: text.strip() == text))
def test_any_name_of_an_instance(name):
    text = nodes.domain_xml(UUID, '/x', title=name)
    assert domains.read(text, runs=False).title == name[:4096]
