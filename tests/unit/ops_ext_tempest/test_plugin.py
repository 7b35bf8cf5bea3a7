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

from __future__ import annotations

import ast
from importlib import metadata
import inspect
import pathlib
import re
import subprocess
import sys
import unittest
import uuid

from oslo_config import cfg
import pytest
from tempest import config as tempest_config
from tempest.test_discover import plugins

from ops_ext_tempest import config
from ops_ext_tempest import plugin
from ops_ext_tempest.tests import base

ROOT = pathlib.Path(__file__).resolve().parents[3]
PACKAGE = ROOT / 'ops_ext_tempest'
FEATURES = {option.name for option in config.FEATURE_OPTIONS}


@pytest.fixture(scope='module')
def found() -> list[unittest.TestCase]:
    """Load all tests as Tempest does."""
    tempest_config.CONF.set_config_path('/nowhere/tempest.conf')
    tests, top = plugin.OpsExtPlugin().load_tests()
    loader = unittest.TestLoader()
    suite = loader.discover(tests, top_level_dir=top)
    assert loader.errors == []
    return list(_flat(suite))


def _flat(suite):
    for one in suite:
        if isinstance(one, unittest.TestSuite):
            yield from _flat(one)
        else:
            yield one


class TestEntryPoint:
    def test_tempest_finds_it(self):
        entry, = (point for point in metadata.entry_points(
            group='tempest.test_plugins') if point.name == 'ops_ext')
        assert entry.value == 'ops_ext_tempest.plugin:OpsExtPlugin'
        assert issubclass(entry.load(), plugins.TempestPlugin)

    def test_tempest_lists_its_tests(self):
        told = plugins.TempestTestPluginManager(
            ).get_plugin_load_tests_tuple()
        directory, top = told['ops_ext']
        assert pathlib.Path(directory).is_dir()
        assert pathlib.Path(directory).is_relative_to(top)

    def test_nothing_of_nova_or_swift_is_imported(self):
        # In a process of its own: pytest may have imported anything.
        program = (
            'import sys, unittest\n'
            'from ops_ext_tempest import plugin\n'
            'tests, top = plugin.OpsExtPlugin().load_tests()\n'
            'loader = unittest.TestLoader()\n'
            'suite = loader.discover(tests, top_level_dir=top)\n'
            'assert suite.countTestCases() and not loader.errors\n'
            'print({name.partition(".")[0] for name in sys.modules} & {\n'
            '    "nova", "swift", "nova_ops_ext", "swift_ops_ext"})\n')
        done = subprocess.run(
            [sys.executable, '-c', program], cwd=ROOT, text=True,
            capture_output=True)
        # Tempest's own log is there, too.
        assert done.stdout.splitlines()[-1:] == ['set()'], done.stderr


class TestOptions:
    def test_they_are_registered(self):
        conf = cfg.ConfigOpts()
        plugin.OpsExtPlugin().register_opts(conf)
        conf([], project='none')
        assert conf.ops_ext.console_burst == 10
        assert conf.ops_ext_feature_enabled.ip_whitelist is False

    def test_all_that_are_registered_are_listed(self):
        assert plugin.OpsExtPlugin().get_opt_lists() == [
            ('ops_ext', config.OPTIONS),
            ('ops_ext_feature_enabled', config.FEATURE_OPTIONS)]

    def test_sample_is_what_the_generator_writes(self, tmp_path):
        written = tmp_path / 'sample'
        subprocess.run(
            [sys.executable, '-m', 'oslo_config.generator', '--config-file',
             'etc/tempest/config-generator.conf', '--output-file',
             str(written)], cwd=ROOT, check=True)
        assert written.read_text() == (
            ROOT / 'etc' / 'tempest' / 'ops-ext.conf.sample').read_text()

    def test_no_feature_is_there_unless_somebody_says_so(self):
        assert not any(option.default for option in config.FEATURE_OPTIONS)

    @pytest.mark.parametrize('option', config.OPTIONS,
                             ids=lambda option: option.name)
    def test_each_is_told_and_used(self, option):
        assert option.help.endswith('.')
        uses = [path for path in PACKAGE.rglob('*.py')
                if 'CONF.ops_ext.' + option.name in path.read_text()]
        assert uses, 'nobody reads it'

    @pytest.mark.parametrize('rate', ['30', 'm', '30/w', 'often', '30/m '])
    def test_rate_that_cannot_be_read_stops_tempest(self, rate):
        option = next(option for option in config.OPTIONS
                      if option.name == 'console_rate')
        with pytest.raises(ValueError):
            option.type(rate)


class TestFeatures:
    @pytest.mark.parametrize('feature', sorted(FEATURES))
    def test_each_has_a_test(self, found, feature):
        assert [test for test in found
                if feature in getattr(test, 'features', ())]

    # An extra spec of ours is there as soon as the package is, so it is never
    # off; the rest shows only in where servers get to.
    NEVER_ABSENT = frozenset(('extra_specs', 'client_address',
                              'cascade_breaker', 'aggregate_preference'))

    @pytest.mark.parametrize('feature', sorted(FEATURES - NEVER_ABSENT))
    def test_each_has_a_test_that_it_is_absent(self, found, feature):
        assert [test for test in found
                if feature in getattr(test, 'absent', ())]

    def test_every_test_says_what_it_is_about(self, found):
        for test in found:
            assert isinstance(test, base.FeatureTest)
            absent = getattr(test, 'absent', ())
            assert set(test.features) | set(absent) <= FEATURES
            assert bool(test.features) != bool(absent), test.id()

    def test_what_the_package_has_is_tested_or_told_why_not(self):
        page = (ROOT / 'doc' / 'source' / 'tempest.rst').read_text()
        classes = [
            node.name
            for kind in ('filters', 'weights')
            for path in (ROOT / 'nova_ops_ext' / 'scheduler' / kind).glob(
                '*.py')
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.ClassDef)
            and not node.name.startswith(('_', 'Guarded'))]
        assert len(classes) > 8
        declared = (ROOT / 'setup.cfg').read_text()
        commands = re.findall(r'^    ((?:nova|swift)-ops-[\w-]+) =',
                              declared, re.MULTILINE)
        factories = re.findall(r'^    (\w+) = [\w.]+:filter_factory$',
                               declared, re.MULTILINE)
        drivers = re.findall(
            r'^class (Guarded\w*Driver)', ''.join(
                path.read_text() for path in (
                    ROOT / 'nova_ops_ext' / 'virt').glob('guarded_*.py')),
            re.MULTILINE)
        assert commands and factories and drivers
        for name in [*classes, *commands, *factories, *drivers]:
            assert '``%s``' % name in page, name


class TestIds:
    def test_each_test_has_one_of_its_own(self):
        ids: dict[str, str] = {}
        for path in sorted(PACKAGE.rglob('test_*.py')):
            for name, found in _ids(path):
                assert len(found) == 1, name
                assert str(uuid.UUID(found[0])) == found[0]
                assert found[0] not in ids, (name, ids[found[0]])
                ids[found[0]] = name
        assert len(ids) > 50


def _ids(path):
    """Give the tests of a module, each with its ids."""
    for node in ast.walk(ast.parse(path.read_text())):
        if (isinstance(node, ast.FunctionDef)
                and node.name.startswith('test_')):
            yield '%s: %s' % (path, node.name), [
                decorator.args[0].value for decorator in node.decorator_list
                if isinstance(decorator, ast.Call)
                and ast.unparse(decorator.func).endswith('idempotent_id')]


class TestManners:
    def test_who_makes_rules_runs_alone(self, found):
        rules = [test for test in found
                 if '.scenario.' in test.id() or hasattr(test, 'rule')]
        assert rules
        assert all(test._serial for test in rules)

    def test_none_asks_for_more_than_it_needs(self, found):
        for test in found:
            if 'admin' in test.credentials:
                source = inspect.getsource(type(test)) + ''.join(
                    inspect.getsource(kind) for kind in type(test).__mro__
                    if kind.__module__.startswith('ops_ext_tempest'))
                assert 'os_admin' in source, test.id()
