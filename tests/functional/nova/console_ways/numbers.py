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

"""Every spelling of a number of lines."""

from tests.functional.nova.console_ways import way

_UNBOUNDED = {
    'null': 'null',
    'one more than the limit': '1001',
    'many': '2500',
    'more than there are': '1000000',
    '32 bits': '4294967296',
    '64 bits': '18446744073709551616',
    '4000 digits': '9' * 4000,
    '4300 digits, the most that Python reads': '9' * 4300,
    'minus one': '-1',
    'float above the limit': '1001.0',
    'float of many digits': '1001.' + '0' * 500,
    'float minus one': '-1.0',
    'exponent': '2e3',
    'exponent, capital and signed': '2E+3',
    'exponent, negative': '2000000e-3',
    'exponent, huge': '1e300',
    'exponent, fraction': '1.0015e4',
    'exponent of minus one': '-10e-1',
    'exponent of minus one, in two': '-0.1e1',
    'float just under 1001': '1000.99999999999999999999',
    'string': '"1001"',
    'string, many': '"1000000"',
    'string, minus one': '"-1"',
    'string, minus one with zeros': '"-0001"',
    'string with leading zeros': '"000999999999"',
    'string with a newline': r'"1001\n"',
    'string, minus one with a newline': r'"-1\n"',
    'string of 4000 digits': '"%s"' % ('9' * 4000),
    'string of 4300 digits': '"%s"' % ('9' * 4300),
    'string of 4300 digits and a newline': r'"%s\n"' % ('9' * 4300),
    'string of 4299 zeros and a digit that makes it much':
        '"%s2000"' % ('0' * 4296),
    'string in escapes': r'"\u0031\u0030\u0030\u0031"',
    'string in escapes, minus': r'"\u002d1"',
    'string, newline in an escape': r'"5000\u000a"',
}
_BOUNDED = {
    'zero': '0',
    'minus zero': '-0',
    'one': '1',
    'Horizon\'s tab': '35',
    'the limit': '1000',
    'float': '10.0',
    'float zero': '0.0',
    'float minus zero': '-0.0',
    'float limit': '1000.0',
    'exponent of the limit': '1e3',
    'exponent, small': '1000000e-3',
    'exponent that becomes nothing': '1e-400',
    'exponent that becomes minus nothing': '-1e-400',
    'exponent of a huge zero': '0e999999999',
    'float just above the limit': '1000.00000000000000000001',
    'string zero': '"0"',
    'string minus zero': '"-0"',
    'string limit': '"1000"',
    'string with zeros': '"00035"',
    'string of many zeros': '"%s35"' % ('0' * 4000),
    'string with a newline': r'"35\n"',
    'string of the limit, in escapes': r'"\u00310\u00300"',
    # Python reads no more than 4300 digits; the compute node takes it for 0.
    'string of 4301 digits': '"%s"' % ('9' * 4301),
    'string of 5000 zeros and a nine': '"%s9"' % ('0' * 5000),
    'string of minus 5000 zeros and a one': '"-%s1"' % ('0' * 5000),
    'string of 100000 digits': '"%s"' % ('9' * 100000),
}
_REFUSED = {
    'minus two': '-2',
    'far below': '-1000000',
    'float minus two': '-2.0',
    'fraction': '1000.5',
    'fraction above the limit': '2000.5',
    'fraction between minus one and zero': '-0.5',
    'tiny': '1e-5',
    'infinite by its exponent': '1e400',
    'infinite, negative': '-1e400',
    'NaN': 'NaN',
    'Infinity': 'Infinity',
    'minus Infinity': '-Infinity',
    'true': 'true',
    'false': 'false',
    'string true': '"true"',
    'string null': '"null"',
    'empty string': '""',
    'string of a blank': '" "',
    'string of a newline': r'"\n"',
    'string, plus': '"+5"',
    'string, blank before': '" 5"',
    'string, blank after': '"5 "',
    'string, tab after': r'"5\t"',
    'string, two newlines': r'"5\n\n"',
    'string, carriage return and newline': r'"5\r\n"',
    'string, NUL after': r'"5\u0000"',
    'string, underscore': '"1_000"',
    'string, comma': '"1,000"',
    'string, float': '"10.0"',
    'string, exponent': '"1e3"',
    'string, hexadecimal': '"0x10"',
    'string, octal': '"0o17"',
    'string, infinite': '"inf"',
    'string, NaN': '"nan"',
    'string, minus alone': '"-"',
    'string, two minus': '"--1"',
    'string, minus two': '"-2"',
    'string, minus two with zeros': '"-00002"',
    'string, minus many digits': '"-%s"' % ('9' * 5000),
    'string, Arabic digits': '"\u0661\u0662"',
    'string, Arabic digits in escapes': r'"\u0661\u0662"',
    'string, fullwidth digits': '"\uff11\uff10\uff10\uff11"',
    'string, superscript': '"\u00b2"',
    'string, mathematical digits': r'"\ud835\udfcf"',
    'string, minus sign': '"\u22121"',
    'string, lone surrogate': r'"\ud800"',
    'empty array': '[]',
    'array': '[1001]',
    'object': '{"length": 1001}',
    'empty object': '{}',
    # Not JSON, though some readers take it.
    'plus': '+5',
    'leading zeros': '0035',
    'minus and leading zero': '-01',
    'underscore': '1_000',
    'hexadecimal': '0x10',
    'point without digits': '10.',
    'digits after a point alone': '.5',
    'exponent without digits': '1e',
    'single quotes': "'35'",
    'no value': '',
    'Python None': 'None',
    'undefined': 'undefined',
    'nan': 'nan',
    '4301 digits': '9' * 4301,
    '100000 digits': '9' * 100000,
    '4301 digits, negative': '-' + '9' * 4301,
}

WAYS = [
    one
    for texts, stock in ((_UNBOUNDED, way.UNBOUNDED), (_BOUNDED, way.BOUNDED),
                         (_REFUSED, 400))
    for name, text in texts.items()
    for one in way.on_both(
        '%s (%s)' % (name, stock), way.length(text), stock)]
