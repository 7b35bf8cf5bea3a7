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

"""Configuration of Sphinx."""

project = 'openstack-ops-ext'
author = 'openstack-ops-ext developers'
copyright = author
extensions = []
html_theme = 'alabaster'
html_static_path = ['_static']
# "make linkcheck": it also tells of what was moved, but fails only for what is
# not there, nor comes back when it is asked for again.
linkcheck_timeout = 20
linkcheck_retries = 3
linkcheck_workers = 4
linkcheck_rate_limit_timeout = 60
linkcheck_ignore = [
    # Names and addresses for examples (RFC 2606, 5737 and 3849): nobody
    # answers there.
    r'https?://([^/]*\.)?example(\.(com|net|org))?([:/]|$)',
    r'https?://(192\.0\.2|198\.51\.100|203\.0\.113)\.',
    r'https?://\[2001:db8:',
    # Services on the reader's own machine.
    r'https?://(localhost|127\.)',
]
html_theme_options = {'description': 'Plug-ins for Nova and Swift'}
