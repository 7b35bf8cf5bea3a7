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

"""The page of the commands is what their parsers make of it."""

import argparse
import itertools

import pytest

from nova_ops_ext.cmd import scheduler
from tools.reference import catalogue
from tools.reference import command_lines
from tools.reference import commands_page
from tools.reference import entry_points

PAGE = catalogue.path('commands').read_text()


def test_it_is_as_it_is_made():
    assert commands_page.page() == PAGE, 'run: make reference'


def test_each_command_and_option_is_there():
    for name, (module, _manual) in commands_page._PAGES.items():
        assert '\n.. _command.%s:\n' % name in PAGE
        text = PAGE.partition('\n.. _command.%s:\n' % name)[2]
        parsers = [module._parser()]
        for parser in parsers:
            for action in parser._actions:
                if isinstance(action.choices, dict):
                    parsers += action.choices.values()
                for option in action.option_strings:
                    if option not in ('-h', '--help'):
                        assert '``%s' % option in text


def test_another_option_makes_another_page(monkeypatch):
    parser = scheduler._parser()
    parser.add_argument('--other', help='Other words.')
    monkeypatch.setattr(scheduler, '_parser', lambda: parser)
    assert commands_page.page() != PAGE


def test_a_command_that_is_not_told_of(monkeypatch):
    groups = entry_points.groups()
    groups['console_scripts']['other'] = 'module:main'
    monkeypatch.setattr(entry_points, 'groups', lambda: groups)
    with pytest.raises(LookupError, match='other commands'):
        commands_page.page()


def test_each_entry_point_is_on_a_page():
    pages = ''.join(catalogue.path(name).read_text() for name in
                    itertools.chain(*catalogue.ENVIRONMENTS.values()))
    for group, points in entry_points.groups().items():
        assert points
        for name, target in points.items():
            assert '* ``%s``: ``%s``\n' % (name, target) in pages or (
                group == 'console_scripts'
                and '\n.. _command.%s:\n' % name in pages), name


def number(text):
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            '%r is not a number from 1 to 9' % text) from None


def test_a_command():
    parser = argparse.ArgumentParser(
        prog='x', description='What it *does*.',
        epilog='exit codes:\n  0  OK      fine,\n     really\n  1  not\n')
    parser.add_argument('--one', metavar='N', type=number, default=4,
                        help='beside --two')
    parser.add_argument('--two', choices=('a', 'b'), required=True,
                        help='one of: a, b')
    parser.add_argument('--three', default='c', help='%(prog)s (%(default)s)')
    commands = parser.add_subparsers(metavar='COMMAND')
    one = commands.add_parser('y', help='what y does')
    one.add_argument('--one')
    one.add_argument('file', metavar='FILE', nargs='*')
    assert command_lines.section(parser, 'manual') == r'''
.. _command.x:

x
=

What it \*does\*.

Its manual is :doc:`manual`.

``--one N``
    beside ``--two``

    :Value: a number from 1 to 9
    :Default: ``4``

``--two VALUE``
    one of

    :Valid values: ``a``, ``b``
    :Required: yes

``--three THREE``
    x (c)

Exit codes.

``0``
    OK: fine, really

``1``
    not

.. _command.x.y:

x y
---

What y does.

``FILE``
    :Number: any
'''.strip()


def test_a_command_whose_exit_codes_are_not_told():
    with pytest.raises(LookupError, match='no exit codes'):
        command_lines.section(argparse.ArgumentParser(prog='x'), 'manual')
