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

"""The path of a new server through Nova, and where our parts stand."""

from __future__ import annotations

from collections.abc import Iterator

from tools.figures import chips
from tools.figures import drawing
from tools.figures import pipelines

_API = ('client_address', 'client_stamp', 'console_limit')


def figure() -> str:
    """Draw it, with nova-api's pipeline of the samples."""
    words = pipelines.nova_api()
    parts = [*drawing.labelled(20, 14, 150, 34, ['client'], 'box'),
             *drawing.labelled(260, 14, 190, 34, ['load balancer'], 'box'),
             drawing.arrow(170, 31, 260, 31), drawing.arrow(340, 48, 340, 80)]
    api = chips.lay(words, _API, 36, 106, 650)
    parts += [*_frame(80, api.bottom + 50, 'nova-api'), *api.parts,
              *_notes(api.bottom + 18, (
                  'client_address: who is the client?  client_stamp: his '
                  'network, written into the server.',
                  'console_limit: how many lines and bytes of a console log, '
                  'and how often.'))]
    y = api.bottom + 50
    top = y - 20
    parts += [drawing.arrow(200, y, 200, y + 34),
              drawing.text(212, y + 22, 'RabbitMQ', 'small dim'),
              drawing.text(664, y + 22, 'a console log, on its way back over '
                           'RabbitMQ', 'small dim end')]
    y += 34
    parts += [*_frame(y, y + 44, 'nova-conductor'),
              drawing.text(170, y + 27, 'asks the scheduler for hosts; '
                           'retries with its alternates', 'small dim')]
    y += 44
    parts.append(drawing.arrow(200, y, 200, y + 30))
    y += 30
    filters = chips.lay(
        ('from placement', 'ComputeFilter ...', 'ClientNetwork', 'NewHost',
         'ProjectPerHost', 'FailureDomain', 'CascadeBreaker', 'ShuffleShard'),
        ('ClientNetwork', 'NewHost', 'ProjectPerHost', 'FailureDomain',
         'CascadeBreaker', 'ShuffleShard'), 110, y + 26, 650)
    weighers = chips.lay(
        ('Nova\'s own', 'ClientNetwork', 'FailureDomain', 'ShuffleShard',
         'AggregatePreference'),
        ('ClientNetwork', 'FailureDomain', 'ShuffleShard',
         'AggregatePreference'), 110, filters.bottom + 14, 650)
    bottom = weighers.bottom + 30
    parts += [*_frame(y, bottom, 'nova-scheduler'),
              drawing.text(36, y + 43, 'filters', 'small head'),
              drawing.text(36, filters.bottom + 31, 'weighers', 'small head'),
              *filters.parts, *weighers.parts,
              *_notes(weighers.bottom + 18, (
                  'Each says in one line why hosts were refused: '
                  'nova-ops-scheduler explain.',))]
    parts.append(drawing.arrow(200, bottom, 200, bottom + 30))
    y = bottom + 30
    compute = chips.lay(
        ('nova-compute', 'GuardedLibvirtDriver', 'image cache', 'libvirt'),
        ('GuardedLibvirtDriver', 'image cache'), 36, y + 26, 650)
    bottom = compute.bottom + 44
    parts += [*_frame(y, bottom, 'compute node'), *compute.parts,
              *_notes(compute.bottom + 18, (
                  'The driver sends of a console log what the bus can take.',
                  'Its image cache removes no file that a disk needs, and '
                  'none from storage that is shared.'))]
    middle = y + 13
    parts += [drawing.path([(660, middle), (671, middle), (671, top)]),
              drawing.arrow(671, top, 660, top)]
    return drawing.document(
        'nova-path', 'The path of a request through Nova',
        'From the client by a load balancer to nova-api, whose pipeline is '
        '%s; of these client_address, client_stamp and console_limit are of '
        'this library.  From there to nova-conductor and nova-scheduler, '
        'where placement, Nova\'s own and six filters of this library, then '
        'four weighers decide; and to the compute node, where the guarded '
        'driver bounds console logs and has an image cache of its own.' %
        ' '.join(words), int(bottom) + 14, parts)


def _frame(top: float, bottom: float, name: str) -> Iterator[str]:
    yield drawing.box(20, top, 640, bottom - top, 'frame', round_=8)
    yield drawing.text(30, top + 17, name, 'head')


def _notes(top: float, lines: tuple[str, ...]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield drawing.text(36, top + 16 * number, line, 'small ours')
