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

"""HTML that is built as a tree, so that no text can become markup.  Pure."""

from __future__ import annotations

import re
from typing import Union
from xml.etree import ElementTree

Element = ElementTree.Element
Content = Union[Element, str]

#: What HTML does not allow, what drives a terminal, and what turns the
#: direction of the text around it so that it reads as something else.
_UNFIT = re.compile(
    '[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069'
    '\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]')
_SHOWN = '\N{REPLACEMENT CHARACTER}'


def element(tag: str, *content: Content, **attributes: str) -> Element:
    """Make an element.

    :param content: elements and texts, in order
    :param attributes: ``_`` stands for ``-``, and is dropped at the end
    """
    made = Element(tag, {name.rstrip('_').replace('_', '-'): fit(value)
                         for name, value in attributes.items()})
    last: Element | None = None
    for part in content:
        if isinstance(part, str):
            if last is None:
                made.text = (made.text or '') + fit(part)
            else:
                last.tail = (last.tail or '') + fit(part)
        else:
            made.append(part)
            last = part
    return made


def fit(text: str) -> str:
    """Replace each character that a page must not have by a visible one."""
    return _UNFIT.sub(_SHOWN, text)


def document(root: Element) -> str:
    """Write a whole page."""
    return '<!DOCTYPE html>\n%s\n' % ElementTree.tostring(
        root, encoding='unicode', method='html')
