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

"""Reads the records of a run and writes its page."""

from __future__ import annotations

from collections.abc import Mapping
import os
import pathlib

from demo import record
from demo.report import document
from demo.report import result
from demo import stories

PAGE = 'report.html'


def write(records: pathlib.Path, codes: Mapping[str, int]
          ) -> tuple[pathlib.Path, bool]:
    """Write the page of a run beside its records.

    :param codes: the exit codes of the stories that were begun
    :returns: where it is, and whether all stories have passed
    """
    results = [_result(records, story, codes.get(story.name))
               for story in stories.ALL]
    page = records / PAGE
    # Who has it open never sees a half of it.
    draft = page.with_suffix('.new')
    draft.write_text(document.html(results), encoding='utf-8')
    os.replace(draft, page)
    return page, all(one.passed for one in results)


def _result(records: pathlib.Path, story: stories.Story,
            code: int | None) -> result.Result:
    path = records / (story.name + '.json')
    try:
        return result.Result(story, code, record.from_json(
            path.read_text(encoding='utf-8')))
    except FileNotFoundError:
        return result.Result(story, code, None, 'there is no file')
    except (OSError, record.Unreadable, UnicodeDecodeError) as error:
        return result.Result(story, code, None, str(error))
