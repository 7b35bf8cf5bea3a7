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


"""Faults in the image-cache manager; see :mod:`tools.faults`."""

from __future__ import annotations

from tools import fault

_CACHE = 'nova_ops_ext/imagecache'
_TESTS = 'tests/unit/nova_ops_ext/imagecache'


def _fault(what: str, module: str, right: str, wrong: str,
           tests: str = '') -> fault.Fault:
    return fault.Fault(
        what, '%s/%s.py' % (_CACHE, module), right, wrong,
        '%s/test_%s.py' % (_TESTS, tests or module), 'nova')


IMAGE_CACHE_FAULTS = (
    _fault('a file that a disk needs stays', 'decision',
           '    if file.referenced:\n', '    if False:\n'),
    _fault('observe removes nothing', 'decision',
           'if not the_pass.removal_on:', 'if False:'),
    _fault('what is needed comes back whatever the matter is', 'decision',
           'if file.in_trash and file.needed and file.name_free and not (',
           'if the_pass == CLEAR and file.in_trash and file.needed and '
           'file.name_free and not ('),
    _fault('each refusal counts', 'decision',
           "    ('not_exported', Reason.STORAGE_EXPORTED),\n", ''),
    _fault('a pass that has not seen all does not count', 'ledger',
           'elif complete:', 'else:'),
    _fault('another file of the name begins anew', 'ledger',
           'if entry is None or entry.ino != ino:', 'if entry is None:'),
    _fault('a clock that is behind is noticed', 'ledger',
           'return now < ledger.last - CLOCK_TOLERANCE', 'return False'),
    _fault('too many at once stay', 'selection',
           'len(wanted) > limits.floor and new and (', 'False and ('),
    _fault('the longest unused go first', 'selection',
           'key=lambda one: (one.since, one.name)',
           'key=lambda one: (-one.since, one.name)'),
    _fault('only names of the cache are touched', 'shield',
           'if cache_names.kind(name) is None:', 'if False:'),
    _fault('files in use are touched', 'sweep',
           'touched = self._shielded(known)', 'touched = shield.Touched(0)'),
    _fault('all is looked at again before a removal', 'sweep',
           'fresh = self._fresh(world)\n            seen = fresh.scan.cache',
           'fresh = world\n            seen = fresh.scan.cache'),
    _fault('and the storage as well', 'sweep',
           '                *self._survey.storage(),\n', ''),
    _fault('a file that changed stays', 'acts',
           'if now_seen is None or now_seen[:4] != seen[:4]:',
           'if False:', 'sweep'),
    _fault('what one may not remember one does not act upon', 'sweep',
           'if self._remember(after, before):\n                done',
           'if True:\n                done', 'sweep'),
    _fault('pins that cannot be read refuse', 'state',
           "raise UnreadableError('%s: %s' % (self._path(name), error)\n"
           '                                  ) from None',
           'return None', 'sweep'),
    _fault('a directory of nobody refuses', 'verdict',
           '        found[Reason.UNKNOWN_DIRECTORY] = directories\n',
           '        pass\n', 'operator_acts'),
    _fault('a fault of the database refuses', 'verdict',
           '    if not world.known.complete:\n', '    if False:\n', 'sweep'),
    _fault('an operator cannot purge on shared storage', 'operator_acts',
           '(*looking.storage(), *looking.hosts(known.hosts)), scan,',
           '(), scan,'),
    _fault('an acknowledgement is for these files only', 'sweep',
           '                self._forget_removals(world)\n', '',
           'operator_acts'),
    _fault('disks of all sizes count', 'servers',
           'if server.task_state in _MOVING or server.vm_state == '
           'vm_states.RESIZED:', 'if False:'),
    _fault('what the database does not tell is not known', 'servers',
           'complete=False, why=', 'complete=True, why='),
    _fault('a restore never overwrites', 'trash',
           'os.link(source, aim, follow_symlinks=False)',
           'os.rename(source, aim); os.link(aim, source)'),
    _fault('a lock of which the file is gone does not count', 'nova_lock',
           'if _locked(opened) and _is(opened, path):',
           'if _locked(opened):'),
    _fault('a child that stands still is given up', 'worker_process',
           'if now >= self._heard + patience:', 'if False:'),
    _fault('a record that ends midway is none', 'durable',
           'os.rename(new, path)\n    except BaseException', 'open(path, "w").'
           'write(text)\n    except BaseException'),
    _fault('an unknown type of storage is shared', 'filesystems',
           "if f_type == LOCAL.get(mount.type):\n        return ''",
           "if f_type != 0x6969:\n        return ''"),
    _fault('a host that was seen once is remembered', 'fleet',
           'seen.setdefault(host, os.path.join(self._record, names[0]))',
           'pass'),
    _fault('a marker of another machine is noticed', 'markers',
           'if nonce != own.nonce:', 'if False:', 'fleet'),
    _fault('what a guest wrote never refuses', 'graph',
           'if not belief.is_raw(one.path) and (', 'if True or (',
           'references'),
    _fault('a backing file that is gone refuses', 'graph',
           "self._problem(link, link.paths[0], 'which is gone, and what '",
           "(lambda *_: None)(link, link.paths[0], 'which is gone, and what '",
           'references'),
)
