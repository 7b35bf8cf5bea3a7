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

"""``reference_tempest.rst``: made where oslo.config is."""

from __future__ import annotations

from ops_ext_tempest import config
from tools.reference import entry_points
from tools.reference import markup
from tools.reference import oslo_options

_INTRODUCTION = """
The options of the plug-in in ``tempest.conf``; see :doc:`tempest`.
"""


def page() -> str:
    """Give the page as it has to be."""
    return markup.page('Reference: Tempest', _INTRODUCTION, [
        *(oslo_options.group('tempest', group, options, lambda text:
                             markup.wrapped(markup.plain(text)))
          for group, options in config.list_opts()),
        entry_points.section('ops_ext_tempest')])
