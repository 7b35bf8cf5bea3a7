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

"""Can the record of the image cache be kept, and its metrics?  Pure."""

from __future__ import annotations

from collections.abc import Iterator
import os

from ops_ext_status import compute
from ops_ext_status.finding import failure
from ops_ext_status.finding import Finding
from ops_ext_status.finding import note
from ops_ext_status.finding import warning

_OURS = 'ops_image_cache'


def findings(of: compute.Compute) -> Iterator[Finding]:
    """Find what is wrong with where it is, and with the metrics."""
    state_dir = of.configuration.get(_OURS, 'state_dir')
    where = of.at(_OURS, 'state_dir')
    instances = str(of.configuration.get('DEFAULT', 'instances_path') or '')
    if state_dir is None:
        # Told as an option.
        return
    if not os.path.isabs(state_dir):
        yield failure('bad-option', where, state_dir, 'expected an absolute '
                      'path', 'write one, such as '
                      '/var/lib/nova/ops_ext_image_cache')
        return
    if instances and (state_dir + '/').startswith(
            instances.rstrip('/') + '/'):
        yield failure(
            'state-shared', where, state_dir, 'it lies below instances_path, '
            'where other hosts may write and Nova looks for servers',
            'leave it at $state_path/ops_ext_image_cache')
    if of.paths.problem:
        yield failure(
            'storage-hangs', of.at('DEFAULT', 'instances_path'), instances,
            'it could not be looked at: %s' % of.paths.problem,
            'see whether the storage answers')
        return
    yield from _directory(of, where, state_dir)
    metrics = str(of.configuration.get(_OURS, 'metrics_file') or '')
    if not metrics:
        return
    at = of.at(_OURS, 'metrics_file')
    if not os.path.isabs(metrics) or not metrics.endswith('.prom'):
        yield failure('bad-option', at, metrics, 'expected an absolute path '
                      'that ends in .prom', 'node_exporter reads no other')
        return
    found = of.paths.at(os.path.dirname(metrics))
    if found is not None and not (found.exists and found.writable):
        yield warning(
            'metrics', at, metrics, 'its directory %s: no metrics are '
            'written' % ('cannot be written by nova-compute' if found.exists
                         else 'does not exist'), 'make it, for nova-compute '
            'to write to')


def _directory(of: compute.Compute, where: str, state_dir: str
               ) -> Iterator[Finding]:
    found = of.paths.at(state_dir)
    if found is None:
        return
    if found.shared:
        yield failure(
            'state-shared', where, state_dir, 'it is on %s, which other hosts '
            'may write: the record of this host is not its own' % found.type,
            'name a directory on a disk of this host')
    if not found.directory:
        yield failure('state-dir', where, state_dir, '%s is no directory' %
                      found.there, 'name a directory')
    elif found.exists and not found.writable:
        yield failure('state-dir', where, state_dir, 'nova-compute may not '
                      'write there, and then removes nothing',
                      'give it to the user nova')
    elif not found.exists and found.there == '/':
        yield note('state-dir', where, state_dir, 'nothing of this path is '
                   'there yet', 'nothing; nova-compute makes it if it may')
