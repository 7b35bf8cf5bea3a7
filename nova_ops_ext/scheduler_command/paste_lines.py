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


"""What stands where in nova-api's api-paste.ini.  Pure."""

from __future__ import annotations

import configparser


def before_proxy_headers(paste: str, what: str) -> bool:
    """Tell whether each line has a filter, before http_proxy_to_wsgi.

    :param paste: text of the file
    :param what: the filter's entry point
    """
    filters = _filters(paste)
    lines = _lines(paste)
    for _name, words in lines:
        ours = [index for index, word in enumerate(words)
                if what in filters.get(word, '')]
        theirs = [index for index, word in enumerate(words)
                  if 'http_proxy_to_wsgi' in filters.get(word, word)]
        if not ours or (theirs and min(theirs) < min(ours)):
            return False
    return bool(lines)


def without_after_keystone(paste: str, what: str
                           ) -> list[tuple[str, list[str]]]:
    """Give the lines that lack a filter after keystonecontext.

    :param paste: text of the file
    :param what: the filter's entry point
    """
    filters = _filters(paste)
    return [(name, words) for name, words in _lines(paste)
            if not any(what in filters.get(word, '') for word in
                       words[_context(words, filters):])]


def _filters(paste: str) -> dict[str, str]:
    """Give what each filter of an api-paste.ini uses, by its name."""
    return {section.partition(':')[2].strip(): parser.get(
        section, 'use', fallback='') + parser.get(
            section, 'paste.filter_factory', fallback='')
        for parser in [_parsed(paste)] for section in parser.sections()
        if section.startswith('filter:')}


def _lines(paste: str) -> list[tuple[str, list[str]]]:
    """Give the pipelines that authenticate their users."""
    parser = _parsed(paste)
    filters = _filters(paste)
    return [(option, words) for section in parser.sections()
            if section.startswith(('composite:', 'pipeline:'))
            for option, value in parser.items(section)
            for words in [value.split()]
            if _context(words, filters) is not None]


def _context(words: list[str], filters: dict[str, str]) -> int | None:
    """Give the place of Nova's filter, whatever it is called."""
    return next((place for place, word in enumerate(words)
                 if word == 'keystonecontext'
                 or 'NovaKeystoneContext' in filters.get(word, '')), None)


def _parsed(paste: str) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False)
    parser.read_string(paste)
    return parser
