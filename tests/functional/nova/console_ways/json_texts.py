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

"""JSON texts: keys, duplicates, escapes, nesting, and what is around them."""

import json

from tests.functional.nova.console_ways import way

_NAME = 'os-getConsoleOutput'
_MANY, _FEW = '{"length": 5000}', '{"length": 5}'


def _escaped(name: str, places: set[int], form: str = '\\u%04x') -> str:
    return ''.join(form % ord(letter) if place in places else letter
                   for place, letter in enumerate(name))


def _named(name: str, value: str = '{}') -> str:
    return '{"%s": %s}' % (name, value)


def _duplicates(*values: str, names: tuple[str, ...] = (_NAME, _NAME)) -> str:
    return '{%s}' % ', '.join(
        '"%s": %s' % pair for pair in zip(names, values, strict=True))


_ALL = set(range(len(_NAME)))
_UNBOUNDED = {
    # Of the action's name.
    **{'letter %d escaped' % place: _named(_escaped(_NAME, {place}))
       for place in _ALL},
    'all letters escaped': _named(_escaped(_NAME, _ALL)),
    'all letters escaped, capital': _named(
        _escaped(_NAME, _ALL, '\\u%04X')),
    'every other letter escaped': _named(
        _escaped(_NAME, set(range(0, len(_NAME), 2)))),
    'hyphen escaped, capital': _named(_NAME.replace('-', '\\u002D')),
    # Of the length's.
    'length escaped': way.length('5000').decode().replace(
        'length', _escaped('length', {0, 3})),
    'length all escaped': way.length('-1').decode().replace(
        'length', _escaped('length', set(range(6)))),
    # The last one counts.
    'action twice, bounded first': _duplicates(_FEW, _MANY),
    'action twice, empty last': _duplicates(_FEW, '{}'),
    'action twice, null first': _duplicates('null', '{}'),
    'action twice, string first': _duplicates('"x"', '{}'),
    'action twice, unreadable number of lines first': _duplicates(
        '{"length": NaN}', '{}'),
    'action twice, in escapes first': _duplicates(
        _FEW, _MANY, names=(_escaped(_NAME, {0}), _NAME)),
    'action twice, in escapes last': _duplicates(
        _FEW, _MANY, names=(_NAME, _escaped(_NAME, {3}))),
    'action a thousand times': _duplicates(
        *[_FEW] * 999, '{}', names=(_NAME,) * 1000),
    'length twice': way.action('{"length": 5, "length": 5000}').decode(),
    'length twice, wrong first': way.action(
        '{"length": [], "length": null}').decode(),
    'length twice, in escapes last': way.action(
        r'{"length": 5, "l\u0065ngth": "-1"}').decode(),
    'length a thousand times': way.action('{%s, "length": null}' % ', '.join(
        ['"length": 1'] * 999)).decode(),
    # Deep in what nobody reads.
    'action twice, first 100 deep': _duplicates('[' * 100 + ']' * 100, '{}'),
    'action twice, first 500 deep': _duplicates('[' * 500 + ']' * 500, '{}'),
    'length twice, first 500 deep': way.action(
        '{"length": %s%s, "length": -1}' % ('[' * 500, ']' * 500)).decode(),
    # Around it.
    'no blanks': '{"os-getConsoleOutput":{"length":null}}',
    'blanks everywhere': ' \t\r\n{ \t"os-getConsoleOutput"\n:\r{ \t} } \n',
    'ten thousand newlines before': '\n' * 10000 + way.PLAIN.decode(),
    'ten thousand blanks within': _named(_NAME, '{' + ' ' * 10000 + '}'),
    'sixty thousand blanks after': way.PLAIN.decode() + ' ' * 60000,
}
_BOUNDED = {
    'few lines': _named(_NAME, _FEW),
    'action twice, bounded last': _duplicates(_MANY, _FEW),
    'action twice, bounded last, in escapes': _duplicates(
        '{}', _FEW, names=(_NAME, _escaped(_NAME, {2}))),
    'length twice, bounded last': way.action(
        '{"length": 5000, "length": 5}').decode(),
    'length twice, bounded last, in escapes': way.action(
        r'{"length": -1, "\u006cength": "5"}').decode(),
    'action twice, first 500 deep, bounded': _duplicates(
        '[' * 500 + ']' * 500, _FEW),
}
# The legacy v2 drops keys that it does not know.
_LEGACY_UNBOUNDED = {
    'key beside': '{"length": null, "x": 1}',
    'key before': '{"x": 1, "length": 5000}',
    'other keys only': '{"x": 1, "y": null}',
    'empty key': '{"": 1}',
    'key in another case': '{"Length": 5}',
    'key with a blank': '{"length ": 5}',
    'key with NUL': r'{"length\u0000": 5}',
    'key with a lone surrogate': r'{"\ud800": 5}',
    'key of another script': '{"\u217cength": 5}',
    'the action within': '{"os-getConsoleOutput": {"length": 5}}',
    'key 500 deep': '{"x": %s%s}' % ('[' * 500, ']' * 500),
    'a thousand keys': '{%s}' % ', '.join(
        '"k%d": %d' % (number, number) for number in range(1000)),
}
_LEGACY_BOUNDED = {
    'key beside, bounded': '{"x": 1, "length": 5}',
    'key beside, bounded string': '{"length": "5", "y": {"length": null}}',
    'key beside, zero': '{"length": 0, "": 1}',
}
_MALFORMED = {
    'action null': _named(_NAME, 'null'),
    'action true': _named(_NAME, 'true'),
    'action a number': _named(_NAME, '5000'),
    'action a string': _named(_NAME, '"5000"'),
    'action an empty string': _named(_NAME, '""'),
    'action an array': _named(_NAME, '[]'),
    'action an array of the length': _named(_NAME, '["length"]'),
    'action an array of an object': _named(_NAME, '[{"length": null}]'),
    'action twice, null last': _duplicates('{}', 'null'),
    'two actions': _duplicates('{}', '{}', names=(_NAME, 'pause')),
    'two actions, the other way': _duplicates(
        'null', '{}', names=('pause', _NAME)),
    'a key beside': _duplicates('{}', '{}', names=(_NAME, 'x')),
    'a key beside, empty': _duplicates('{}', '{}', names=('', _NAME)),
    'a length beside': _duplicates('{}', '5', names=(_NAME, 'length')),
    'other case': _named('OS-GETCONSOLEOUTPUT'),
    'other case, one letter': _named('os-getConsoleoutput'),
    'blank after the name': _named(_NAME + ' '),
    'blank before the name': _named(' ' + _NAME),
    'newline after the name': _named(_NAME + '\\n'),
    'NUL after the name': _named(_NAME + '\\u0000'),
    'fullwidth letter': _named('\uff4fs-getConsoleOutput'),
    'soft hyphen': _named('os\u00adgetConsoleOutput'),
    'hyphen of another script': _named('os\u2010getConsoleOutput'),
    'lone surrogate after': _named(_NAME + '\\ud800'),
    'lone surrogate, low, before': _named('\\udc00' + _NAME),
    'surrogate pair as the name': _named('\\ud83d\\ude00'),
    'long Unicode escape': _named('\\U0000006fs-getConsoleOutput'),
    'hexadecimal escape': _named('\\x6fs-getConsoleOutput'),
    'octal escape': _named('\\157s-getConsoleOutput'),
    'escape of three digits': _named('\\u06fs-getConsoleOutput'),
    'escaped letter': _named('\\os-getConsoleOutput'),
    'escape in an escape': _named('\\\\u006fs-getConsoleOutput'),
    'percent escape': _named('%6fs-getConsoleOutput'),
    'name in the value': '{"x": "os-getConsoleOutput"}',
    'empty object': '{}',
    'unfinished': '{"os-getConsoleOutput": {}',
    'unfinished name': '{"os-getConsoleOutput',
    'opening only': '{',
    'trailing brace': way.PLAIN.decode() + '}',
    'trailing comma': '{"os-getConsoleOutput": {},}',
    'trailing comma within': way.action('{"length": 5,}').decode(),
    'trailing word': way.PLAIN.decode() + ' x',
    'trailing NUL': way.PLAIN.decode() + '\x00',
    'two documents': way.PLAIN.decode() * 2,
    'document a line': way.PLAIN.decode() + '\n' + way.PLAIN.decode(),
    'comment before': '/* */' + way.PLAIN.decode(),
    'comment after': way.PLAIN.decode() + ' // x',
    'JSON with a guard': ")]}',\n" + way.PLAIN.decode(),
    'JSONP': 'f(%s)' % way.PLAIN.decode(),
    'single quotes': way.PLAIN.decode().replace('"', "'"),
    'no quotes': way.PLAIN.decode().replace('"', ''),
    'form feed before': '\x0c' + way.PLAIN.decode(),
    'vertical tab before': '\x0b' + way.PLAIN.decode(),
    'no-break space before': '\u00a0' + way.PLAIN.decode(),
    'zero width space before': '\u200b' + way.PLAIN.decode(),
    'line separator before': '\u2028' + way.PLAIN.decode(),
    'newline in the name': _named('os-get\nConsoleOutput'),
    'tab in a key': way.action('{"len\tgth": 5}').decode(),
    'blanks only': '   ',
    'form': 'os-getConsoleOutput=&length=',
    'XML': '<os-getConsoleOutput length="5000"/>',
    'YAML': 'os-getConsoleOutput: {}',
}
# Not an object: Nova finds no action in it, and says that there is no page.
_NO_OBJECT = {
    'array of the name': '["os-getConsoleOutput"]',
    'array of the object': '[{"os-getConsoleOutput": {}}]',
    'string of one letter': '"x"',
    'number': '5',
    'NaN': 'NaN',
    'null': 'null',
    'true': 'true',
}
_REFUSED = {
    'empty array': '[]',
    'array of two': '["os-getConsoleOutput", {}]',
    'string': '"os-getConsoleOutput"',
    'string of the body': r'"{\"os-getConsoleOutput\": {}}"',
    'empty string': '""',
}
_DEEP = {
    'a hundred thousand arrays': '[' * 100000,
    'fifty thousand arrays, closed': '[' * 50000 + ']' * 50000,
    'action 50000 deep': _named(_NAME, '[' * 50000 + ']' * 50000),
    'length 50000 deep': way.length('[' * 50000 + ']' * 50000).decode(),
    'action twice, first 50000 deep': _duplicates(
        '[' * 50000 + ']' * 50000, '{}'),
}
_OBJECTS = '{"os-getConsoleOutput": ' * 3000 + '{}' + '}' * 3000


def _of_objects() -> tuple[way.Outcome, way.Outcome | None]:
    """Give what stock Nova makes of them: Python 3.13 reads them, at last."""
    try:
        json.loads(_OBJECTS)
    except RecursionError:
        return 500, None
    return 400, way.UNBOUNDED


# None of them changes the server.
_OTHER_ACTIONS = {
    'unknown action': ('{"os-getConsoleOutputs": {}}', 400),
    'unpause that names the action': (
        '{"unpause": "os-getConsoleOutput"}', 409),
    'removeFixedIp that names the action': (
        '{"removeFixedIp": {"address": "os-getConsoleOutput"}}', 400),
    'revertResize with the action in it': (
        '{"revertResize": {"os-getConsoleOutput": {}}}', 409),
    'rebuild with the action in it': (
        '{"rebuild": {"os-getConsoleOutput": {}}}', 400),
    'VNC console': (
        '{"os-getVNCConsole": {"type": "os-getConsoleOutput"}}', 400),
    'console log of another name': ('{"getConsoleOutput": {}}', 400),
}

WAYS = [
    *(one
      for texts, stock in ((_UNBOUNDED, way.UNBOUNDED),
                           (_BOUNDED, way.BOUNDED), (_MALFORMED, 400),
                           (_NO_OBJECT, 404), (_REFUSED, 400), (_DEEP, 500))
      for name, text in texts.items()
      for one in way.on_both(name, text.encode(), stock)),
    *(one
      for texts, legacy in ((_LEGACY_UNBOUNDED, way.UNBOUNDED),
                            (_LEGACY_BOUNDED, way.BOUNDED))
      for name, text in texts.items()
      for one in way.on_both(name, way.action(text), 400, legacy)),
    *way.on_both('objects, 3000 deep', _OBJECTS.encode(), *_of_objects()),
    *(one for name, (text, stock) in _OTHER_ACTIONS.items()
      for one in way.on_both(name, text.encode(), stock)),
]
