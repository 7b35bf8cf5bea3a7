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

"""Loads configurations as swift-proxy does.

``python loaded_swift.py PATH DIRECTORY...`` prints, for each of these
directories with proxy-server.conf, a line of JSON.  PATH has what Swift itself
does without: keystonemiddleware.
"""

import json
import pathlib
import re
import shutil
import sys
import tempfile

from swift.common.ring import builder
from swift.common import wsgi

from swift_ops_ext.cmd import loading


def make_rings(directory):
    """One device for each kind, so that the proxy has something to read."""
    for name in 'account', 'container', 'object', 'object-1':
        rings = builder.RingBuilder(1, 1, 1)
        rings.add_dev({'id': 0, 'region': 1, 'zone': 1, 'weight': 1.0,
                       'ip': '127.0.0.1', 'port': 6200, 'device': 'sdb1'})
        rings.rebalance()
        rings.get_ring().save(str(directory / (name + '.ring.gz')))


def load(directory):
    """Load the proxy of a directory that it may write to."""
    loading.use_swift_dir(str(directory))
    # DevStack's swift_dir is that of the whole run.
    path = directory / 'proxy-server.conf'
    path.write_text(re.sub('^swift_dir = .*', 'swift_dir = %s' % directory,
                           path.read_text(), flags=re.MULTILINE))
    make_rings(directory)
    app = wsgi.loadapp(str(path), global_conf={'log_name': 'devstack'})
    return {'pipeline': [type(one).__name__ for one in app._pipeline]}


def main(path, directories):
    # Behind Swift's own libraries.
    sys.path.append(path)
    for directory in directories:
        try:
            with tempfile.TemporaryDirectory() as scratch:
                loaded = load(pathlib.Path(shutil.copytree(
                    directory, pathlib.Path(scratch, 'swift'))))
        except (Exception, SystemExit) as error:
            loaded = {'error': '%s: %s' % (type(error).__name__, error)}
        print(json.dumps(loaded), flush=True)


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2:])
