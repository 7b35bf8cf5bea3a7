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


"""What ``nova-ops-image-cache`` shows, and how it comes to it.

:mod:`~nova_ops_ext.imagecache_command.configuration` reads ``nova.conf``,
:mod:`~nova_ops_ext.imagecache_command.acting` tells who is at work, and
:mod:`~nova_ops_ext.imagecache_command.child` asks the process that alone
touches the storage.  What that answers is read with care by ``record``, and
told by ``status`` (with ``status_shown``), ``listing``, ``why``, ``scan`` and
``done``, to people in lines and to programs in a document.  These are pure.
"""
