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

"""Which api-paste.ini nova-api reads."""

from __future__ import annotations

from ops_ext_status import api
from ops_ext_status import files
from ops_ext_status import ini_file
from ops_ext_status import node
from ops_ext_status import nova_conf
from ops_ext_status import text_file


def path(chosen: files.Files, conf: nova_conf.Configuration | None
         ) -> str | None:
    """Find it; None if it is not here."""
    if chosen.pastes:
        return chosen.pastes[-1]
    if conf is None:
        return None
    written = named(conf) if node.paste_option() else 'api-paste.ini'
    return files.paste_of(written, conf.files, chosen.look_up
                          ) if written else None


def is_shown(chosen: files.Files, conf: nova_conf.Configuration | None
             ) -> bool:
    """Tell whether an api-paste.ini has anything of ours.

    It may be one that nova-api does not read.
    """
    candidates = {path(chosen, conf)}
    if conf is not None and named(conf):
        candidates.add(files.paste_of(named(conf), conf.files,
                                      chosen.look_up))
    return bool(chosen.pastes) or any(
        one is not None and api.may_concern(one) for one in candidates)


def named(conf: nova_conf.Configuration | None) -> str:
    """Give the name that nova.conf has for it."""
    return str(conf and conf.get('wsgi', 'api_paste_config') or '')


def text(of: str | None) -> str | None:
    """Read it; None if it is not here, or PasteDeploy does not read it."""
    try:
        if of is None:
            return None
        ini_file.read(of)
        return text_file.read(of)
    except text_file.CannotReadError:
        # Told by the check of that file.
        return None
