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


"""An image-cache manager that cannot lose a base file.

What touches the disk runs in a child process; see :mod:`~.worker`.  All of
this package but ``manager``, ``servers``, ``pass_settings`` and
``worker_process`` belongs to the child, and needs nothing but Python.

Where to look, in the order of a pass; read ``decision`` and ``sweep`` first:

* Nova's side: ``manager``, with ``servers`` (what Nova knows) and
  ``pass_settings`` (the options), asks by way of ``worker_process``
* the process: ``child``, ``worker``, ``requests``; ``progress`` tells where it
  is, ``shapes`` what is said to it
* a pass: ``sweep``; it looks by ``survey``, acts by ``acts``, ``shield`` and
  ``trash``, tells by ``report`` and ``metrics``
* what is shared?  ``place`` (of ``way``, ``mounted``, ``mounts``, ``statfs``,
  ``filesystems``, ``block_devices``, ``exported``, ``exports``) and ``fleet``
  (of ``registry``, ``markers``, ``host_record``, ``host_names``,
  ``small_file``)
* what is needed?  ``references`` (of ``tree``, ``read_ahead``, ``graph``,
  ``links``, ``image_file``, ``disk_info``, ``server_directory``), from
  ``qcow2``, ``backing_name`` and ``json_name``; and ``open_files``
* what becomes of it?  ``verdict`` puts the facts together, ``decision`` is the
  table, ``reason`` its words; ``ledger`` keeps the ages, ``selection`` the
  limits, ``same_content`` compares
* on disk: ``state`` (the record), ``durable``, ``cache_files``,
  ``cache_names``, ``trash_names``, ``nova_lock``
* the operator: ``operator_acts``
"""
