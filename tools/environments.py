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

"""Virtual environments under ``.work/``: made once, renewed when outdated.

The product is installed into them as the wheel that users get.  Nova and
Swift have environments of their own, because no machine needs both, and the
wheel has to do without the other.
"""

from __future__ import annotations

import hashlib
import pathlib
import shutil
import sys

from tools import commands
from tools import progress

ROOT = pathlib.Path(__file__).resolve().parents[1]
WORK = ROOT / '.work'

#: Name: requirements and constraints.
_FILES = {
    'tools': ('tools', 'tools'),
    'swift': ('swift-test', 'swift-2.38'),
    'nova': ('nova-test', 'nova-34'),
    'release': ('release', 'release'),
    'swift-suites': ('swift-suites', 'swift-suites'),
    'only-swift': ('only-swift', 'swift-2.38'),
    'only-nova': ('only-nova', 'nova-34'),
    'tempest': ('tempest', 'tempest'),
    'e2e': ('e2e', 'e2e'),
}
_OLDEST_PYTHON = (3, 11)  # of Nova 34
_PRODUCT = ('nova', 'nova_ops_ext', 'ops_ext_net', 'ops_ext_status',
            'ops_ext_tempest', 'swift_ops_ext', 'etc')
_PACKAGING = ('setup.cfg', 'setup.py', 'pyproject.toml', 'README.rst')


def python(name: str) -> str:
    """Give the interpreter of an environment that :func:`ensure` made."""
    return str(WORK / name / 'bin' / 'python')


def ensure(name: str, *, product: bool) -> str:
    """Make or renew an environment.

    :param product: whether it has the wheel, too
    :returns: its interpreter
    """
    if sys.version_info < _OLDEST_PYTHON:
        progress.fail(
            'this needs Python %d.%d or newer as python3, and this is %d.%d; '
            'name another with: make PYTHON=python3.12' % (
                *_OLDEST_PYTHON, *sys.version_info[:2]))
    requirements, constraints = _FILES[name]
    files = [ROOT / 'requirements' / (requirements + '.txt'),
             ROOT / 'constraints' / (constraints + '.txt')]
    wanted = _digest(files) + sys.version
    if not _is(name, 'made-of', wanted):
        progress.step('making the environment %s (%s)' % (name, constraints))
        shutil.rmtree(WORK / name, ignore_errors=True)
        _must([sys.executable, '-m', 'venv', str(WORK / name)])
        _must([python(name), '-m', 'pip', 'install', '--quiet',
               '--disable-pip-version-check', '-r', str(files[0]),
               '-c', str(files[1])])
        _remember(name, 'made-of', wanted)
    if product:
        _install_product(name)
    return python(name)


def _install_product(name: str) -> None:
    wanted = _product_digest()
    if _is(name, 'product', wanted):
        return
    wheel = build_wheel()
    progress.step('installing the wheel into the environment %s' % name)
    _must([python(name), '-m', 'pip', 'install', '--quiet',
           '--disable-pip-version-check', '--no-deps', '--force-reinstall',
           str(wheel)])
    _remember(name, 'product', wanted)


def build_wheel() -> pathlib.Path:
    """Build the wheel of this tree, unless it is built already."""
    wanted = _product_digest()
    built = list((WORK / 'dist').glob('*.whl'))
    if len(built) == 1 and _is('dist', 'product', wanted):
        return built[0]
    tools = ensure('tools', product=False)
    progress.step('building the wheel')
    shutil.rmtree(WORK / 'dist', ignore_errors=True)
    # What an earlier build left would end up in this one.
    shutil.rmtree(ROOT / 'build', ignore_errors=True)
    # Without a history, as in a downloaded tree, pbr knows no version.
    version = {} if (ROOT / '.git').exists() else {'PBR_VERSION': '0.0.0'}
    _must([tools, '-m', 'pip', 'wheel', '--quiet',
           '--disable-pip-version-check', '--no-deps', '--no-build-isolation',
           '-w', str(WORK / 'dist'), str(ROOT)], environ=version)
    _remember('dist', 'product', wanted)
    return next((WORK / 'dist').glob('*.whl'))


def _product_digest() -> str:
    files = [ROOT / name for name in _PACKAGING]
    for name in _PRODUCT:
        files += sorted(path for path in (ROOT / name).rglob('*')
                        if path.is_file() and path.suffix != '.pyc')
    return _digest(files)


def _digest(files: list[pathlib.Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(str(path.relative_to(ROOT)).encode() + b'\0')
        digest.update(path.read_bytes() + b'\0')
    return digest.hexdigest()


def _is(name: str, what: str, wanted: str) -> bool:
    stamp = WORK / name / ('.' + what)
    return stamp.exists() and stamp.read_text() == wanted


def _remember(name: str, what: str, wanted: str) -> None:
    (WORK / name / ('.' + what)).write_text(wanted)


def _must(argv: list[str], environ: dict[str, str] | None = None) -> None:
    code, output = commands.run(argv, environ=environ, quiet=True)
    if code:
        print(output)
        progress.fail('failed with code %d: %s' % (code, ' '.join(argv)))
