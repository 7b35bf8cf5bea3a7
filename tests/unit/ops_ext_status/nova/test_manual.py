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

"""The manual quotes what the command prints."""

from ops_ext_status import files
from ops_ext_status import inspection
from ops_ext_status import table
from tests.harness import quotations
from tests.unit.ops_ext_status import planted_nova
from tests.unit.ops_ext_status import planting

MANUAL = quotations.read('status')


def test_quoted(tmp_path):
    paste = tmp_path / 'api-paste.ini'
    text = (planting.ETC / planted_nova.LIMIT).read_text()
    paste.write_text(text.replace('legacy_v2_compatible console_limit',
                                  'legacy_v2_compatible'))
    checks = [check._replace(findings=[
        one._replace(where=one.where.replace(str(tmp_path), '/etc/nova'))
        for one in check.findings]) for check in inspection.Inspection(
            files.choose(files.Named([str(paste)])), (), ()).run()]
    assert MANUAL['limit'] == '\n'.join([
        '# ops-ext-status --config-file /etc/nova/api-paste.ini',
        *table.lines(checks)])
