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

"""Draws SVG that is part of a page: its text can be selected and searched.

Colours follow the reader's scheme, light or dark, and each figure has its own
ground, so it reads well on either page.  No colour says anything that a word
or the form of a line does not say, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax import saxutils

WIDTH = 680
_STYLE = '''\
<style>
svg.ops-figure { --ground: #ffffff; --ink: #1b1f24; --dim: #57606a;
  --line: #8c959f; --box: #f3f5f7; --ours: #0a4a91; --ours-box: #d9e8fb;
  --bad: #a3211a; --bad-box: #fbe3e1; --good: #17602e; --good-box: #dcf2e2;
  --odd: #6b4a00; --odd-box: #fbeecb; }
@media (prefers-color-scheme: dark) { svg.ops-figure { --ground: #14181d;
  --ink: #e6e9ed; --dim: #a7b0ba; --line: #6b7681; --box: #222830;
  --ours: #8fc1ff; --ours-box: #16345a; --bad: #ff9d94; --bad-box: #4b1a17;
  --good: #85dd9f; --good-box: #14391f; --odd: #f0c869; --odd-box: #42330c; } }
svg.ops-figure text { font: 13px sans-serif; fill: var(--ink); }
svg.ops-figure .small { font-size: 11.5px; }
svg.ops-figure .tiny { font-size: 11px; }
svg.ops-figure .head { font-weight: bold; }
svg.ops-figure .dim { fill: var(--dim); }
svg.ops-figure .ours { fill: var(--ours); font-weight: bold; }
svg.ops-figure .bad { fill: var(--bad); }
svg.ops-figure .good { fill: var(--good); }
svg.ops-figure .odd { fill: var(--odd); }
svg.ops-figure .middle { text-anchor: middle; }
svg.ops-figure .end { text-anchor: end; }
svg.ops-figure rect { fill: none; stroke: none; }
svg.ops-figure .ground { fill: var(--ground); }
svg.ops-figure .box { fill: var(--box); stroke: var(--line); }
svg.ops-figure .ours-box { fill: var(--ours-box); stroke: var(--ours);
  stroke-width: 2; }
svg.ops-figure .bad-box { fill: var(--bad-box); stroke: var(--bad); }
svg.ops-figure .good-box { fill: var(--good-box); stroke: var(--good); }
svg.ops-figure .odd-box { fill: var(--odd-box); stroke: var(--odd); }
svg.ops-figure .none-box { fill: var(--box); stroke: var(--line);
  stroke-dasharray: 2 3; }
svg.ops-figure .frame { stroke: var(--line); stroke-dasharray: 5 4; }
svg.ops-figure path { fill: none; stroke: var(--line); stroke-width: 1.5; }
svg.ops-figure path.grid { stroke-width: 0.6; stroke-dasharray: 1 4; }
svg.ops-figure path.bad-line { stroke: var(--bad); stroke-width: 2.5; }
svg.ops-figure path.ours-line { stroke: var(--ours); stroke-width: 2.5; }
svg.ops-figure path.good-line { stroke: var(--good); stroke-width: 2.5; }
svg.ops-figure path.long { stroke-dasharray: 12 5; }
svg.ops-figure path.dots { stroke-dasharray: 2 4; }
</style>'''


def document(name: str, title: str, said: str, height: int,
             parts: Iterable[str]) -> str:
    """Make a figure.

    :param name: of its file, from which its ids are made
    :param title: what it shows
    :param said: the same for those who cannot see it
    """
    return '\n'.join((
        '<svg xmlns="http://www.w3.org/2000/svg" class="ops-figure" '
        'role="img" viewBox="0 0 %d %d" aria-labelledby="%s-title %s-said">'
        % (WIDTH, height, name, name),
        '<title id="%s-title">%s</title>' % (name, saxutils.escape(title)),
        '<desc id="%s-said">%s</desc>' % (name, saxutils.escape(said)),
        _STYLE, box(0, 0, WIDTH, height, 'ground'), *parts, '</svg>', ''))


def text(x: float, y: float, words: str, kind: str = '') -> str:
    """Write a line of text; *y* is where its letters stand."""
    return '<text x="%s" y="%s"%s>%s</text>' % (
        _number(x), _number(y), ' class="%s"' % kind if kind else '',
        saxutils.escape(words))


def box(x: float, y: float, width: float, height: float,
        kind: str = 'box', *, round_: int = 0) -> str:
    """Draw a rectangle."""
    return '<rect x="%s" y="%s" width="%s" height="%s"%s class="%s"/>' % (
        _number(x), _number(y), _number(width), _number(height),
        ' rx="%d"' % round_ if round_ else '', kind)


def path(points: Iterable[tuple[float, float]], kind: str = '') -> str:
    """Draw a line through points."""
    drawn = ' L'.join('%s %s' % (_number(x), _number(y)) for x, y in points)
    return '<path d="M%s"%s/>' % (
        drawn, ' class="%s"' % kind if kind else '')


def arrow(x: float, y: float, to_x: float, to_y: float,
          kind: str = '') -> str:
    """Draw an arrow that goes straight across or straight down."""
    size = 5
    if to_y == y:
        back = size if to_x > x else -size
        head = [(to_x - back, y - size), (to_x, y), (to_x - back, y + size)]
    else:
        back = size if to_y > y else -size
        head = [(x - size, to_y - back), (x, to_y), (x + size, to_y - back)]
    return path([(x, y), (to_x, to_y)], kind) + path(head, kind)


def labelled(x: float, y: float, width: float, height: float,
             lines: Iterable[str], kind: str = 'box',
             ink: str = '') -> Iterable[str]:
    """Draw a box with lines of text in its middle."""
    yield box(x, y, width, height, kind, round_=4)
    lines = list(lines)
    first = y + height / 2 + 4.5 - 8 * (len(lines) - 1)
    for number, line in enumerate(lines):
        yield text(x + width / 2, first + 16 * number, line,
                   ('middle ' + ink).strip())


def _number(value: float) -> str:
    return ('%.1f' % value).removesuffix('.0')
