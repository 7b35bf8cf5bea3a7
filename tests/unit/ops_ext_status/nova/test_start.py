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

"""What ops-ext-status says that does not start, Nova does not start."""

import json
import pathlib
import subprocess
import sys

import pytest

from tests.harness import api_paste
from tests.unit.ops_ext_status import planted_nova
from tests.unit.ops_ext_status import planting

#: What stops them is a filter that is not ours.
NOT_OURS = ('another filter of that name',)


def starts(tries):
    """Give what stopped each of them, or nothing."""
    done = subprocess.run(
        [sys.executable, '-m', 'tests.harness.nova_starts'],
        cwd=planting.ETC.parent, text=True, capture_output=True, timeout=300,
        input=''.join(json.dumps(one) + '\n' for one in tries), check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def of_scheduler(planted, folder):
    conf = planting.plant(planted, folder)[1]
    return {'what': 'scheduler', 'conf': [conf]}


def of_api(planted, folder):
    sample = pathlib.Path(planting.plant(planted, folder)[1])
    whole = folder / 'whole.ini'
    whole.write_text(api_paste.laid_over(sample))
    conf = folder / 'nova.conf'
    if not conf.exists():
        conf.write_text('[ops_client_network]\ndefault_label = dev\n')
    return {'what': 'api', 'paste': str(whole), 'conf': [str(conf)]}


@pytest.mark.parametrize(('tried', 'planted', 'claim'), [
    (of_scheduler, planted_nova.OF_SCHEDULER, 'nova-scheduler will not start'),
    (of_api, [one for one in planted_nova.OF_API
              if one.sample.endswith('.ini')], 'nova-api does not start')])
def test_as_it_says(tried, planted, claim, tmp_path, capsys):
    tries, said = [], []
    for number, one in enumerate(planted):
        folder = tmp_path / str(number)
        folder.mkdir()
        tries.append(tried(one, folder))
        said.append(planting.run(planting.plant(one, folder), capsys))
    stopped = starts(tries)
    assert len(stopped) == len(planted) > 30
    wrong = []
    claims = 0
    for one, (code, checks), error in zip(planted, said, stopped, strict=True):
        claimed = any(claim in str(check['details']) for check in checks)
        claims += claimed
        if claimed and not error:
            wrong.append('%s: it starts' % one.title)
        if error and code < 2 and one.title not in NOT_OURS:
            wrong.append('%s: not found, but %s' % (one.title, error))
    assert wrong == [], '\n'.join(wrong)
    assert 8 < claims < len(planted)


def test_it_starts_as_the_samples_stand(tmp_path):
    tries = []
    for number, sample in enumerate(planted_nova.SAMPLES):
        folder = tmp_path / str(number)
        folder.mkdir()
        tried = of_api if sample.endswith('.ini') else of_scheduler
        tries.append(tried(planting.Planted('', '', 0, sample), folder))
    assert starts(tries) == [''] * len(planted_nova.SAMPLES)
