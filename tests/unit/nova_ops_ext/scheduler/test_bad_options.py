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

"""A bad value of any option stops nova-scheduler, and is named."""

import nova.conf
from oslo_config import cfg
import pytest

from nova_ops_ext import conf
from nova_ops_ext.scheduler import filters
from nova_ops_ext.scheduler import weights
from nova_ops_ext.scheduler_command import features

CLASSES = {made.GROUP: [] for made in (*filters.all_filters(),
                                       *weights.all_weighers())}
for made in (*filters.all_filters(), *weights.all_weighers()):
    CLASSES[made.GROUP].append(made)
WRONG = {cfg.IntOpt: ('-1', '1.5', 'many'), cfg.FloatOpt: ('nan', 'many'),
         cfg.StrOpt: ('Enforce',), cfg.MultiStrOpt: ('x',), cfg.ListOpt: ()}
# Any text is right.
FREE = ('default_label', 'seed')
OPTIONS = [(group.name, option) for group, options in conf.list_opts()
           if group.name in features.GROUPS for option in options]


@pytest.fixture
def build(tmp_path):
    """Start all classes of a group with a line in it."""
    def make(group, line, made):
        path = tmp_path / 'nova.conf'
        path.write_text('[%s]\n%s\n' % (group, line))
        nova.conf.CONF([], project='nova', default_config_files=[str(path)])
        return made()
    yield make
    nova.conf.CONF.reset()
    nova.conf.CONF([], project='nova', default_config_files=[])


@pytest.mark.parametrize(('group', 'option', 'text'), [
    (group, option, text) for group, option in OPTIONS
    if option.dest not in FREE for text in WRONG[type(option)]])
def test_a_value_that_cannot_be_read(build, group, option, text):
    for made in CLASSES[group]:
        if text == 'nan' and option.dest == 'weight_multiplier' and (
                made in filters.all_filters()):
            continue
        with pytest.raises(ValueError) as error:
            build(group, '%s = %s' % (option.dest, text), made)
        message = str(error.value)
        assert message.startswith('[%s] ' % group)
        assert option.dest in message and text in message


@pytest.mark.parametrize(('group', 'option'), [
    (group, option) for group, option in OPTIONS
    if option.default not in (None, [])])
def test_a_line_without_a_value(build, group, option):
    for made in CLASSES[group]:
        with pytest.raises(ValueError) as error:
            build(group, option.dest + ' =', made)
        assert str(error.value).startswith('[%s] option %s ' % (
            group, option.dest))
