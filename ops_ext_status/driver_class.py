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

"""Is there a class of that name among Nova's drivers?

Looked up in the text of its module, since to import a driver brings the
libraries of its hypervisor along.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
import importlib.util

_DRIVERS = 'nova.virt.'


def problem(name: str) -> str:
    """Say why ``compute_driver = name`` would not be found; empty if it is.

    What cannot be known is no problem.
    """
    module, dot, attribute = name.rpartition('.')
    if not dot:
        return 'it names a module and no class, such as zvm.ZVMDriver'
    try:
        spec = importlib.util.find_spec(_DRIVERS + module)
    except (ImportError, ValueError):
        spec = None
    if spec is None:
        return 'there is no module %s%s' % (_DRIVERS, module)
    if spec.origin is None or not spec.origin.endswith('.py'):
        return ''
    try:
        with open(spec.origin, encoding='utf-8') as file:
            names = set(_names(ast.parse(file.read())))
    except (OSError, SyntaxError, ValueError):
        return ''
    # One may be made when it is asked for, or come with a star.
    if attribute in names or names & {'__getattr__', '*'}:
        return ''
    return '%s%s has no %s' % (_DRIVERS, module, attribute)


def _names(tree: ast.Module) -> Iterator[str]:
    for one in ast.walk(tree):
        if isinstance(one, (ast.ClassDef, ast.FunctionDef)):
            yield one.name
        elif isinstance(one, (ast.Import, ast.ImportFrom)):
            for alias in one.names:
                yield (alias.asname or alias.name).partition('.')[0]
        elif isinstance(one, ast.Assign):
            for target in one.targets:
                if isinstance(target, ast.Name):
                    yield target.id
