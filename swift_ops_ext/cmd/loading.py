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

"""What goes wrong when Swift loads an application, in words."""

from __future__ import annotations

from collections.abc import Iterator
import contextlib
import os

from swift.common import constraints
from swift.common import storage_policy
from swift.common import utils

from swift_ops_ext.cmd import outcome

_OF_A_NODE = ('.ring.gz', 'swift.conf')


def use_swift_dir(swift_dir: str) -> None:
    """Make Swift read swift.conf where the proxy does.

    :param swift_dir: the option of the proxy
    :raises CannotTellError: if there is none that can be used
    """
    # Before 2.36 a proxy took only its rings from there.
    if os.path.exists(os.path.join(swift_dir, 'swift.conf')):
        with explained('swift.conf in %s' % swift_dir):
            if utils.set_swift_dir(swift_dir):
                constraints.reload_constraints()
                storage_policy.reload_storage_policies()


@contextlib.contextmanager
def explained(what: str) -> Iterator[None]:
    """Turn what Swift raises into an explanation.

    :param what: is loaded
    """
    try:
        yield
    except outcome.CannotTellError:
        raise
    except OSError as error:
        if str(error.filename or '').endswith(_OF_A_NODE):
            raise outcome.CannotTellError(
                '%s cannot be loaded without %s (%s); run this on a proxy '
                'node' % (what, error.filename, error.strerror)) from None
        raise outcome.CannotTellError('%s cannot be loaded: %s' % (
            what, error)) from None
    except (Exception, SystemExit) as error:
        raise outcome.CannotTellError('%s cannot be loaded: %s' % (
            what, error or type(error).__name__)) from None
