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

"""Reads the filter's section out of a proxy's configuration.

The section is found by the filter that it uses, and read by Swift's own
loader, so that its options are those that the proxy gives the filter.  No
other filter is loaded: a storage node need not have what they need.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
import os
import re
from typing import NamedTuple

from paste.deploy import loadwsgi
from swift.common import utils
from swift.common import wsgi

from swift_ops_ext.cmd import outcome
from swift_ops_ext import configuration

#: Where Swift's own tools look for a proxy's configuration.
DEFAULTS = ('/etc/swift/proxy-server.conf', '/etc/swift/proxy-server.conf.d')

_USE = re.compile(r'(?:egg:)?openstack[-_.]ops[-_.]ext#ip_whitelist')
_FACTORY = re.compile(r'swift_ops_ext\.ip_whitelist:filter_factory')

Sections = Mapping[str, Mapping[str, str]]


class ProxyConf(NamedTuple):
    """A proxy's configuration, as far as it concerns us.

    :ivar path: of the file or directory
    :ivar filter: the filter's options
    :ivar swift_dir: where the rings are
    :ivar app: the options of the proxy itself
    """

    path: str
    filter: configuration.Configuration
    swift_dir: str
    app: Mapping[str, str]


def find(path: str | None) -> str:
    """Give the path of the configuration.

    :param path: as the operator gave it, if he did
    :raises CannotTellError: if there is none
    """
    for candidate in (path,) if path else DEFAULTS:
        if os.path.exists(candidate):
            return os.path.abspath(candidate)
    raise outcome.CannotTellError(
        'there is no proxy configuration %s; name it with --proxy-conf' % (
            path or ' or '.join(DEFAULTS)))


def sections(path: str) -> Sections:
    """Give all sections of a configuration as they are written."""
    try:
        read: Sections = utils.readconf(path, raw=True)
    except Exception as error:
        # Of a file that it cannot read Swift raises the parser's, the
        # decoder's and the system's errors; of one it does not like, its own.
        raise outcome.CannotTellError(
            '%s cannot be read: %s' % (path, error)) from None
    return read


def places(written: Sections) -> list[str]:
    """Name the filter's sections, as often as they are in the pipeline."""
    return [word for word in pipeline(written)
            if _is_ours(written, 'filter:' + word)]


def pipeline(written: Sections) -> list[str]:
    """Give the words of a configuration's pipeline."""
    return written.get('pipeline:main', {}).get('pipeline', '').split()


def proxy(written: Sections) -> Mapping[str, str]:
    """Give the options of the proxy itself."""
    # Where the last word is no application there is still [DEFAULT], which
    # is part of every section.
    for section in 'app:' + (pipeline(written) or [''])[-1], *written:
        if section in written:
            return written[section]
    return {}


def read(path: str) -> ProxyConf:
    """Read a configuration with the filter in its pipeline.

    :raises CannotTellError: if it is none, or has an option that stops the
        proxy
    """
    written = sections(path)
    ours = places(written)
    if not ours:
        raise outcome.CannotTellError(
            '%s has no ip_whitelist in its pipeline: nothing is refused '
            'there' % path)
    found = list(_options(path, ours))
    if any(one.written != found[0].written for one in found):
        raise outcome.CannotTellError(
            '%s: the two places of ip_whitelist have different options' % path)
    app = proxy(written)
    return ProxyConf(path, found[0], app.get('swift_dir', '/etc/swift'), app)


def _options(path: str, names: list[str]
             ) -> Iterator[configuration.Configuration]:
    for name in dict.fromkeys(names):
        try:
            context = wsgi.loadcontext(loadwsgi.FILTER, path, name=name)
            yield configuration.Configuration.parse(
                dict(context.global_conf, **context.local_conf),
                context.local_conf)
        except (LookupError, ValueError) as error:
            raise outcome.CannotTellError('%s: %s' % (path, error)) from None


def _is_ours(written: Sections, section: str) -> bool:
    seen: set[str] = set()
    while section in written and section not in seen:
        seen.add(section)
        options = written[section]
        if _FACTORY.fullmatch(options.get('paste.filter_factory', '')):
            return True
        use = options.get('use', '')
        if _USE.fullmatch(use):
            return True
        # A section may stand on another one.
        section = 'filter:' + use
    return False
