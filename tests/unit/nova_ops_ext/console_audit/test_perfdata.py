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

"""Perfdata, read back by the rules of the plugin guidelines."""

import re

import hypothesis
from hypothesis import strategies

from nova_ops_ext.console_audit import perfdata
from nova_ops_ext.console_audit import thresholds

_DATUM = re.compile(
    r"(?P<label>'(?:[^'=]|'')*'|[^\s'=]+)=(?:U|"
    r'(?P<value>-?[0-9]+(?:\.[0-9]+)?)(?P<unit>us|ms|s|%|[KMGT]?B|c)?'
    r'(?:;(?P<warning>[-0-9.:~@]*))?(?:;(?P<critical>[-0-9.:~@]*))?'
    r'(?:;(?P<minimum>[-0-9.]*))?(?:;(?P<maximum>[-0-9.]*))?)(?: |\Z)')
_LIMIT = strategies.none() | strategies.floats(0, 1e15) | (
    strategies.integers(0, 1 << 62))


def parse(text):
    """Read perfdata: all of it has to be understood."""
    found, place = {}, 0
    while place < len(text):
        match = _DATUM.match(text, place)
        assert match, text[place:]
        assert match['label'] not in found
        found[match['label']] = match.groupdict()
        place = match.end()
    return found


def alerts(text, value):
    """Judge by a range, as Nagios does."""
    start, colon, end = text.partition(':')
    if not colon:
        start, end = '0', start
    return value < float(start) or (end != '' and value > float(end))


def test_text():
    limit = thresholds.Threshold(100, 200)
    assert str(perfdata.Datum('size', 5, 'B', limit)) == 'size=5B;100;200;0'
    assert str(perfdata.Datum('n', 1.5, 's')) == 'n=1.5s;;;0'
    assert str(perfdata.Datum('n', 1, minimum=None)) == 'n=1'
    assert str(perfdata.Datum('n', None, 'B', limit)) == 'n=U'
    assert str(perfdata.Datum('n', float('inf'))) == 'n=U'
    assert str(perfdata.Datum("a b'=c", 1)) == "'a b''_c'=1;;;0"
    assert str(perfdata.Datum('h', 2, '', thresholds.Threshold(
        72, 24, below=True))) == 'h=2;72:;24:;0'


@hypothesis.given(
    strategies.text(strategies.characters(exclude_categories=['Cs', 'Cc', 'Z'
                                                              ]), min_size=1),
    strategies.floats(0, 1e18) | strategies.integers(0, 1 << 62),
    strategies.sampled_from(['', 'B', 's', '%']), _LIMIT, _LIMIT,
    strategies.booleans(), strategies.none() | strategies.integers(0, 9))
def test_any_datum_is_read_back(label, value, unit, warning, critical, below,
                                maximum):
    limit = thresholds.Threshold(warning, critical, below)
    text = str(perfdata.Datum(label, value, unit, limit, 0, maximum))
    (name, read), = parse(text).items()
    if name.startswith("'") and len(name) > 1:
        name = name[1:-1].replace("''", "'")
    assert name == label.replace('=', '_')
    assert abs(float(read['value']) - value) <= 0.001 + value * 1e-9
    assert (read['unit'] or '') == unit
    assert 'e' not in (read['value'] + (read['warning'] or ''))
    assert (float(read['maximum']) if read['maximum'] else None) == maximum


@hypothesis.given(strategies.integers(0, 99), strategies.integers(0, 99),
                  strategies.integers(0, 99), strategies.booleans())
def test_nagios_alerts_when_we_do(value, warning, critical, below):
    limit = thresholds.Threshold(warning, critical, below)
    read = parse(str(perfdata.Datum('x', value, '', limit)))['x']
    assert alerts(read['critical'], value) == (limit.level(value) == 2)
    assert (alerts(read['warning'], value) or alerts(read['critical'], value)
            ) == bool(limit.level(value))
