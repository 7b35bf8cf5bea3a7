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

"""The runner: ``python -m benchmarks swift`` or another of its names."""

from __future__ import annotations

import argparse
import importlib
from importlib import metadata
import os
import platform
import warnings

_MODULES = {'nova-console': 'benchmarks.console_limit',
            'nova-image-cache': 'benchmarks.image_cache',
            'nova-scheduler': 'benchmarks.scheduler',
            'swift': 'benchmarks.ip_whitelist',
            'swift-throughput': 'benchmarks.swift_throughput'}


def main() -> None:
    """Run the benchmarks of one service.

    A missed bar is printed and does not fail: on a busy machine it would
    fail now and then whatever the code does.
    """
    parser = argparse.ArgumentParser(
        prog='python -m benchmarks',
        description='Measure the plug-ins beside the service they are for.')
    parser.add_argument('service', choices=sorted(_MODULES))
    parser.add_argument('--rounds', type=int, default=15,
                        help='rounds to take the medians of (%(default)s)')
    parser.add_argument('--full', action='store_true',
                        help='nova-image-cache: give Nova\'s manager 1,000 '
                        'disks in place of a sample, which takes minutes')
    arguments = parser.parse_args()
    more = {'full': True} if arguments.full else {}
    if more and arguments.service != 'nova-image-cache':
        parser.error('--full is for nova-image-cache')
    # Eventlet complains about itself on import.
    warnings.filterwarnings('ignore', r'\s*Eventlet is deprecated')
    # Nova reads this on import.  Green threads have no part in what is
    # measured, and patching the clocks for them could disturb it.
    os.environ.setdefault('OS_NOVA_DISABLE_EVENTLET_PATCHING', 'True')
    benchmark = importlib.import_module(_MODULES[arguments.service])
    service = arguments.service.partition('-')[0]
    print('%s %s, Python %s, medians of %d rounds' % (
        service, metadata.version(service),
        platform.python_version(), arguments.rounds))
    bars = benchmark.run(arguments.rounds, **more)
    missed = [bar for bar in bars if not bar.reached]
    print('\n%s: %d of %d bars reached%s' % (
        arguments.service, len(bars) - len(missed), len(bars),
        ''.join('; NOT reached: %s' % bar.subject for bar in missed)))


if __name__ == '__main__':
    main()
