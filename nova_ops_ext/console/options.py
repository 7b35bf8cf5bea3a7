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

"""The options of console_limit, checked."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
import enum
import re
from typing import NamedTuple
from typing import TypeVar
import urllib.parse

from nova_ops_ext.console import rate as rates

_T = TypeVar('_T')

#: The answer has its braces, and one escaped character can take 12 bytes.
_LEAST_BYTES = 1024
_MOST = 2 ** 31 - 1
_LONGEST_WAIT = 10.0
#: What the library does not check before it connects: that there is a host.
_MEMCACHED = re.compile(r'memcached://(/\S+|[^\s,/]+(,[^\s,/]+)*/?)',
                        re.IGNORECASE)
#: Storages of the limits library that are shared and can be timed out.
SCHEMES = ('memcached', 'redis', 'redis+unix', 'rediss')


class Mode(enum.Enum):
    """What becomes of what is found."""

    ENFORCE = 'enforce'
    LOG = 'log'
    OFF = 'off'


class Options(NamedTuple):
    """See the manual in :mod:`nova_ops_ext.api.console_limit`.

    :ivar max_bytes: of the encoded body of an answer
    :ivar rate: ``None``: there is no limit
    :ivar storage: URL of the shared count; ``None``: there is none
    :ivar storage_timeout: seconds
    """

    mode: Mode = Mode.ENFORCE
    max_lines: int = 1000
    max_bytes: int = 1024 * 1024
    rate: rates.Rate | None = None
    burst: int = 1
    storage: str | None = None
    storage_timeout: float = 0.2


def parse(written: Mapping[str, str]) -> Options:
    """Read the options of a paste section.

    :raises ValueError: naming the option, its value and what would be right
    """
    unknown = sorted(written.keys() - set(Options._fields))
    if unknown:
        raise ValueError(
            'console_limit: unknown option %s; the options are %s' % (
                ', '.join(unknown), ', '.join(Options._fields)))
    default = Options()

    def refused(name: str, why: object) -> ValueError:
        value = written[name]
        return ValueError('console_limit: option %s = %r: %s' % (
            name, without_password(value) if name == 'storage' else value,
            why))

    def option(name: str, read: Callable[[str], _T], otherwise: _T) -> _T:
        if name not in written:
            return otherwise
        try:
            return read(written[name].strip())
        except ValueError as error:
            raise refused(name, error) from None

    rate = option('rate', rates.Rate.parse, default.rate)
    if rate is None:
        for name in ('burst', 'storage', 'storage_timeout'):
            if name in written:
                raise refused(name, 'there is nothing to count without the '
                                    'option rate, such as 30/m')
    storage = option('storage', _storage, default.storage)
    if storage is None and 'storage_timeout' in written:
        raise refused(
            'storage_timeout', 'there is no storage to wait for without the '
            'option storage, such as memcached://192.0.2.1:11211')
    return Options(
        mode=option('mode', _mode, default.mode),
        max_lines=option('max_lines', _number(1), default.max_lines),
        max_bytes=option('max_bytes', _number(_LEAST_BYTES),
                         default.max_bytes),
        rate=rate,
        burst=option('burst', _number(1),
                     rate.number if rate else default.burst),
        storage=storage,
        storage_timeout=option('storage_timeout', _seconds,
                               default.storage_timeout))


def without_password(url: str) -> str:
    """Give the URL of a storage as it may be shown.

    Nothing before the last @ is shown: in a password that is not escaped
    there may be whatever ends it for who reads URLs.  Nor are parameters,
    one of which Redis takes for a password.
    """
    scheme, slashes, rest = url.partition('//')
    if not slashes:
        scheme, rest = '', url
    return scheme + slashes + rest.rpartition('@')[2].partition('?')[0]


def _mode(text: str) -> Mode:
    try:
        return Mode(text.lower())
    except ValueError:
        raise ValueError('expected one of %s' % ', '.join(
            mode.value for mode in Mode)) from None


def _number(least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 10
                and least <= int(text) <= _MOST):
            raise ValueError('expected a whole number from %d to %d' % (
                least, _MOST))
        return int(text)
    return read


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 < seconds <= _LONGEST_WAIT:
        raise ValueError('expected seconds, above 0 and at most %d' % (
            _LONGEST_WAIT))
    return seconds


def _storage(text: str) -> str:
    try:
        split = urllib.parse.urlsplit(text)
        scheme = split.scheme
    except ValueError:
        scheme = ''
    if scheme not in SCHEMES:
        raise ValueError(
            'expected a URL of a store that workers can share, such as '
            'memcached://192.0.2.1:11211 or redis://192.0.2.1:6379; without '
            'the option each worker counts alone')
    if scheme == 'memcached' and not _MEMCACHED.fullmatch(text):
        raise ValueError(
            'expected memcached:// and host:port, of several with commas and '
            'no blanks between them')
    # A memcached may have several ports.
    if scheme != 'memcached' and not _has_port_or_none(split):
        raise ValueError('expected a number as the port; in a password / ? '
                         'and # are written %2F %3F and %23')
    return text


def _has_port_or_none(split: urllib.parse.SplitResult) -> bool:
    try:
        return split.port is None or split.port > 0
    except ValueError:
        return False
