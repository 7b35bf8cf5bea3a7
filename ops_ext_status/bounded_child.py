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

"""Looks at what may hang or break, in a process that may be given up.

A path on storage that hangs holds whoever touches it, and an import runs code
of others.
"""

from __future__ import annotations

from collections.abc import Sequence
import json
import pathlib
import subprocess
import sys
from typing import Any

#: Seconds; to import Nova takes a few, and many on a node that is busy.
PATIENCE = 120
# What is imported may write to standard output.
_MAIN = '''
import json, os, sys
out = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)
sys.path.insert(0, sys.argv.pop(1))
import importlib
answer = importlib.import_module(sys.argv[1]).look(sys.argv[2:])
out.write(json.dumps(answer))
out.flush()
# Threads of what was imported would hold the process.
os._exit(0)
'''
_HERE = pathlib.Path(__file__).resolve().parents[1]


class GivenUpError(Exception):
    """There is no answer, and why."""


def ask(module: str, words: Sequence[str], patience: float = PATIENCE) -> Any:
    """Call ``look(words)`` of a module in a child, and give what it gives.

    :raises GivenUpError: if it does not answer in time, or at all
    """
    try:
        # Its words are an argument each, and no shell is there.
        done = subprocess.run(  # noqa: S603
            [sys.executable, '-W', 'ignore', '-c', _MAIN, str(_HERE), module,
             *words], stdin=subprocess.DEVNULL, capture_output=True,
            timeout=patience, check=False)
        return json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise GivenUpError('no answer in %g seconds' % patience) from None
    except OSError as error:
        raise GivenUpError(str(error)) from None
    except ValueError:
        last = done.stderr.decode(errors='replace').strip().split('\n')[-1]
        raise GivenUpError(last or 'it ended with code %d' % done.returncode
                           ) from None
