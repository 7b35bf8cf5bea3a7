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

"""``reference_nova.rst``: made where Nova is."""

from __future__ import annotations

from nova_ops_ext import conf
from tools.reference import aggregate_keys
from tools.reference import docstrings
from tools.reference import entry_points
from tools.reference import markup
from tools.reference import oslo_options
from tools.reference import paste_filters

_INTRODUCTION = """
What can be set for Nova: options, metadata, and the names that configuration
loads.
"""
_DRIVERS = ('guarded_libvirt', 'guarded_driver')


def page() -> str:
    """Give the page as it has to be."""
    return markup.page('Reference: Nova', _INTRODUCTION, [
        aggregate_keys.classes(), aggregate_keys.keys(), _drivers(),
        *(oslo_options.group('nova', group, options)
          for group, options in conf.list_opts()),
        *map(paste_filters.section, paste_filters.FILTERS),
        entry_points.section('nova_ops_ext')])


def _drivers() -> str:
    names = []
    for module in _DRIVERS:
        summary = docstrings.summary(docstrings.of_module(
            'nova_ops_ext.virt.' + module))
        name, _colon, text = summary.partition(': ')
        names.append((markup.literal('ops_ext.' + name),
                      [markup.wrapped(text)]))
    return markup.section('Drivers', markup.wrapped(
        'Values of ``[DEFAULT] compute_driver``; see '
        ':doc:`console_compute` and :doc:`image_cache`.'),
        markup.definitions(names))
