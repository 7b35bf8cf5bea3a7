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

"""The path of a request through swift-proxy, and where ip_whitelist stands."""

from __future__ import annotations

from tools.figures import chips
from tools.figures import drawing
from tools.figures import pipelines

_OURS = 'ip_whitelist'


def figure() -> str:
    """Draw it, with the pipeline of the sample."""
    words = pipelines.swift()
    first, second = (number for number, word in enumerate(words)
                     if word == _OURS)
    middle = drawing.WIDTH / 2
    parts = [*drawing.labelled(20, 14, 150, 40, ['client'], 'box'),
             *drawing.labelled(260, 14, 190, 40,
                               ['load balancer', '(if there is one)'], 'box'),
             drawing.arrow(170, 34, 260, 34)]
    top = 92
    before = chips.lay(words[:first + 1], {_OURS}, 36, top + 26, 650)
    inner_top = before.bottom + 58
    between = chips.lay(words[first + 1:second], (), 36, inner_top, 650)
    after = chips.lay(words[second:], {_OURS}, 36, between.bottom + 44, 650)
    bottom = after.bottom + 14
    parts += [drawing.box(20, top, 640, bottom - top, 'frame', round_=8),
              drawing.arrow(middle, 54, middle, top),
              drawing.text(36, top + 17, 'swift-proxy: its pipeline',
                           'head'),
              *before.parts, *between.parts, *after.parts,
              drawing.text(36, before.bottom + 20, 'first place: who is the '
                           'client?  His address goes with all that is asked '
                           'on his behalf.', 'small ours'),
              drawing.text(36, inner_top - 8, 'These make requests of their '
                           'own: segments, link targets, sources of copies, '
                           'versions ...', 'small dim'),
              drawing.text(36, between.bottom + 22, 'second place: each '
                           'container that is touched is judged by its rules.',
                           'small ours')]
    servers = bottom + 36
    parts.append(drawing.arrow(middle, bottom, middle, servers))
    for number, name in enumerate(('account', 'container', 'object')):
        parts += drawing.labelled(120 + 150 * number, servers, 130, 30,
                                  [name + ' servers'], 'box')
    parts.append(drawing.text(
        20, servers + 52, 'Who reaches these servers without a proxy, or a '
        'proxy without the filter, is not judged.', 'small dim'))
    return drawing.document(
        'swift-path', 'The path of a request through swift-proxy',
        'From the client, maybe by a load balancer, to swift-proxy.  Its '
        'pipeline is %s.  The first ip_whitelist finds out who the client '
        'is; the second judges each container that the request touches, '
        'before the account, container and object servers are asked.' %
        ' '.join(words), int(servers) + 64, parts)
