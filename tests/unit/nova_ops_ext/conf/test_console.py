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

"""The option of the guard of console logs."""

from oslo_config import cfg
import pytest

from nova_ops_ext import conf as conf_module


@pytest.fixture
def read(tmp_path):
    def value(text):
        file = tmp_path / 'nova.conf'
        file.write_text('[ops_console]\n%s\n' % text)
        conf = cfg.ConfigOpts()
        conf([], default_config_files=[str(file)])
        conf_module.register_opts(conf)
        return conf.ops_console.max_bytes
    return value


@pytest.mark.parametrize(('text', 'number'), [
    ('', 262144), ('max_bytes = 1024', 1024),
    ('max_bytes = 16777216', 16777216),
])
def test_values(read, text, number):
    assert read(text) == number


@pytest.mark.parametrize('value', ['1023', '0', '-1', '256k', '1e6', '1.5'])
def test_what_cannot_be_right(read, value):
    with pytest.raises(ValueError) as caught:
        read('max_bytes = ' + value)
    text = str(caught.value)
    assert 'option max_bytes' in text
    assert 'expected a whole number of bytes, 1024 or more' in text
    assert "but found '%s'" % value in text


def test_without_a_value(read):
    with pytest.raises(ValueError, match="1024 or more, but found ''"):
        read('max_bytes =')
