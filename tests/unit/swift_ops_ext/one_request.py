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

"""Builds one request, and the part of the filter that it goes to."""

from __future__ import annotations

from collections.abc import Callable
import logging
from typing import Any

from swift.common import swob

from ops_ext_net import client_address
from ops_ext_net import networks
from swift_ops_ext import configuration
from swift_ops_ext import explanations
from swift_ops_ext import rules
from swift_ops_ext import visit as visits

#: The address that tests admit.
NAMED = '192.0.2.1'
#: One that they do not.
OTHER = '192.0.2.2'


def part(kind: Callable[..., Any], app: Any, **section: str) -> Any:
    """Make a place of the filter with a section of the configuration."""
    conf = configuration.Configuration.parse(section, section)
    return kind(app, conf, rules.Book(conf.lists), told(**section))


def told(**section: str) -> explanations.Explanations:
    """Make what writes into the log that pytest captures."""
    return explanations.Explanations(logging.getLogger('ipw'), section)


def environ(path: str, method: str = 'GET', headers: Any = None,
            **more: Any) -> dict[str, Any]:
    """Make the WSGI environment of a request between the two places."""
    env: dict[str, Any] = swob.Request.blank(
        path, method=method, headers=headers or {}).environ
    env.update({'swift.infocache': {}, **more})
    return env


def visit(env: dict[str, Any], address: str | None = NAMED,
          method: str | None = None) -> visits.Visit:
    """Make the visit of a client at an address."""
    return visits.Visit(
        client_address.Client(None, 'not known') if address is None else
        client_address.Client(networks.parse_address(address)),
        method or env['REQUEST_METHOD'])


def answer(app: Any, env: dict[str, Any]) -> Any:
    """Have a request answered."""
    return swob.Request(env).get_response(app)


def deny(req: Any) -> Any:
    """Authorize no one, in the place of ``swift.authorize``."""
    return swob.HTTPUnauthorized(request=req)


def authorize_owner(req: Any) -> None:
    """Authorize an owner of the account."""
    req.environ['swift_owner'] = True


def authorize(req: Any) -> None:
    """Authorize someone who is no owner."""
