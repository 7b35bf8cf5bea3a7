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

"""Reads a page as a browser does, as far as the tests look at it."""

import html.parser

VOID = frozenset(('meta', 'link', 'br', 'img', 'input', 'base', 'hr'))


class Reader(html.parser.HTMLParser):
    """Collects elements and texts; raises if tags do not match.

    :ivar elements: tag and attributes of each, in order
    :ivar texts: what is between tags, without what is empty
    """

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.texts = []
        self.within = []
        self._open = []
        self.feed(page)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if data.strip():
            self.texts.append(data)
            self.within.append(tuple(self._open))

    def handle_comment(self, data):
        raise AssertionError(data)

    def tags(self):
        return [tag for tag, _attributes in self.elements]

    def text(self):
        return '\n'.join(self.texts)

    def of(self, tag):
        """The attributes of all such elements."""
        return [attributes for found, attributes in self.elements
                if found == tag]
