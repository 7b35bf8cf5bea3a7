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

"""What is said of a whole api-paste.ini is what nova-api does with it."""

from tests.unit.ops_ext_status.nova import planted_whole
from tests.unit.ops_ext_status.nova import test_start
from tests.unit.ops_ext_status import planting

_CLAIM = 'nova-api does not start'


def test_as_it_says(tmp_path, capsys):
    tries, said = [], []
    for number, one in enumerate(planted_whole.WHOLE):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, text in {
                **one.beside, 'api-paste.ini': one.text(),
                'nova.conf': '[ops_client_network]\ndefault_label = dev\n',
        }.items():
            (folder / name).write_text(text)
        paste, conf = str(folder / 'api-paste.ini'), str(folder / 'nova.conf')
        tries.append({'what': 'api', 'conf': [conf], 'paste': paste,
                      'name': 'osapi_compute'})
        said.append(planting.run(['--api-paste', paste, '--nova-conf', conf],
                                 capsys)[1])
    wrong = []
    for one, checks, error in zip(planted_whole.WHOLE, said,
                                  test_start.starts(tries), strict=True):
        codes = {check['code'] for check in checks if check['result'] == 2}
        if codes != ({one.code} if one.code else set()):
            wrong.append('%s: %s' % (one.title, codes or 'nothing'))
        stops = one.code == 'unreadable' or _CLAIM in str(checks)
        if stops != bool(error):
            wrong.append('%s: %s' % (one.title, error or 'it starts'))
    assert wrong == [], '\n'.join(wrong)
